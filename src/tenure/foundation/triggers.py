"""PostgreSQL triggers that keep tables append-only; used by the migrations of every capability."""

from __future__ import annotations

from django.db import migrations

CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('tenure.allow_truncate', true) = 'on' THEN
        RETURN NULL;  -- only test databases set this
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Return the migration step that refuses UPDATE, DELETE and TRUNCATE on a table."""
    return migrations.RunSQL(
        sql=f"""
        CREATE TRIGGER {table}_rows_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
        CREATE TRIGGER {table}_table_append_only BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_rows_append_only ON {table};
        DROP TRIGGER {table}_table_append_only ON {table};
        """,
    )
