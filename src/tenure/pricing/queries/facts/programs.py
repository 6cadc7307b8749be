"""Facts of the program that the contract is enrolled in on the first day of the term."""

from __future__ import annotations

from tenure.pricing.queries.facts.source import Source
from tenure.programs.queries import offer_sql

_OFFER = offer_sql(customer="c.customer_id", contract="c.id", day="w.term_start_on")

# One whose verification has lapsed by then gives nothing but the reason why.
PROGRAMS = Source(
    columns={
        "program": "CASE WHEN pg.verified THEN pg.code ELSE '' END",
        "program_uplift_bp": "CASE WHEN pg.verified THEN pg.uplift_bp END",
        "program_discount_bp": "CASE WHEN pg.verified THEN pg.discount_bp END",
        "lapsed_program": "CASE WHEN NOT pg.verified THEN pg.code END",
        "lapsed_on": "CASE WHEN NOT pg.verified THEN pg.reverify_on END",
    },
    joins=f"LEFT JOIN LATERAL ({_OFFER}) pg ON true",
)
