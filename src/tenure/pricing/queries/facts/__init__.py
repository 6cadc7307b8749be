"""What the lots of contracts at the end of their term are priced from, as rows of facts.

Each module here holds one source: a join to the book and the facts it gives. A new kind of fact
is a new module and its name in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from tenure.pricing.queries.engine import NULL_TEXT
from tenure.pricing.queries.facts.lines import CLAUSES, LINES, SLICES, TERMS
from tenure.pricing.queries.facts.list_prices import LIST_PRICES
from tenure.pricing.queries.facts.next_terms import NextTerms, next_terms
from tenure.pricing.queries.facts.source import Source
from tenure.pricing.queries.facts.wanted import (
    PIECES,
    WANTED,
    WantedRows,
    WantedTerm,
    columns_of,
    given_rows,
    wanted_sql,
)

__all__ = [
    "FACT_NAMES",
    "PIECES",
    "SOURCES",
    "WANTED",
    "NextTerms",
    "Source",
    "WantedRows",
    "WantedTerm",
    "copy_facts",
    "copy_wanted",
    "facts_of",
    "facts_sql",
    "next_terms",
]

SOURCES = (LINES, SLICES, TERMS, CLAUSES, LIST_PRICES)
# What of a line's facts the book knows, in the order of the columns of `facts_sql`.
FACT_NAMES = tuple(name for source in SOURCES for name in source.columns)


def facts_sql(wanted: str) -> str:
    """Return the query for the facts of all lines of the wanted terms.

    `wanted` is a source of rows, as it stands after FROM, with the columns of `WANTED`.
    """
    columns = ", ".join(
        f"{sql} AS {name}" for source in SOURCES for name, sql in source.columns.items()
    )
    joins = " ".join(source.joins for source in SOURCES)
    return f"SELECT {columns} FROM {wanted} AS w {joins} WHERE l.quantity > 0 OR p.charge = 'usage'"


def facts_of(terms: Sequence[WantedTerm]) -> list[dict[str, Any]]:
    """Return the rows of facts of some terms, by contract, lot and piece."""
    with connection.cursor() as cursor:
        ordered = f"{facts_sql(wanted_sql())} ORDER BY l.contract_id, l.lot, w.piece"
        cursor.execute(ordered, columns_of(terms))
        return [dict(zip(FACT_NAMES, row, strict=True)) for row in cursor.fetchall()]


def copy_facts(terms: Sequence[WantedTerm], path: Path) -> None:
    """Write the rows of facts of given terms to a CSV file, streamed."""
    copy_wanted(given_rows(terms), path)


def copy_wanted(wanted: WantedRows, path: Path) -> None:
    """Write the rows of facts of wanted rows, such as those of `next_terms`, to a CSV file."""
    with connection.cursor() as cursor, path.open("wb") as target:
        statement = f"COPY ({facts_sql(wanted.sql)}) TO STDOUT (FORMAT csv, NULL '{NULL_TEXT}')"
        with cursor.copy(statement, wanted.parameters) as copy:
            for block in copy:
                target.write(block)
