"""The terms that are wanted, as rows: what the sources of facts start from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from tenure.book.queries.effects import proration_mode
from tenure.book.rules.day_counts import Mode
from tenure.kernel.period import Period
from tenure.pricing.rules import Counting, Piece, pieces_of

# A term is priced in pieces where its price or quantity steps inside it; most have one. A line of
# facts is known by the book's line and the piece: `line_id` is the line's id x 16 + the piece.
PIECES = 16
# What a wanted row says of a piece of a term, with types: its number; its first day and the first
# day after it; the same of the whole term; its length; by months that a price pays for, how often
# it is paid, as [numerator, denominator] (none: by the length); the months of the whole term where
# it is in several pieces.
PIECE = {
    "piece": "int",
    "start_on": "date",
    "end_on": "date",
    "term_start_on": "date",
    "term_end_on": "date",
    "months": "int",
    "days": "int",
    "month_days": "int",
    "parts": "jsonb",
    "whole_months": "int",
}
# The columns of `w`: the contract, and the piece of its term.
WANTED = {"contract_id": "bigint", **PIECE}


@dataclass(frozen=True, slots=True)
class WantedTerm:
    """Hold the next term of a contract that is to be priced."""

    contract_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Hold a source of wanted rows: SQL as it stands after FROM, and its parameters."""

    sql: str
    parameters: list[Any]


def given_rows(terms: Sequence[WantedTerm], price_months: Sequence[int] = ()) -> WantedRows:
    """Return the terms as a source of wanted rows.

    `price_months` are what the prices of lines pay for that the contracts do not have.
    """
    arrays = ", ".join(f"%s::{kind}[]" for kind in WANTED.values())
    sql = f"(SELECT * FROM unnest({arrays}) AS given ({', '.join(WANTED)}))"
    return WantedRows(sql, columns_of(terms, price_months))


def columns_of(terms: Sequence[WantedTerm], price_months: Sequence[int] = ()) -> list[list[Any]]:
    """Return the rows of the terms column by column. One query; an unknown contract has none."""
    countings = {
        contract_id: replace(one, price_months=(*one.price_months, *price_months))
        for contract_id, one in _countings([term.contract_id for term in terms]).items()
    }
    rows = [
        (term.contract_id, *row)
        for term in terms
        if term.contract_id in countings
        for row in piece_rows(term.period, countings[term.contract_id])
    ]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in WANTED]


def piece_rows(term: Period, counting: Counting) -> Iterator[tuple[Any, ...]]:
    """Return the pieces of a term, as rows of `PIECE`."""
    for piece in pieces_of(term, counting):
        length = piece.length
        yield (
            piece.number, piece.period.start, piece.period.end, term.start, term.end,
            length.months, length.days, length.month_days, _parts(piece), piece.whole_months,
        )  # fmt: skip


def _parts(piece: Piece) -> str | None:
    if piece.times is None:
        return None
    return json.dumps(
        {months: [times.numerator, times.denominator] for months, times in piece.times.items()}
    )


def _countings(contract_ids: Sequence[int]) -> dict[int, Counting]:
    """Return how the terms of contracts are counted, by contract."""
    mode = proration_mode()
    prices = "ARRAY(SELECT DISTINCT l.price_months FROM book_line l WHERE l.contract_id = c.id)"
    if mode == Mode.MONTHS:  # which needs no more than the length of a term
        prices = "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.id, c.first_start_on, {prices}, c.escalator_bp IS NOT NULL
            FROM book_contract c WHERE c.id = ANY(%s)
            """,
            [list(contract_ids)],
        )
        return {
            contract_id: Counting(first_start_on, mode, tuple(price_months or ()), escalates)
            for contract_id, first_start_on, price_months, escalates in cursor.fetchall()
        }
