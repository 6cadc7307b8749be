"""Facts of the partners through whom the line is sold: who they are, and the tier they are in."""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source

# The tiers as spans, few as partners are: joined once for all lines instead of sought for each.
# Of several rows for one day the one recorded last counts.
_SPANS = """
    SELECT partner_id, tier, start_on,
        lead(start_on) OVER (PARTITION BY partner_id ORDER BY start_on) AS end_on
    FROM (
        SELECT DISTINCT ON (partner_id, start_on) partner_id, start_on, tier
        FROM directory_partnertier ORDER BY partner_id, start_on, id DESC
    ) AS told
"""

# A line has one tier, that of the partner who sells to the customer: the reseller's, even if it is
# in none; without a reseller the distributor's. Tiers and registered deals are those in force on
# the first day of the term; PostgreSQL keeps a contract's deals apart, so there is one at most.
PARTNERS = Source(
    columns={
        "partner_tier": "coalesce(pt.tier, '')",
        "through_reseller": "c.reseller_id IS NOT NULL",
        "through_distributor": "c.distributor_id IS NOT NULL",
        "registered_deal": "deal.id IS NOT NULL",
    },
    joins=f"""
    LEFT JOIN ({_SPANS}) pt ON pt.partner_id = coalesce(c.reseller_id, c.distributor_id)
        AND pt.start_on <= w.term_start_on
        AND (pt.end_on IS NULL OR pt.end_on > w.term_start_on)
    LEFT JOIN book_dealapproval deal ON deal.contract_id = c.id
        AND deal.partner_id IN (c.reseller_id, c.distributor_id)
        AND deal.start_on <= w.term_start_on AND deal.end_on > w.term_start_on
    """,
)
