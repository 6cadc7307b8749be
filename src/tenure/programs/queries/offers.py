"""Which enrolment counts for a contract on a day: one expression, for pricing and for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold what a program gives a contract on a day; rates in basis points, None as policies say.

    Without `verified` the day to verify it again, `reverify_on`, has come: it gives nothing.
    """

    code: str
    uplift_bp: int | None
    discount_bp: int | None
    reverify_on: date
    verified: bool


def offer_sql(*, customer: str, contract: str, day: str) -> str:
    """Return the query for the one offer (at most) of a contract on a day, all three as SQL.

    Its columns are those of `Offer`. What is verified comes first; then the best for the customer:
    the largest discount, the lowest uplift (none at all last), the enrolment of that contract
    alone, the first code.
    """
    return f"""
        SELECT program.code, terms.uplift_bp, terms.discount_bp, checked.reverify_on,
            checked.reverify_on > {day} AS verified
        FROM programs_enrolment enrolled
        JOIN programs_program program ON program.id = enrolled.program_id
        JOIN LATERAL (
            SELECT t.uplift_bp, t.discount_bp, t.end_on FROM programs_programterms t
            WHERE t.program_id = enrolled.program_id AND t.start_on <= {day}
            ORDER BY t.start_on DESC LIMIT 1
        ) terms ON terms.end_on IS NULL OR terms.end_on > {day}
        JOIN LATERAL (
            SELECT v.reverify_on FROM programs_verification v
            WHERE v.enrolment_id = enrolled.id ORDER BY v.id DESC LIMIT 1
        ) checked ON true
        WHERE enrolled.customer_id = {customer}
            AND (enrolled.contract_id IS NULL OR enrolled.contract_id = {contract})
            AND enrolled.start_on <= {day}
            AND (enrolled.end_on IS NULL OR enrolled.end_on > {day})
        ORDER BY verified DESC, terms.discount_bp DESC NULLS LAST, terms.uplift_bp NULLS LAST,
            enrolled.contract_id IS NULL, program.code, enrolled.id
        LIMIT 1
    """


def offer_of(contract_id: int, day: date) -> Offer | None:
    """Return what a program gives a contract on a day; None when it is in none that runs."""
    query = offer_sql(customer="c.customer_id", contract="c.id", day="%(day)s::date")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.* FROM book_contract c CROSS JOIN LATERAL ({query}) o"
            " WHERE c.id = %(contract)s",
            {"contract": contract_id, "day": day},
        )
        row = cursor.fetchone()
    return Offer(*row) if row else None
