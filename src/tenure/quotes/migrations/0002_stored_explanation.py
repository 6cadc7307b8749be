# What a line was priced from is kept with it, so that its price can be reproduced.

import django.db.models.deletion
from django.db import migrations, models

# Lines are append-only; this migration alone fills what they lacked. A line from before has the
# whole term for its piece and no inputs. Where its trace does not say what the clauses entitled
# to, it is taken to have asked for all of it.
BACKFILL = """
    ALTER TABLE quotes_quoteline DISABLE TRIGGER USER;
    UPDATE quotes_quoteline line
    SET start_on = quote.start_on,
        end_on = quote.end_on,
        entitled_minor = coalesce(
            (told.step ->> 'entitled_minor')::bigint, line.proposed_minor
        ),
        leakage_minor = coalesce((told.step ->> 'leakage_minor')::bigint, 0),
        leakage_reason = coalesce(told.step ->> 'leakage_reason', '')
    FROM quotes_quote quote, quotes_quoteline other
    LEFT JOIN LATERAL (
        SELECT step FROM jsonb_array_elements(other.trace) step
        WHERE step ->> 'step' = 'leakage' LIMIT 1
    ) told ON true
    WHERE quote.id = line.quote_id AND other.id = line.id;
    ALTER TABLE quotes_quoteline ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='asked',
            field=models.JSONField(help_text='What was wanted otherwise than the book says it; null: nothing.', null=True),
        ),
        migrations.AddField(
            model_name='quoteline',
            name='expiring_product',
            field=models.ForeignKey(db_index=False, help_text='What the product takes the place of; null: it is the same.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='book.product'),
        ),
        migrations.AddField(
            model_name='quoteline',
            name='inputs',
            field=models.JSONField(help_text='The facts it was priced from, but those that are usual.', null=True),
        ),
        migrations.AddField(
            model_name='quoteline',
            name='leakage_reason',
            field=models.CharField(blank=True, default='', max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='quoteline',
            name='start_on',
            field=models.DateField(help_text='First day of the piece of the term.', null=True),
        ),
        migrations.AddField(
            model_name='quoteline',
            name='end_on',
            field=models.DateField(help_text='First day after it.', null=True),
        ),
        migrations.AddField(
            model_name='quoteline',
            name='entitled_minor',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='quoteline',
            name='leakage_minor',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunSQL(sql=BACKFILL, reverse_sql=migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='quoteline',
            name='start_on',
            field=models.DateField(help_text='First day of the piece of the term.'),
        ),
        migrations.AlterField(
            model_name='quoteline',
            name='end_on',
            field=models.DateField(help_text='First day after it.'),
        ),
        migrations.AlterField(
            model_name='quoteline',
            name='entitled_minor',
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name='quoteline',
            name='leakage_minor',
            field=models.BigIntegerField(),
        ),
    ]
