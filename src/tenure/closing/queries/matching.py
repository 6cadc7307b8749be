"""Compare the book with what the other sides say, in DuckDB: the discrepancies of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tenure.closing.queries.matching_sql import MACROS, STEPS, TABLES
from tenure.closing.rules import Tolerance

_MEMORY = "2GB"
NULL_TEXT = r"\N"


@contextmanager
def matcher(directory: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a session with the four tables of `matching_sql`, empty; it spills to `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="matching-", dir=directory) as folder:
        config: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": folder}
        duck = duckdb.connect(f"{folder}/matching.duckdb", config=config)
        try:
            duck.execute(MACROS)
            for table, columns in TABLES.items():
                listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                duck.execute(f"CREATE TABLE {table} ({listed})")
            yield duck
        finally:
            duck.close()


def load(duck: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Load a CSV file without header, the columns in order, nulls as `NULL_TEXT`."""
    kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in TABLES[table].items())
    duck.execute(
        f"INSERT INTO {table} SELECT * FROM read_csv(?, columns = {{{kinds}}}, header = false,"
        " delim = ',', quote = '\"', escape = '\"', nullstr = ?, auto_detect = false)",
        [str(path), NULL_TEXT],
    )


def compare(
    duck: duckdb.DuckDBPyConnection, *, on: date, sides: Sequence[str], tolerance: Tolerance
) -> None:
    """Leave the discrepancies of the day in the table `found`, for the sides that have spoken."""
    given = {**asdict(tolerance), "on": on, "sides": list(sides)}
    for step in STEPS:
        for statement in step.split(";"):
            duck.execute(statement, _named(statement, given))


def _named(statement: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a statement names: DuckDB refuses those that it does not."""
    return {name: value for name, value in given.items() if f"${name}" in statement}
