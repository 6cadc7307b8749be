"""What is compared, as SQL over PostgreSQL: our contracts and lines, and those of the exports.

`%(on)s` is the day: lines in force on it, recurring ones only.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import connection

from tenure.closing.queries.matching import NULL_TEXT
from tenure.kernel.currencies import EXPONENTS


def annual_sql(quantity_e4: str, price_e4: str, months: str, currency: str) -> str:
    """Return SQL for what a line comes to in a year, minor units, half-up, exact.

    The formula of the book's ARR: quantity x price x 12 / months.
    """
    cases = " ".join(
        f"WHEN {currency} = '{code}' THEN {10**places}"
        for code, places in EXPONENTS.items()
        if places != 2
    )
    factor = f"(CASE {cases} ELSE 100 END)"
    twice = f"2 * abs({quantity_e4})::numeric * {price_e4} * 12 * {factor}"
    whole = f"100000000::numeric * {months}"
    return f"(sign({quantity_e4}) * div({twice} + {whole}, 2 * {whole}))::bigint"


_BEFORE = annual_sql(
    "(l.quantity * 10000)", "earlier.unit_price_e4", "earlier.price_months", "l.currency"
)
_IN_FORCE = "l.start_on <= %(on)s AND (l.end_on IS NULL OR l.end_on > %(on)s)"

# By the names of the tables of `matching_sql`, their columns in order.
EXTRACTS = {
    "ours": """
        SELECT c.id, c.key, cu.key, c.currency, c.end_on, c.ended_on
        FROM book_contract c JOIN directory_customer cu ON cu.id = c.customer_id
    """,
    # With what the line would come to at the price of the segment before it.
    "our_lines": f"""
        SELECT l.contract_id, p.code, (l.quantity * 10000)::bigint, l.arr_minor,
            CASE WHEN earlier.id IS NULL THEN l.arr_minor ELSE {_BEFORE} END
        FROM book_line l JOIN book_product p ON p.id = l.product_id AND p.charge = 'recurring'
        LEFT JOIN book_line earlier ON earlier.contract_id = l.contract_id
            AND earlier.lot = l.lot AND earlier.end_on = l.prior_end_on
        WHERE {_IN_FORCE} AND l.quantity > 0
    """,
    "theirs": """
        SELECT t.id, s.side, t.key, m.contract_id, m.id IS NOT NULL AND m.contract_id IS NULL,
            t.customer_key, t.currency, t.end_on, t.ended_on
        FROM closing_statementcontract t
        JOIN closing_statement s ON s.id = t.statement_id AND s.is_current
        LEFT JOIN (
            SELECT DISTINCT ON (side, key) id, side, key, contract_id
            FROM closing_keymatch ORDER BY side, key, id DESC
        ) m ON m.side = s.side AND m.key = t.key
    """,
    "their_lines": f"""
        SELECT l.contract_id, l.product_key, l.quantity_e4, l.unit_price_e4, l.price_months,
            l.start_on, l.end_on, l.annual_minor
        FROM closing_statementline l
        JOIN closing_statement s ON s.id = l.statement_id AND s.is_current
        WHERE {_IN_FORCE}
    """,
}


def copy_extract(table: str, on: date, path: Path) -> None:
    """Write what is compared to a CSV file, streamed."""
    with connection.cursor() as cursor, path.open("wb") as target:
        statement = f"COPY ({EXTRACTS[table]}) TO STDOUT (FORMAT csv, NULL '{NULL_TEXT}')"
        with cursor.copy(statement, {"on": on}) as copy:
            for block in copy:
                target.write(block)
