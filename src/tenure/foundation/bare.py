"""Take indexes, keys and constraints off tables while most of their rows come, and put them back.

PostgreSQL holds the same constraints after as before: each is built or checked again over all rows,
in one sort or one scan instead of a descent per row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from tenure.foundation.bulk import Bulk

BARE_FROM = 5_000  # rows; fewer are inserted past the indexes that are there
_QUICK_STATISTICS = 30

# What another table's foreign key rests on stays: that table is not ours to lock. Foreign keys are
# last, as they rest on the others.
_CONSTRAINTS = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
WHERE c.conrelid = ANY(%(tables)s::regclass[]) AND (c.contype = 'f' OR c.contype IN ('p', 'u', 'x')
    AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.contype = 'f' AND r.conindid = c.conindid
        AND r.conrelid <> ALL(%(tables)s::regclass[])))
ORDER BY c.contype = 'f', c.conrelid, c.conname"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%(tables)s::regclass[]) AND NOT i.indisunique AND NOT i.indisexclusion"""


def bare_if_most_is_new(
    bulk: Bulk, tables: Sequence[str], table: str, coming: int
) -> AbstractContextManager[None]:
    """Return `bare_tables` when more rows come to `table` than it has; else nothing."""
    if coming <= BARE_FROM:
        return nullcontext()
    bulk.cursor.execute(f"SELECT count(*) FROM (SELECT FROM {table} LIMIT %s) t", [coming])
    held = int(bulk.cursor.fetchone()[0])
    return bare_tables(bulk, tables) if held < coming else nullcontext()


@contextmanager
def bare_tables(bulk: Bulk, tables: Sequence[str]) -> Iterator[None]:
    """Take indexes and constraints off tables, and put them back after what was sent meanwhile.

    In the caller's transaction, so a failure leaves everything as it was.
    """
    taken = _take_off(bulk.cursor, tables)
    yield
    bulk.later(taken.put_back)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was taken off: indexes (name, definition), constraints (table, name, definition)."""

    tables: Sequence[str]
    indexes: list[tuple[str, str]]
    constraints: list[tuple[str, str, str]]

    def put_back(self, cursor: Any) -> None:
        """Build the indexes and check the constraints again, foreign keys last."""
        for _, definition in self.indexes:
            cursor.execute(definition)
        for table, name, definition in self.constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # A small sample now, so that the next queries plan well; autovacuum takes the full one.
        cursor.execute(f"SET LOCAL default_statistics_target = {_QUICK_STATISTICS}")
        for table in self.tables:
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET LOCAL default_statistics_target TO DEFAULT")


def _take_off(cursor: Any, tables: Sequence[str]) -> _Taken:
    named = {"tables": list(tables)}
    # What is still to be checked must be, before its constraint can go.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(_CONSTRAINTS, named)
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, named)
    indexes = cursor.fetchall()
    for table, name, _ in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return _Taken(tables, indexes, constraints)
