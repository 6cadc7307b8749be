"""What the lots of contracts at the end of their term are priced from, as rows of facts.

Each module here holds one source: a join to the book and the facts it gives. A new kind of fact
is a new module and its name in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tenure.kernel.errors import InvalidInput
from tenure.pricing.queries.engine import NULL_TEXT
from tenure.pricing.queries.facts.changed import CHANGED_SQL, AddedLine, ChangedLines
from tenure.pricing.queries.facts.described import (
    DESCRIPTION_TYPES,
    DESCRIPTIONS,
    fact_types,
    postgresql_type,
)
from tenure.pricing.queries.facts.escalator import ESCALATOR
from tenure.pricing.queries.facts.indices import INDEX, MISSING, unpriceable
from tenure.pricing.queries.facts.lines import CLAUSES, LINES, PARTS, SLICES, TERMS
from tenure.pricing.queries.facts.list_prices import LIST_PRICES
from tenure.pricing.queries.facts.next_terms import NextTerms, next_terms
from tenure.pricing.queries.facts.overages import OVERAGES
from tenure.pricing.queries.facts.partners import PARTNERS
from tenure.pricing.queries.facts.programs import PROGRAMS
from tenure.pricing.queries.facts.source import Source
from tenure.pricing.queries.facts.successions import SUCCESSIONS
from tenure.pricing.queries.facts.support import SUPPORT
from tenure.pricing.queries.facts.wanted import (
    PIECES,
    WANTED,
    WantedRows,
    WantedTerm,
    given_rows,
)

__all__ = [
    "DESCRIPTIONS",
    "DESCRIPTION_TYPES",
    "FACT_NAMES",
    "PIECES",
    "SOURCES",
    "WANTED",
    "AddedLine",
    "ChangedLines",
    "NextTerms",
    "Source",
    "WantedRows",
    "WantedTerm",
    "copy_facts",
    "copy_wanted",
    "fact_types",
    "facts_of",
    "facts_sql",
    "given_rows",
    "lines_of",
    "lines_sql",
    "next_terms",
    "postgresql_type",
    "unpriceable",
]

SOURCES = (
    LINES,
    SUCCESSIONS,
    SLICES,
    PARTNERS,
    PROGRAMS,
    OVERAGES,
    TERMS,
    PARTS,
    CLAUSES,
    ESCALATOR,
    INDEX,
    LIST_PRICES,
    SUPPORT,
)
# What the book knows of a line, each as SQL.
_FACTS = {name: sql for source in SOURCES for name, sql in source.columns.items()}
# The facts among the columns of `facts_sql`, in their order.
FACT_NAMES = tuple(_FACTS)


def facts_sql(wanted: str) -> str:
    """Return the query for the facts of all lines of the wanted terms.

    `wanted` is a source of rows, as it stands after FROM, with the columns of `WANTED`.
    """
    return _query(_FACTS, wanted)


def lines_sql(wanted: str) -> str:
    """Return the query for what the lines are (`DESCRIPTIONS`) and then for their facts."""
    return _query(DESCRIPTIONS | _FACTS, wanted)


def facts_of(terms: Sequence[WantedTerm]) -> list[dict[str, Any]]:
    """Return the rows of facts of some terms, by contract, lot and piece.

    Raise InvalidInput, with the reason, for a contract whose next term cannot be priced.
    """
    wanted = given_rows(terms)
    return _priceable(_rows(FACT_NAMES, facts_sql(wanted.sql), wanted), terms)


def lines_of(
    terms: Sequence[WantedTerm], changed: ChangedLines | None = None
) -> list[dict[str, Any]]:
    """Return the same rows, each with what its line is: what quotes are stored from.

    With `changed` as if the book held the lines of its contract, whose terms they are, so.
    """
    wanted = given_rows(terms, changed.price_months if changed else ())
    names = (*DESCRIPTIONS, *FACT_NAMES)
    return _priceable(_rows(names, lines_sql(wanted.sql), wanted, changed), terms)


def copy_facts(terms: Sequence[WantedTerm], path: Path) -> None:
    """Write the rows of facts of given terms to a CSV file, streamed."""
    copy_wanted(given_rows(terms), path)


def copy_wanted(wanted: WantedRows, path: Path, beside: Sequence[str] = ()) -> None:
    """Write the rows of facts of wanted rows, such as those of `next_terms`, to a CSV file.

    `beside` are names of `DESCRIPTIONS` whose columns follow the facts.
    """
    query = _query(_FACTS | {name: DESCRIPTIONS[name] for name in beside}, "pricing_wanted")
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL takes end, length and anchor of a term for independent and expects one contract
        # where there are thousands: it then seeks for every line what it should join once.
        cursor.execute(
            f"CREATE TEMP TABLE pricing_wanted AS SELECT * FROM {wanted.sql} AS w",
            wanted.parameters,
        )
        cursor.execute("ANALYZE pricing_wanted")
        with (
            path.open("wb") as target,
            cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, NULL '{NULL_TEXT}')") as copy,
        ):
            for block in copy:
                target.write(block)
        cursor.execute("DROP TABLE pricing_wanted")


def _query(columns: Mapping[str, str], wanted: str) -> str:
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    joins = " ".join(source.joins for source in SOURCES)
    return (
        f"SELECT {selected} FROM {wanted} AS w {joins} WHERE l.quantity > 0 OR p.charge = 'usage'"
    )


def _rows(
    names: Sequence[str],
    query: str,
    wanted: WantedRows,
    changed: ChangedLines | None = None,
) -> list[dict[str, Any]]:
    statement = f"{query} ORDER BY l.contract_id, l.lot, w.piece"
    parameters = wanted.parameters
    if changed is not None:
        statement, parameters = CHANGED_SQL + statement, changed.parameters() + parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _priceable(rows: list[dict[str, Any]], terms: Sequence[WantedTerm]) -> list[dict[str, Any]]:
    """Return the rows; raise InvalidInput where one lacks what it has to be priced from."""
    if any(MISSING in (row["index_before"], row["index_now"]) for row in rows):
        starts = {term.contract_id: term.period.start for term in terms}
        otherwise = "The price index that the contract follows is not published for this term."
        raise InvalidInput(next(iter(unpriceable(starts).values()), otherwise))
    return rows
