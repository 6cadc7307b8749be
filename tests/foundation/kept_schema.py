"""What the migrations come to, as one text: `python -m tests.foundation.kept_schema` keeps it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable

import psycopg

from tenure.foundation import embedded
from tests.foundation.own_database import own_database, url_of

_HEAD = """\
-- What the migrations named at the end come to. Written by `make schema`; not to be edited.
SET LOCAL check_function_bodies = false;
SET LOCAL client_min_messages = warning;
"""
# Settings of a whole session, words for psql, and remarks that change with the version of pg_dump.
_LEFT_OUT = re.compile(r"SET |SELECT pg_catalog\.set_config|\\|--|$")
_SCHEMA_OF_TABLES = "SELECT app, name FROM django_migrations ORDER BY id"


def schema_of(database: str) -> str:
    """Return the statements that make this database's schema, and the migrations it has had."""
    dump = subprocess.run(
        [str(embedded.find_binaries() / "pg_dump"), "--schema-only", "--no-owner",
         "--no-privileges", "--no-comments", url_of(database)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    with psycopg.connect(url_of(database)) as server:
        had = server.execute(_SCHEMA_OF_TABLES).fetchall()
    return _HEAD + "".join(_statements(dump)) + _noted(had)


def _statements(dump: str) -> Iterable[str]:
    body = False  # of a function, where every line counts
    for line in dump.splitlines(keepends=True):
        if body or not _LEFT_OUT.match(line.rstrip("\n")):
            yield line
        if len(re.findall(r"\$[a-z_]*\$", line)) % 2:
            body = not body


def _noted(had: Iterable[tuple[str, str]]) -> str:
    rows = ",\n".join(f"    ('{app}', '{name}', now())" for app, name in sorted(had))
    return f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n{rows};\n"


def migrate(database: str, *options: str) -> None:
    """Bring a database to this version in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--no-input", *options],
        env={**os.environ, "DATABASE_URL": url_of(database),
             "DJANGO_SETTINGS_MODULE": "tenure.config.settings"},
        check=True,
    )  # fmt: skip


def from_each_migration() -> str:
    """Return the schema that the migrations make, applied one after another."""
    with own_database(f"each_migration_{os.getpid()}") as database:
        migrate(database, "--each")
        return settled(schema_of(database))


def settled(schema: str) -> str:
    """Return the schema as PostgreSQL says it once it has read its own words.

    It writes the list of a check constraint in another way after that, and then keeps to it.
    """
    with own_database(f"settled_{os.getpid()}") as database:
        with psycopg.connect(url_of(database)) as server:
            server.execute(schema.encode())
        return schema_of(database)


def main() -> None:
    """Write the schema that an empty database begins from."""
    import tests.database  # noqa: F401 - starts the server

    written = from_each_migration()
    from tenure.foundation.starting_schema import PLACE

    PLACE.write_text(written, encoding="utf-8")
    print(f"{PLACE}: {len(written.splitlines())} lines")


if __name__ == "__main__":
    main()
