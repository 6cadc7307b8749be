"""Price the lines of a chunk of new quotes, and leave them in two temporary tables.

`quotes_given` holds a row for each line: what it is and what it is priced from; `quotes_priced`
what the engine made of it. Both know it by `line_id`. They go with the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tenure.kernel.errors import InvalidInput
from tenure.pricing import queries as pricing
from tenure.pricing.queries.facts import (
    DESCRIPTION_TYPES,
    FACT_NAMES,
    WantedTerm,
    fact_types,
    given_rows,
    lines_sql,
    postgresql_type,
)
from tenure.pricing.rules import WATERFALL

GivenRow = Mapping[str, Any]
_BLOCK = 1 << 20


def price_book(terms: Sequence[WantedTerm], folder: Path) -> tuple[str, ...]:
    """Price the terms as the book says; return the names of the facts in `quotes_given`."""
    _make_given(FACT_NAMES)
    columns = ", ".join((*DESCRIPTION_TYPES, *FACT_NAMES))
    wanted = given_rows(terms)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO quotes_given ({columns}) {lines_sql(wanted.sql)}", wanted.parameters
        )
    _price(FACT_NAMES, folder)
    return FACT_NAMES


def price_given(rows: Sequence[GivenRow], folder: Path) -> tuple[str, ...]:
    """Price rows that the caller gives; return the names of the facts in `quotes_given`.

    A row has what `lines_of` gives and any further fact of the steps by its name; a fact that it
    does not have is its step's default. Raise InvalidInput for a fact that no step knows.
    """
    named = {name for row in rows for name in row} - DESCRIPTION_TYPES.keys()
    if unknown := named - WATERFALL.facts.keys():
        raise InvalidInput(f"No step of pricing knows {', '.join(sorted(unknown))}.")
    names = tuple(name for name in WATERFALL.facts if name in named)
    usual = {name: WATERFALL.facts[name].default for name in names}
    _make_given(names)
    columns = (*DESCRIPTION_TYPES, *names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY quotes_given ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            whole = {**usual, **row}
            copy.write_row([whole.get(name) for name in columns])
    _price(names, folder)
    return names


def _make_given(names: tuple[str, ...]) -> None:
    _make_table("quotes_given", DESCRIPTION_TYPES | fact_types(names))


def _make_table(name: str, columns: Mapping[str, str]) -> None:
    listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({listed}) ON COMMIT DROP")


def _price(names: tuple[str, ...], folder: Path) -> None:
    """Stream the facts through the engine, into `quotes_priced`."""
    facts, priced = folder / "facts.csv", folder / "priced.csv"
    null = f"(FORMAT csv, NULL '{pricing.NULL_TEXT}')"
    kept = {name: postgresql_type(kind) for name, kind in WATERFALL.kept.items()}
    _make_table("quotes_priced", {"line_id": "bigint"} | kept)
    with connection.cursor() as cursor:
        _copy_out(cursor, f"COPY quotes_given ({', '.join(names)}) TO STDOUT {null}", facts)
        with pricing.chosen_engine(folder, lines=cursor.rowcount) as engine:
            engine.load_csv(facts, names)
            engine.load_policies(pricing.policies())
            engine.price_csv(priced)
        _copy_in(cursor, f"COPY quotes_priced FROM STDIN {null}", priced)
        cursor.execute("ANALYZE quotes_given (line_id, contract_id)")  # what they are joined by
        cursor.execute("ANALYZE quotes_priced (line_id)")


def _copy_out(cursor: CursorWrapper, statement: str, path: Path) -> None:
    with path.open("wb") as target, cursor.copy(statement) as copy:
        for block in copy:
            target.write(block)


def _copy_in(cursor: CursorWrapper, statement: str, path: Path) -> None:
    with path.open("rb") as source, cursor.copy(statement) as copy:
        while block := source.read(_BLOCK):
            copy.write(block)
