"""What the book holds of the contracts that an import names, as queries for COPY.

The ids of those contracts are in the temporary table `KEYS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KEYS = "load_contracts"


@dataclass(frozen=True, slots=True)
class Held:
    """A query of PostgreSQL and the DuckDB table, with its columns, that its rows go to."""

    name: str
    sql: str
    columns: Mapping[str, str]


_ORDERS = Held(
    name="db_orders",
    sql=f"""
        SELECT o.id, o.contract_id, o.number, o.key, o.kind, o.effective_on, o.booked_on
        FROM book_order o JOIN {KEYS} k ON k.key = o.contract_id""",
    columns={
        "id": "BIGINT", "c": "BIGINT", "n": "INTEGER", "key": "VARCHAR", "kind": "VARCHAR",
        "effective_on": "DATE", "booked_on": "DATE",
    },
)  # fmt: skip
# Also lots that have no line left: their numbers are taken.
_LOTS = Held(
    name="db_lots",
    sql=f"""
        SELECT o.contract_id, a.lot, min(a.lot_key), min(o.number)
        FROM book_orderaction a JOIN book_order o ON o.id = a.order_id
        JOIN {KEYS} k ON k.key = o.contract_id GROUP BY 1, 2""",
    columns={"c": "BIGINT", "lot": "INTEGER", "lot_key": "VARCHAR", "first_n": "INTEGER"},
)
_LINES = Held(
    name="db_lines",
    sql=f"""
        SELECT l.id, l.contract_id, p.code, p.charge, l.lot, l.lot_key,
            (l.quantity * 10000)::bigint, l.unit_price_e4, l.price_months, l.currency,
            l.start_on, l.end_on, l.list_price_e4, l.uplift_bp, l.product_id, l.suspended,
            l.prior_end_on
        FROM book_line l JOIN {KEYS} k ON k.key = l.contract_id
        JOIN book_product p ON p.id = l.product_id""",
    columns={
        "id": "BIGINT", "c": "BIGINT", "product": "VARCHAR", "charge": "VARCHAR",
        "lot": "INTEGER", "line": "VARCHAR", "quantity": "BIGINT", "unit_price": "BIGINT",
        "price_months": "INTEGER", "currency": "VARCHAR", "start": "DATE", "end": "DATE",
        "list_unit_price": "BIGINT", "uplift": "INTEGER", "product_id": "BIGINT",
        "suspended": "BOOLEAN", "prior_end": "DATE",
    },
)  # fmt: skip
_STEPS = Held(
    name="db_steps",
    sql=f"""
        SELECT m.contract_id, m.lot, m.effective_on, m.kind, sum(m.amount_minor)::bigint
        FROM book_arrmovement m JOIN {KEYS} k ON k.key = m.contract_id GROUP BY 1, 2, 3, 4""",
    columns={
        "c": "BIGINT", "lot": "INTEGER", "day": "DATE", "kind": "VARCHAR", "amount": "BIGINT",
    },
)  # fmt: skip
# Lots that came from, went to or took the place of another; few contracts have any.
_LINEAGE = Held(
    name="db_lineage",
    sql=f"""
        SELECT o.contract_id, a.lot, a.id, a.kind, o.kind,
            CASE WHEN a.from_contract_id IS NULL THEN a.replaces_lot END
        FROM book_orderaction a JOIN book_order o ON o.id = a.order_id
        JOIN {KEYS} k ON k.key = o.contract_id
        WHERE a.kind IN ('move_in', 'move_out', 'restore') OR a.replaces_lot IS NOT NULL""",
    columns={
        "c": "BIGINT", "lot": "INTEGER", "id": "BIGINT", "action": "VARCHAR", "kind": "VARCHAR",
        "replaces": "INTEGER",
    },
)  # fmt: skip
# What the fold keeps of them (`rules/fold.py`): the last word on a lot counts.
LINEAGE = """
    WITH told AS (
        SELECT c, lot, id, action, kind, NULL::INTEGER AS successor FROM db_lineage
        UNION ALL SELECT c, replaces, id, 'succeed', kind, lot FROM db_lineage
        WHERE replaces IS NOT NULL AND action NOT IN ('move_in', 'move_out', 'restore'))
    SELECT c, lot, arg_max(kind, id) FILTER (action = 'move_in') AS moved_in,
        arg_max(CASE WHEN action = 'move_out' THEN kind ELSE '' END, id)
            FILTER (action IN ('move_out', 'restore')) AS moved_out,
        arg_max(coalesce(successor, 0), id) FILTER (action IN ('succeed', 'restore')) AS successor
    FROM told GROUP BY c, lot"""
PARTS = (_ORDERS, _LOTS, _LINES, _STEPS, _LINEAGE)
PRICES = Held(
    name="db_prices",
    sql="""
        SELECT e.id, b.code, p.code, e.currency, e.unit_price_e4, e.price_months, e.start_on,
            e.end_on
        FROM book_priceentry e JOIN book_pricebook b ON b.id = e.price_book_id
        JOIN book_product p ON p.id = e.product_id""",
    columns={
        "id": "BIGINT", "price_book": "VARCHAR", "product": "VARCHAR", "currency": "VARCHAR",
        "unit_price": "BIGINT", "price_months": "INTEGER", "start": "DATE", "end": "DATE",
    },
)  # fmt: skip
INDICES = Held(
    name="db_indices", sql="SELECT code FROM book_priceindex", columns={"code": "VARCHAR"}
)
