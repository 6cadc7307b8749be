import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0008_engagement'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        # Runs that are done were done for the moment at which they were begun.
        migrations.RunSQL('UPDATE desk_run SET at = started_at', migrations.RunSQL.noop),
    ]
