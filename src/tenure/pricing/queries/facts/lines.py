"""Facts of the line itself: what expires, the slice it belongs to, the term, the clauses."""

from __future__ import annotations

from tenure.kernel.currencies import EXPONENTS
from tenure.pricing.queries.facts.source import Source
from tenure.pricing.queries.facts.wanted import PIECES


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


# The segment in force when the term ends is what expires: of a ramp, its last step. One-time
# charges do not renew; a lot at quantity zero is gone (see `facts_sql`).
LINES = Source(
    columns={
        "line_id": f"l.id * {PIECES} + w.piece",
        "charge": "p.charge",
        "quantity_e4": "(l.quantity * 10000)::bigint",
        "expiring_price_e4": "l.unit_price_e4",
        "price_months": "l.price_months",
        "minor_factor": _minor_factor(),
    },
    joins="""
    JOIN book_contract c ON c.id = w.contract_id
    JOIN directory_customer cu ON cu.id = c.customer_id
    JOIN book_line l ON l.contract_id = c.id AND l.end_on = w.term_start_on
    JOIN book_product p ON p.id = l.product_id AND p.charge <> 'one_time'
    """,
)

SLICES = Source(
    columns={
        "segment": "cu.segment",
        "region": "cu.region",
        "family": "rp.family",
        "channel": "c.channel",
        "term_start_on": "w.term_start_on",
    }
)

TERMS = Source(
    columns={"term_months": "w.months", "term_days": "w.days", "term_month_days": "w.month_days"}
)

# In another mode of proration than by months. A line whose price months were not reckoned with (it
# came between two reads) is refused by the denominator, not priced by the months.
_PART = "w.parts -> l.price_months::text"
PARTS = Source(
    columns={
        "part_n": f"CASE WHEN w.parts IS NOT NULL THEN coalesce(({_PART} ->> 0)::bigint, 0) END",
        "part_d": f"CASE WHEN w.parts IS NOT NULL THEN coalesce(({_PART} ->> 1)::bigint, 0) END",
    }
)

CLAUSES = Source(
    columns={
        "contract_method": "c.price_method",
        "line_uplift_bp": "l.uplift_bp",
        "contract_uplift_bp": "c.uplift_bp",
        "cap_bp": "c.uplift_cap_bp",
        "hold_until": "c.price_hold_until",
    }
)
