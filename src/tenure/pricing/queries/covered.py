"""What support lines cover: the first of two passes, in the same SQL as the steps.

Support is priced as a share of other lines of its contract, so these are priced first: only those
that are sold with a support line, and of each only the price that stays. What a support line covers
then becomes a fact of it like any other, and all lines are priced in one query.
"""

from __future__ import annotations

from tenure.pricing.queries.sql import pricing_sql
from tenure.pricing.rules import Waterfall

# Lines of one contract, for the same piece of the same term; of a quote several may be tried.
_TOGETHER = ("sold_with", "term_start_on", "term_months", "term_days", "term_month_days")
SUPPORT_LINES = "covers IS NOT NULL"


def covered_sql(waterfall: Waterfall, part: str = "true") -> str:
    """Return a query for the `covered_price_e4` of the support lines in a part of `facts`.

    Price that stays x quantity of every covered line, for the support line's price months, a piece
    of it; half-up to 1/10,000, once. Prices for other months are added up by a common multiple,
    `covered_months`. Usage and credits are not covered, nor is support by support; where nothing
    is, there is no row. What does not fit raises.
    """
    pieces = waterfall.steps[-1].quantity
    chosen = f"{SUPPORT_LINES} AND {part}"
    support = pricing_sql(
        waterfall,
        ("line_id", "covers", "covered_months", "price_months", pieces, *_TOGETHER),
        f"(SELECT * FROM facts WHERE {chosen})",
    )
    others = pricing_sql(
        waterfall,
        ("sold_product", "family", "price_months", "lasting_price_e4", pieces, *_TOGETHER),
        "(SELECT * FROM facts WHERE covers IS NULL AND charge = 'recurring' AND NOT credit"
        f" AND sold_with IN (SELECT sold_with FROM facts WHERE {chosen}))",
    )
    together = " AND ".join(f"s.{name} = k.{name}" for name in _TOGETHER)
    # A sum in 128 bits wraps in DuckDB: thirty digits leave room for a hundred million lines.
    costs = f"""CAST(
        CASE WHEN s.covered_months % k.price_months = 0 THEN
            CAST(k.{pieces} AS HUGEINT) * k.lasting_price_e4 * (s.covered_months // k.price_months)
        ELSE error('The price months of what is covered are not reckoned with.') END
    AS DECIMAL(30, 0))"""
    return f"""
        SELECT s.line_id, ratio(
            CAST(sum({costs}) AS HUGEINT) * s.price_months,
            CAST(s.covered_months AS HUGEINT) * s.{pieces}
        ) AS covered_price_e4
        FROM ({support}) AS s
        INNER JOIN ({others}) AS k ON {together} AND (
            s.covers = ''
            OR strpos(s.covers, chr(31) || 'family ' || k.family || chr(31)) > 0
            OR strpos(s.covers, chr(31) || 'product ' || k.sold_product || chr(31)) > 0
        )
        WHERE s.{pieces} > 0
        GROUP BY s.line_id, s.price_months, s.covered_months, s.{pieces}
    """
