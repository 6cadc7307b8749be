"""Facts of what was used above the contract in the term that ends."""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source

# Measured inside the term that ends; recorded by people for few lots, so they are joined from
# their own table, and only for those is it asked whether a later one took the place.
_OF_THE_TERM = """{0}.contract_id = l.contract_id AND {0}.lot = l.lot
        AND {0}.start_on >= c.start_on AND {0}.end_on <= w.term_start_on"""

# It lasted `months` and `days` of a month that has `month_days`; a price pays for its months. The
# true-up is owed once, so a term in pieces has it in the first.
OVERAGES = Source(
    columns={
        "overage_quantity_e4": "(o.quantity * 10000)::bigint",
        "overage_n": """CASE WHEN o.id IS NOT NULL AND w.piece = 0
            THEN o.months * o.month_days + o.days ELSE 0 END""",
        "overage_d": "coalesce(o.month_days * l.price_months::bigint, 1)",
        "true_forward": "coalesce(o.true_forward, false)",
    },
    joins=f"""
    LEFT JOIN book_overage o ON {_OF_THE_TERM.format("o")} AND o.quantity > 0
        AND NOT EXISTS (
            SELECT 1 FROM book_overage later
            WHERE {_OF_THE_TERM.format("later")} AND later.id > o.id
        )
    """,
)
