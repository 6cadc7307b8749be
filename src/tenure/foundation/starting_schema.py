"""The schema that an empty database begins from: what the migrations named in it come to.

`make schema` writes it anew from the migrations; a test holds the two equal. It may be older than
the newest migrations, never different from those it names.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PLACE = Path(__file__).with_name("starting_schema.sql")
WRITTEN_BY = 180_000  # the PostgreSQL whose words it uses; an older one goes by the migrations

# Tables that an extension brought do not count, and another schema than `public` is not ours.
_EMPTY = """
SELECT coalesce(current_schema() = 'public', false) AND NOT EXISTS (
    SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))"""


def lay_down_if_empty(connection: BaseDatabaseWrapper) -> bool:
    """Create every table, function and trigger of the kept schema; return whether it was done.

    All or nothing. A database that holds a table is left as it is.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        if cursor.fetchone()[0] < WRITTEN_BY:
            return False
        cursor.execute(_EMPTY)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(PLACE.read_text(encoding="utf-8"))
    return True
