"""The SQL of the checks of the quality review.

Each gives (contract id, detail) for contracts `c` in scope; {scope} is a condition on `c.id`.
Parameters: on, until (the horizon's end). A line is in force while its end lies after `on`.
"""

from __future__ import annotations

_LIVE = "c.ended_on IS NULL AND {scope}"
_IN_FORCE = "(l.end_on IS NULL OR l.end_on > %(on)s)"

CHECKS: dict[str, str] = {
    "no_end_date": f"""
        SELECT c.id, '' FROM book_contract c
        WHERE c.end_on IS NULL AND c.renewal_type <> 'evergreen' AND {_LIVE}""",
    "no_owner": f"SELECT c.id, '' FROM book_contract c WHERE c.owner_id IS NULL AND {_LIVE}",
    "no_contact": f"""
        SELECT c.id, u.name FROM book_contract c JOIN directory_customer u ON u.id = c.customer_id
        WHERE {_LIVE} AND NOT EXISTS (
            SELECT 1 FROM directory_contact p WHERE p.customer_id = c.customer_id AND p.email <> '')
        """,
    "overlapping_terms": f"""
        SELECT c.id, min(o.key) FROM book_contract c
        JOIN book_contract o ON o.customer_id = c.customer_id AND o.id <> c.id
                                AND o.ended_on IS NULL
        JOIN book_line l ON l.contract_id = c.id AND {_IN_FORCE}
        JOIN book_line k ON k.contract_id = o.id AND k.product_id = l.product_id
             AND daterange(l.start_on, l.end_on) && daterange(k.start_on, k.end_on)
             AND (k.end_on IS NULL OR k.end_on > %(on)s)
        WHERE {_LIVE} GROUP BY c.id""",
    "currency_mismatch": f"""
        SELECT c.id, string_agg(DISTINCT x.other, ', ') FROM book_contract c
        JOIN LATERAL (
            SELECT l.currency || ' lines' AS other FROM book_line l
            WHERE l.contract_id = c.id AND l.currency <> c.currency AND {_IN_FORCE}
            UNION ALL
            SELECT o.key || ' in ' || o.currency FROM book_contract o
            WHERE o.customer_id = c.customer_id AND o.ended_on IS NULL
              AND o.currency <> c.currency) AS x ON true
        WHERE {_LIVE} GROUP BY c.id""",
    "contract_without_renewal": f"""
        SELECT c.id, 'on ' || to_char(c.end_on - 1, 'FMDD Mon YYYY') FROM book_contract c
        WHERE c.end_on < %(until)s AND {_LIVE} AND NOT EXISTS (
            SELECT 1 FROM renewals_renewal r WHERE r.contract_id = c.id AND r.renewal_on = c.end_on)
        """,
    "renewal_without_contract": """
        SELECT c.id, to_char(min(r.renewal_on), 'FMDD Mon YYYY') FROM book_contract c
        JOIN renewals_renewal r ON r.contract_id = c.id AND r.closed_on IS NULL
        WHERE (c.ended_on IS NOT NULL
               OR (c.end_on IS DISTINCT FROM r.renewal_on
                   AND NOT (r.renewal_type = 'evergreen' AND c.renewal_type = 'evergreen'
                            AND c.end_on IS NULL)))
          AND {scope} GROUP BY c.id""",
    "past_due": f"""
        SELECT c.id, 'on ' || to_char(min(r.due_on), 'FMDD Mon YYYY') FROM book_contract c
        JOIN renewals_renewal r ON r.contract_id = c.id AND r.closed_on IS NULL
             AND r.due_on < %(on)s AND r.renewal_type <> 'evergreen'
        WHERE {_LIVE} GROUP BY c.id""",
    "partner_missing": f"""
        SELECT c.id, c.channel FROM book_contract c
        WHERE {_LIVE} AND ((c.channel = 'reseller' AND c.reseller_id IS NULL)
                           OR (c.channel = 'distributor' AND c.distributor_id IS NULL))""",
    "price_zero": f"""
        SELECT c.id, min(p.name) FROM book_contract c
        JOIN book_line l ON l.contract_id = c.id AND l.unit_price_e4 = 0 AND l.quantity > 0
             AND {_IN_FORCE}
        JOIN book_product p ON p.id = l.product_id AND p.charge = 'recurring'
        WHERE {_LIVE} GROUP BY c.id""",
    "notice_passed": f"""
        SELECT c.id, to_char(min(r.notice_on), 'FMDD Mon YYYY') FROM book_contract c
        JOIN renewals_renewal r ON r.contract_id = c.id AND r.closed_on IS NULL
             AND r.renewal_type IN ('auto', 'once') AND r.notice_on < %(on)s AND r.due_on >= %(on)s
        WHERE {_LIVE} GROUP BY c.id""",
}


def found_sql(*, everywhere: bool) -> str:
    """Return the SQL of all findings (code, contract id, detail), of the book or of `ids`."""
    scope = "true" if everywhere else "c.id = ANY(%(ids)s)"
    parts = [
        f"SELECT '{code}' AS code, found.* FROM ({sql.format(scope=scope)}) AS found (id, detail)"
        for code, sql in CHECKS.items()
    ]
    return "\nUNION ALL\n".join(parts)
