from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('desk', '0009_run_at'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(
                condition=models.Q(('done_on__isnull', False)),
                fields=['-done_on', '-id'],
                name='task_done',
            ),
        ),
    ]
