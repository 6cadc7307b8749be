"""`rules/fold.py` over whole columns, as statements of DuckDB; what they read, as queries for COPY.

1. `ORDERS` and `ACTIONS` come from PostgreSQL as they were booked.
2. `acts`: every action with its contract and order number. What of them is known is decided here.
3. `facts`: what the orders said of their contracts, the last word of each fact.
4. `seen`: actions in the order of contract, lot and start, each with the one before it. Where no
   action of a lot meets another, these are the lot's segments already: nearly all of a book.
5. `odd`: the other lots. Each of their days belongs to the last action that covers it: days are
   cut at every start and end, the winner of each piece is found, pieces of one winner are joined.
6. `lines`: the segments of both; `steps`: what the ledger says of them (see `ledger_sql`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tenure.book.queries.held import Held
from tenure.book.queries.ledger_sql import BEFORE, annual, only_live, steps
from tenure.book.rules.facts import TAKING_AWAY

FACTS = ("start_on", "end_on", "ended_on", "renewal_type")
_GONE = ", ".join(f"'{kind}'" for kind in sorted(TAKING_AWAY))
# The kinds of action that say more than a segment does. The others are not sent.
_TELLING = f"{_GONE}, 'move_in', 'restore'"


def orders(known_on: date | None, contract_ids: Sequence[int] | None) -> Held:
    """Return the query of the orders known on a day (none: all); facts as JSON text.

    An order is known with all before it: the first that was booked later ends what is known.
    """
    facts = ", ".join(f"o.terms->'{name}'" for name in FACTS)
    chosen = [_among("o.contract_id", contract_ids)]
    join = ""
    if known_on is not None:
        later = f"SELECT contract_id, min(number) AS n FROM book_order WHERE booked_on > '{known_on}'"
        join = f" LEFT JOIN ({later} GROUP BY 1) later USING (contract_id)"
        chosen.append("(later.n IS NULL OR o.number < later.n)")
    return Held(
        name="orders",
        sql=f"SELECT o.id, contract_id, o.number, o.kind, {facts} FROM book_order o{join} "
        f"WHERE {' AND '.join(chosen)}",
        columns={"o": "BIGINT", "c": "BIGINT", "n": "INTEGER", "kind": "VARCHAR"}
        | dict.fromkeys(FACTS, "VARCHAR"),
    )


def actions(contract_ids: Sequence[int] | None) -> Held:
    """Return the query of all actions of the contracts; no more than the ledger needs of them."""
    join = ""
    if contract_ids is not None:
        join = " JOIN book_order o ON o.id = a.order_id"
    return Held(
        name="actions",
        sql=f"""
            SELECT a.order_id, a.id, a.lot,
                CASE WHEN a.kind IN ({_TELLING}) OR a.replaces_lot IS NOT NULL THEN a.kind END,
                CASE WHEN a.from_contract_id IS NULL THEN a.replaces_lot END,
                a.product_id, a.quantity, a.unit_price_e4, a.price_months, a.currency,
                a.start_on, a.end_on, a.suspended
            FROM book_orderaction a{join} WHERE {_among("o.contract_id", contract_ids)}""",
        columns={
            "o": "BIGINT", "id": "BIGINT", "lot": "INTEGER", "kind": "VARCHAR",
            "replaces": "INTEGER", "product_id": "BIGINT", "quantity": "DECIMAL(18,4)",
            "unit_price": "BIGINT", "price_months": "INTEGER", "currency": "VARCHAR",
            "start": "DATE", "end": "DATE", "suspended": "BOOLEAN",
        },
    )  # fmt: skip


PRODUCTS = Held(
    name="products",
    sql="SELECT id, charge = 'recurring' FROM book_product",
    columns={"id": "BIGINT", "recurring": "BOOLEAN"},
)


def _among(column: str, ids: Sequence[int] | None) -> str:
    if ids is None:
        return "true"
    return f"{column} = ANY('{{{','.join(map(str, ids))}}}'::bigint[])"


FACTS_TABLE = (
    "CREATE TABLE facts AS SELECT c, max(n) AS revision, "
    + ", ".join(
        # JSON text: null where an order took a fact away.
        f"nullif(trim(arg_max({name}, n) FILTER ({name} IS NOT NULL), '\"'), 'null')"
        f"{'::DATE' if name.endswith('_on') else ''} AS {name}"
        for name in FACTS
    )
    + " FROM orders GROUP BY c"
)
_ARR = annual("a.quantity", "a.unit_price", "a.price_months", "a.currency")
_EARNS = "p.recurring AND NOT a.suspended"
_ACTS = (
    "SELECT o.c, a.lot, o.n, a.id, a.kind, o.kind AS order_kind, a.replaces, "
    f"coalesce(a.kind IN ({_GONE}), false) AS gone, a.product_id, {_EARNS} AS earns, a.suspended, "
    "a.quantity, a.unit_price, a.price_months, a.currency, "
    'a."start", a."end", '
    f"CASE WHEN {_EARNS} THEN {_ARR} ELSE 0 END AS arr, "
    f'{_EARNS} AND (f.ended_on IS NULL OR a."start" < f.ended_on) AS live, '
    "f.end_on AS term_end, f.ended_on, f.renewal_type IS NOT DISTINCT FROM 'evergreen' AS evergreen "
    "FROM (SELECT * REPLACE ((quantity * 10000)::BIGINT AS quantity) FROM actions) a "
    "JOIN orders o ON o.o = a.o JOIN products p ON p.id = a.product_id JOIN facts f ON f.c = o.c"
)
ACTS_TABLE = f'CREATE TABLE acts AS {_ACTS} ORDER BY o.c, a.lot, a."start"'

_PIECES = (
    "SELECT c, lot, earns, currency, quantity, unit_price, price_months, arr, live, term_end, ended_on, evergreen, n, "
    '"start", "end"'
)
_ = "lag(c) OVER () = c AND lag(lot) OVER () = lot"
_BEFORE = ", ".join(f"CASE WHEN {_} THEN lag({col}) OVER () END AS {name}" for name, col in {**BEFORE, "p_live": "live", "p_n": "n"}.items())
_FOLLOWS = "lead(c) OVER () = c AND lead(lot) OVER () = lot"
SEEN_TABLE = (
    f"CREATE TABLE seen AS {_PIECES}, id, gone, {_BEFORE}, CASE WHEN {_FOLLOWS} THEN lead(live) OVER () END AS next_live FROM acts"
)
# A lot whose actions meet, or take away, or of which only a part makes revenue; and one whose
# first order did not bring its first segment. Everything else is as `seen` has it.
ODD_TABLE = (
    "CREATE TABLE odd AS SELECT DISTINCT c, lot FROM seen WHERE gone "
    'OR (p_start IS NOT NULL AND coalesce(p_end > "start", true)) '
    "OR p_live <> live OR (n = 1 AND p_n > 1)"
)
