"""Facts of the escalator: how many years into the term a piece of it begins, and the yearly rise.

A term of more than a year of a contract with an escalator is priced year by year (`pieces_of`); a
piece's number is the years before it. Discounts for several years follow the whole term. A term of
one piece has no escalation in it, and is priced as without the clause.
"""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source

ESCALATOR = Source(
    columns={
        "escalator_bp": "CASE WHEN w.whole_months IS NOT NULL THEN c.escalator_bp END",
        "escalator_years": "w.piece",
        "whole_term_months": "w.whole_months",
    }
)
