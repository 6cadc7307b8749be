"""Facts of the end-of-life map: what a line's product renews as, in a term that starts then.

The view `book_renewedproduct` follows chains of successors to their end, ratios multiplied. The
renewed product, `rp`, is what the next term is sold as: its list price and its family's policies
hold.
"""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source

SUCCESSIONS = Source(
    columns={"successor_n": "sc.n::bigint", "successor_d": "sc.d::bigint"},
    joins="""
    LEFT JOIN book_renewedproduct sc ON sc.product_id = l.product_id
        AND sc.from_on <= w.term_start_on AND sc.until_on > w.term_start_on
    JOIN book_product rp ON rp.id = coalesce(sc.renewed_id, l.product_id)
    """,
)
