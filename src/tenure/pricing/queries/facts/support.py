"""Facts of support that is priced as a share of what it covers: the share, and what that is.

What the covered lines cost is for the engine to find out, once it has priced them (`covered`).
Lines say with whom they are sold only where the price book has such a price at all: where it has
none, nothing is written and nothing looked at.
"""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source
from tenure.pricing.queries.facts.wanted import PIECES

_ANY = "(SELECT EXISTS (SELECT FROM book_priceentry WHERE percent_bp IS NOT NULL))"

# `covers` is empty for everything, else marks between control characters that no name has.
# `covered_months` is a common multiple of the price months of all lines that the contract renews.
SUPPORT = Source(
    columns={
        "support_bp": "e.percent_bp",
        "covers": "sp.covers",
        "covered_months": "sp.months",
        "sold_with": f"CASE WHEN {_ANY} THEN l.contract_id * {PIECES} + w.piece END",
        "sold_product": f"CASE WHEN {_ANY} THEN rp.id END",
    },
    joins="""
    LEFT JOIN LATERAL (
        SELECT
            CASE WHEN e.covers_everything THEN '' ELSE (
                SELECT chr(31) || string_agg(named.mark, chr(31) ORDER BY named.mark) || chr(31)
                FROM (
                    SELECT coalesce('product ' || v.product_id, 'family ' || v.family) AS mark
                    FROM book_pricecover v WHERE v.entry_id = e.id
                ) AS named
            ) END AS covers,
            (
                SELECT book_lcm(k.price_months) FROM book_line k
                WHERE k.contract_id = l.contract_id AND k.end_on = l.end_on
            ) AS months
        WHERE e.percent_bp IS NOT NULL
    ) sp ON true
    """,
)
