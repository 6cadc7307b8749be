"""An empty database begins from the kept schema; it is what the migrations come to."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from tests.foundation.kept_schema import from_each_migration, migrate, schema_of, settled
from tests.foundation.own_database import own_database, url_of


@pytest.fixture
def empty() -> Iterator[str]:
    with own_database(f"starting_{os.getpid()}") as database:
        yield database


def test_the_kept_schema_is_what_the_migrations_come_to(empty: str) -> None:
    migrate(empty)
    assert settled(schema_of(empty)) == from_each_migration()


def test_a_database_with_a_table_is_left_to_the_migrations(empty: str) -> None:
    with psycopg.connect(url_of(empty)) as server:
        server.execute("CREATE TABLE kept_by_somebody (id bigint)")
    migrate(empty, "sessions")
    with psycopg.connect(url_of(empty)) as server:
        named = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {name for (name,) in named} == {
            "kept_by_somebody", "django_migrations", "django_session",
        }  # fmt: skip
