from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0003_approvals'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='proration',
            field=models.CharField(blank=True, default='', help_text='Mode of proration it was priced in; empty: unknown.', max_length=12),
            preserve_default=False,
        ),
    ]
