from django.db import migrations

# How a product is charged is not write-once: only what is added is compared, so that a product
# changed since does not stand in the way of other successions.
FRESH = """
DROP TRIGGER book_succession_ends ON book_succession;
CREATE OR REPLACE FUNCTION book_refuse_endless_succession() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    SELECT p.code INTO broken
    FROM book_successionchain c JOIN book_product p ON p.id = c.product_id
    WHERE c.links > 8 OR c.n > 1000000 OR c.d > 1000000
    UNION ALL
    SELECT p.code FROM fresh f
    JOIN book_product p ON p.id = f.product_id JOIN book_product s ON s.id = f.successor_id
    WHERE s.charge <> p.charge
    LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'the successors of % go round in a circle, on for too long, or to another '
            'kind of charge', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'succession_ends';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER book_succession_ends AFTER INSERT ON book_succession
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION book_refuse_endless_succession();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('book', '0012_bundles'),
    ]

    operations = [migrations.RunSQL(sql=FRESH, reverse_sql=migrations.RunSQL.noop)]
