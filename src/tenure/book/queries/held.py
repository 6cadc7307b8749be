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
# Of a tiered price its tiers, of a percentage what it covers, as words that files can say as well.
PRICES = Held(
    name="db_prices",
    sql="""
        SELECT e.id, b.code, p.code, e.currency, e.unit_price_e4, e.price_months, e.start_on,
            e.end_on, e.charge_model, (e.package_quantity * 10000)::bigint, e.percent_bp,
            coalesce((
                SELECT string_agg(
                    (t.from_quantity * 10000)::bigint || ':' || t.unit_price_e4, ' '
                    ORDER BY t.from_quantity
                ) FROM book_pricetier t WHERE t.entry_id = e.id
            ), ''),
            coalesce((
                SELECT string_agg(m.mark, chr(31) ORDER BY m.mark COLLATE "C") FROM (
                    SELECT coalesce('product ' || v.code, 'family ' || c.family) AS mark
                    FROM book_pricecover c LEFT JOIN book_product v ON v.id = c.product_id
                    WHERE c.entry_id = e.id
                ) AS m
            ), '')
        FROM book_priceentry e JOIN book_pricebook b ON b.id = e.price_book_id
        JOIN book_product p ON p.id = e.product_id""",
    columns={
        "id": "BIGINT", "price_book": "VARCHAR", "product": "VARCHAR", "currency": "VARCHAR",
        "unit_price": "BIGINT", "price_months": "INTEGER", "start": "DATE", "end": "DATE",
        "charge_model": "VARCHAR", "package_quantity": "BIGINT", "percent": "INTEGER",
        "tiers": "VARCHAR", "covers": "VARCHAR",
    },
)  # fmt: skip
CODES = Held(
    name="db_codes", sql="SELECT id, code FROM book_product",
    columns={"id": "BIGINT", "code": "VARCHAR"},
)  # fmt: skip
SUCCESSIONS = Held(
    name="db_successions",
    sql="""
        SELECT p.code, s.code, u.successor_n, u.successor_d, u.start_on
        FROM book_succession u JOIN book_product p ON p.id = u.product_id
        LEFT JOIN book_product s ON s.id = u.successor_id""",
    columns={
        "product": "VARCHAR", "successor": "VARCHAR", "pieces": "INTEGER",
        "for_pieces": "INTEGER", "start": "DATE",
    },
)  # fmt: skip
BUNDLES = Held(
    name="db_bundles",
    sql="""
        SELECT b.id, p.code, b.start_on, coalesce(string_agg(
            v.code || ':' || (i.quantity * 10000)::bigint, chr(31) ORDER BY v.code COLLATE "C"
        ), '')
        FROM book_bundle b JOIN book_product p ON p.id = b.product_id
        LEFT JOIN book_bundleitem i ON i.bundle_id = b.id
        LEFT JOIN book_product v ON v.id = i.product_id
        GROUP BY b.id, p.code, b.start_on""",
    columns={"id": "BIGINT", "product": "VARCHAR", "start": "DATE", "items": "VARCHAR"},
)
INDICES = Held(
    name="db_indices", sql="SELECT code FROM book_priceindex", columns={"code": "VARCHAR"}
)
