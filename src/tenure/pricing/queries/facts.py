"""What the lots of contracts at the end of their term are priced from, as rows of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from tenure.kernel.currencies import EXPONENTS
from tenure.kernel.period import Period
from tenure.pricing.queries.engine import NULL_TEXT
from tenure.pricing.rules import TermLength


@dataclass(frozen=True, slots=True)
class WantedTerm:
    """Hold the next term of a contract that is to be priced."""

    contract_id: int
    period: Period

    def row(self) -> tuple[int, date, int, int, int]:
        """Return the contract, the first day, months, days, and days of the month begun."""
        assert self.period.end is not None  # the next term is never open
        length = TermLength.of(self.period.start, self.period.end)
        start = self.period.start
        return self.contract_id, start, length.months, length.days, length.month_days


def _minor_factor() -> str:
    """Return SQL for the minor units in a major unit; null, and so refused, if it is unknown."""
    by_places: dict[int, list[str]] = {}
    for code, places in EXPONENTS.items():
        by_places.setdefault(places, []).append(f"'{code}'")
    cases = (
        f"WHEN l.currency IN ({', '.join(codes)}) THEN {10**places}"
        for places, codes in by_places.items()
    )
    return f"CASE {' '.join(cases)} END"


# What of a line's facts the book knows, in the order of the columns below.
FACT_NAMES = (
    "line_id", "segment", "region", "family", "channel", "charge",
    "quantity_e4", "expiring_price_e4", "price_months", "minor_factor",
    "term_start_on", "term_months", "term_days", "term_month_days",
    "contract_method", "line_uplift_bp", "contract_uplift_bp", "cap_bp", "hold_until",
    "list_price_e4", "list_price_months",
)  # fmt: skip
# The segment in force when the term ends is what expires: of a ramp, its last step. One-time
# charges do not renew; a lot at quantity zero is gone. The columns are those of FACT_NAMES.
FACTS = f"""
SELECT
    l.id, cu.segment, cu.region, p.family, c.channel, p.charge,
    (l.quantity * 10000)::bigint, l.unit_price_e4, l.price_months, {_minor_factor()},
    w.start_on, w.term_months, w.term_days, w.term_month_days,
    c.price_method, l.uplift_bp, c.uplift_bp, c.uplift_cap_bp, c.price_hold_until,
    e.unit_price_e4, e.price_months
FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::int[], %s::int[])
    AS w (contract_id, start_on, term_months, term_days, term_month_days)
JOIN book_contract c ON c.id = w.contract_id
JOIN directory_customer cu ON cu.id = c.customer_id
JOIN book_line l ON l.contract_id = c.id AND l.end_on = w.start_on
JOIN book_product p ON p.id = l.product_id AND p.charge <> 'one_time'
LEFT JOIN LATERAL (
    SELECT listed.unit_price_e4, listed.price_months
    FROM book_priceentry listed
    WHERE listed.product_id = l.product_id AND listed.currency = l.currency
        AND listed.start_on <= w.start_on
        AND (listed.end_on IS NULL OR listed.end_on > w.start_on)
    ORDER BY listed.start_on DESC, listed.price_book_id
    LIMIT 1
) e ON true
WHERE l.quantity > 0 OR p.charge = 'usage'
"""


def facts_of(terms: Sequence[WantedTerm]) -> list[dict[str, Any]]:
    """Return the rows of facts of some terms, by contract and lot."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS + " ORDER BY l.contract_id, l.lot", _columns(terms))
        return [dict(zip(FACT_NAMES, row, strict=True)) for row in cursor.fetchall()]


def copy_facts(terms: Sequence[WantedTerm], path: Path) -> None:
    """Write the rows of facts of many terms to a CSV file, streamed."""
    with connection.cursor() as cursor, path.open("wb") as target:
        statement = f"COPY ({FACTS}) TO STDOUT (FORMAT csv, NULL '{NULL_TEXT}')"
        with cursor.copy(statement, _columns(terms)) as copy:
            for block in copy:
                target.write(block)


def _columns(terms: Sequence[WantedTerm]) -> list[list[Any]]:
    rows = [term.row() for term in terms]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]
