"""Keep with a review whether the person who kept it was cleared then.

Of those kept before nobody knows: they count as kept by a cleared person.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewissue',
            name='cleared',
            field=models.BooleanField(default=True, help_text='Who kept it was cleared then.'),
        ),
    ]
