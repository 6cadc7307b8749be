"""A database of its own on the tests' server, for what cannot be rolled back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg


def url_of(database: str) -> str:
    """Return the address of another database of the tests' server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


@contextmanager
def own_database(name: str, *, template: str | None = None) -> Iterator[str]:
    """Give a database that is dropped afterwards."""

    def administer(statement: str) -> None:
        with psycopg.connect(url_of("postgres"), autocommit=True) as server:
            server.execute(statement)

    copied = f' TEMPLATE "{template}"' if template else ""
    administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{name}"{copied}')
    try:
        yield name
    finally:
        administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
