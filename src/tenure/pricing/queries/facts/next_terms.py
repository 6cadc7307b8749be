"""The next terms of many contracts, chosen in SQL, as a source of wanted rows.

Terms are counted in months with the memory of the day a contract began on, which no database
does. Contracts that end on the same day, renew for as many months and began on the same day of the
month have the same next term: it is worked out once for each such kind, and joined to the
contracts. No contract passes through Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tenure.book.queries.effects import proration_mode
from tenure.book.rules.dates import term_from
from tenure.book.rules.day_counts import Mode
from tenure.kernel.errors import InvalidInput
from tenure.pricing.queries.facts.indices import lacks_index_sql
from tenure.pricing.queries.facts.wanted import PIECE, WantedRows, piece_rows
from tenure.pricing.rules import Counting

# A contract that has ended for good, or never ends, has no next term to price.
_RENEWS = "c.end_on IS NOT NULL AND c.ended_on IS NULL AND c.renewal_type <> 'evergreen'"
# The day of the month that terms come back to, 31 for the month's end, as `anchor_of` says it.
_ANCHOR = """CASE WHEN extract(day FROM c.first_start_on + 1) = 1 THEN 31
    ELSE extract(day FROM c.first_start_on) END::int"""
_LACKS_INDEX = lacks_index_sql("c.end_on")
# What a kind of term is known by, with the types.
_KIND = {"ends_on": "date", "renews_for": "int", "anchor": "int", "escalates": "bool"}


@dataclass(frozen=True, slots=True)
class NextTerms:
    """Hold the next terms of contracts: as wanted rows, and of how many contracts.

    `left_out` are those whose next term cannot be priced: it would end past the year 9999, has too
    many escalations, or the contract follows an index that is not published yet.
    """

    rows: WantedRows
    contracts: int
    left_out: int


def next_terms(chosen: str = "true", parameters: Sequence[Any] = ()) -> NextTerms:
    """Return the next terms of the contracts that a condition over `c` (book_contract) chooses.

    For the length each renews for. Evergreen and ended contracts, and those without an end, have
    none. What is read later sees the contracts as they are then: read both in one transaction of
    REPEATABLE READ where other people may change a term between.
    """
    chosen = f"{_RENEWS} AND ({chosen})"
    mode, rows, contracts, left_out = proration_mode(), list[tuple[Any, ...]](), 0, 0
    price_months = _price_months(chosen, parameters) if mode != Mode.MONTHS else ()
    for *kind, first_start_on, count, lacking in _kinds(chosen, parameters):
        left_out += lacking
        try:
            rows.extend(_rows(kind, Counting(first_start_on, mode, price_months, kind[-1])))
            contracts += count
        except InvalidInput:
            left_out += count
    names = {**_KIND, **PIECE}
    arrays = ", ".join(f"%s::{kind}[]" for kind in names.values())
    sql = f"""(
        SELECT c.id AS contract_id, {", ".join(f"t.{name}" for name in PIECE)}
        FROM book_contract c
        JOIN unnest({arrays}) AS t ({", ".join(names)})
            ON (t.ends_on, t.renews_for, t.anchor, t.escalates)
                = (c.end_on, c.renewal_term_months, {_ANCHOR}, c.escalator_bp IS NOT NULL)
        WHERE {chosen} AND NOT {_LACKS_INDEX}
    )"""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    return NextTerms(WantedRows(sql, [*columns, *parameters]), contracts, left_out)


def _kinds(chosen: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return end, months, anchor day, whether the price escalates; one first start that has that
    anchor, how many there are, and how many lack the index they follow.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.end_on, c.renewal_term_months, {_ANCHOR}, c.escalator_bp IS NOT NULL,
                min(c.first_start_on), count(*) FILTER (WHERE NOT {_LACKS_INDEX}),
                count(*) FILTER (WHERE {_LACKS_INDEX})
            FROM book_contract c WHERE {chosen} GROUP BY 1, 2, 3, 4
            """,
            list(parameters),
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _price_months(chosen: str, parameters: Sequence[Any]) -> tuple[int, ...]:
    """Return what the prices of the chosen contracts' lines pay for."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT l.price_months
            FROM book_contract c JOIN book_line l ON l.contract_id = c.id WHERE {chosen}
            """,
            list(parameters),
        )
        return tuple(months for (months,) in cursor.fetchall())


def _rows(kind: Sequence[Any], counting: Counting) -> Iterator[tuple[Any, ...]]:
    ends_on, months, *_ = kind
    term = term_from(ends_on, months, first_start_on=counting.first_start_on)
    for piece in piece_rows(term, counting):
        yield (*kind, *piece)
