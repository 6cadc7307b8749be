"""Facts of the price book: the list price in force on the first day of the term, and its tier."""

from __future__ import annotations

from tenure.pricing.queries.facts.quantities import PRICED_E4
from tenure.pricing.queries.facts.source import Source

# Where no tier is named the price is that of the entry; a tiered entry always has one (from 0), and
# one that is a percentage has none (see `support`).
LIST_PRICES = Source(
    columns={
        "list_price_e4": """CASE WHEN e.percent_bp IS NULL
            THEN coalesce(t.unit_price_e4, e.unit_price_e4) END""",
        "list_price_months": "e.price_months",
        "by_volume": "coalesce(e.charge_model = 'volume', false)",
        "tier_from_e4": "(t.from_quantity * 10000)::bigint",
        "tier_until_e4": "(t.until_quantity * 10000)::bigint",
        "tier_below_e8": "coalesce(t.below_e8, 0)",
        "package_quantity_e4": "(e.package_quantity * 10000)::bigint",
    },
    joins=f"""
    LEFT JOIN LATERAL (
        SELECT listed.id, listed.unit_price_e4, listed.price_months, listed.charge_model,
            listed.package_quantity, listed.percent_bp, listed.covers_everything
        FROM book_priceentry listed
        WHERE listed.product_id = rp.id AND listed.currency = l.currency
            AND listed.start_on <= w.term_start_on
            AND (listed.end_on IS NULL OR listed.end_on > w.term_start_on)
        ORDER BY listed.start_on DESC, listed.price_book_id
        LIMIT 1
    ) e ON true
    LEFT JOIN LATERAL (
        SELECT tier.from_quantity, tier.unit_price_e4, tier.below_e8, (
            SELECT min(above.from_quantity) FROM book_pricetier above
            WHERE above.entry_id = tier.entry_id AND above.from_quantity > tier.from_quantity
        ) AS until_quantity
        FROM book_pricetier tier
        WHERE e.charge_model IN ('volume', 'graduated') AND tier.entry_id = e.id
            AND tier.from_quantity * 10000 <= {PRICED_E4}
        ORDER BY tier.from_quantity DESC
        LIMIT 1
    ) t ON true
    """,
)
