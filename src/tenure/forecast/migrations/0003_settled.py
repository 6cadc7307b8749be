from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forecast', '0002_calls'),
    ]

    operations = [
        # What was followed before is looked at once more: only what differs is written.
        migrations.RemoveField(model_name='frost', name='followed'),
        migrations.AddField(
            model_name='frost', name='settled', field=models.BigIntegerField(default=0)
        ),
    ]
