"""The terms that are wanted, as rows: what the sources of facts start from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.kernel.period import Period
from tenure.pricing.rules import TermLength

# A term is priced in pieces where its price or quantity steps inside it; most have one. A line of
# facts is known by the book's line and the piece: `line_id` is the line's id x 16 + the piece.
PIECES = 16
# The columns of `w`, with their types: the contract; the number of the piece; its first day and
# the first day after it; the same of the whole term; the length of the piece.
WANTED = {
    "contract_id": "bigint",
    "piece": "int",
    "start_on": "date",
    "end_on": "date",
    "term_start_on": "date",
    "term_end_on": "date",
    "months": "int",
    "days": "int",
    "month_days": "int",
}


@dataclass(frozen=True, slots=True)
class WantedTerm:
    """Hold the next term of a contract that is to be priced."""

    contract_id: int
    period: Period

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Return the pieces of the term, as rows of `WANTED`."""
        start, end = self.period.start, self.period.end
        assert end is not None  # the next term is never open
        length = TermLength.of(start, end)
        yield (
            self.contract_id, 0, start, end, start, end,
            length.months, length.days, length.month_days,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Hold a source of wanted rows: SQL as it stands after FROM, and its parameters."""

    sql: str
    parameters: list[Any]


def given_rows(terms: Sequence[WantedTerm]) -> WantedRows:
    """Return the terms as a source of wanted rows."""
    return WantedRows(wanted_sql(), columns_of(terms))


def wanted_sql() -> str:
    """Return the wanted terms as a source of rows, its columns as parameters (`columns_of`)."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in WANTED.values())
    return f"(SELECT * FROM unnest({arrays}) AS given ({', '.join(WANTED)}))"


def columns_of(terms: Sequence[WantedTerm]) -> list[list[Any]]:
    """Return the terms' rows column by column."""
    rows = [row for term in terms for row in term.rows()]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in WANTED]
