"""Facts of the price book: the list price in force on the first day of the term."""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source

LIST_PRICES = Source(
    columns={"list_price_e4": "e.unit_price_e4", "list_price_months": "e.price_months"},
    joins="""
    LEFT JOIN LATERAL (
        SELECT listed.unit_price_e4, listed.price_months
        FROM book_priceentry listed
        WHERE listed.product_id = l.product_id AND listed.currency = l.currency
            AND listed.start_on <= w.term_start_on
            AND (listed.end_on IS NULL OR listed.end_on > w.term_start_on)
        ORDER BY listed.start_on DESC, listed.price_book_id
        LIMIT 1
    ) e ON true
    """,
)
