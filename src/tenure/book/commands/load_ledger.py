"""Ledger movements of an import, in DuckDB: `book/rules/ledger.py` over whole columns.

New contracts post their steps; contracts of the book post the difference between the steps of
their segments now and what the ledger holds, by lot, day and kind.
"""

from __future__ import annotations

from tenure.book.commands.load_orders import BEFORE, annual
from tenure.foundation.bulk import Bulk


def plan_movements(bulk: Bulk) -> None:
    """Make `new_movements` from `w` (see load_orders)."""
    duck = bulk.duck
    mixed = bulk.count("SELECT count(*) FROM w WHERE p_live <> live")
    duck.execute(f"CREATE OR REPLACE TABLE steps AS {_steps(_only_live() if mixed else 'w')}")
    moves = f"SELECT {_MOVE} FROM steps WHERE NOT old AND amount <> 0"
    if bulk.count("SELECT count(*) FROM e_contracts WHERE old"):
        moves += f" UNION ALL {_DIFFERENCE}"
    first = bulk.reserve("book_arrmovement", bulk.count(f"SELECT count(*) FROM ({moves})"))
    duck.execute(
        "CREATE OR REPLACE TABLE new_movements AS "
        f"SELECT {first} - 1 + row_number() OVER () AS id, * FROM "
        f"(SELECT {_MOVE} FROM ({moves}) ORDER BY c, lot, day, kind)"
    )


_MOVE = "c, order_id, lot, kind, day, booked_on, amount, currency"
# What the ledger of a touched contract lacks; booked by the order that brought the segment, if it
# is new, else by the last new one.
_DIFFERENCE = (
    "SELECT d.c, coalesce(d.order_id, r.order_id) AS order_id, d.lot, d.kind, d.day, "
    "coalesce(d.booked_on, r.booked_on) AS booked_on, d.amount, e.currency FROM ("
    "SELECT coalesce(s.c, b.c) AS c, coalesce(s.lot, b.lot) AS lot, coalesce(s.day, b.day) AS day, "
    "coalesce(s.kind, b.kind) AS kind, coalesce(s.amount, 0) - coalesce(b.amount, 0) AS amount, "
    "s.order_id, s.booked_on FROM (SELECT c, lot, day, kind, sum(amount)::BIGINT AS amount, "
    "max(order_id) AS order_id, arg_max(booked_on, order_id) AS booked_on FROM steps "
    "WHERE old GROUP BY 1, 2, 3, 4) s FULL JOIN db_steps b "
    "ON b.c = s.c AND b.lot = s.lot AND b.day = s.day AND b.kind = s.kind) d "
    "JOIN revisions r ON r.c = d.c JOIN e_contracts e ON e.id = d.c WHERE d.amount <> 0"
)


def _only_live() -> str:
    """Return `w` with predecessors counted among live segments only.

    A lot whose product changes between recurring and not, or whose contract ended amid a ramp.
    """
    before = ", ".join(f"lag({column}) OVER k AS {name}" for name, column in BEFORE.items())
    return (
        f"(SELECT * EXCLUDE ({', '.join(BEFORE)}, p_live, next_live), {before}, "
        "lead(live) OVER k AS next_live FROM w WHERE live "
        'WINDOW k AS (PARTITION BY c, lot ORDER BY "start"))'
    )


def _steps(source: str) -> str:
    at_old_price = annual("quantity", "p_price", "p_months", "currency")
    live = f"FROM {source} WHERE live"
    gap = 'p_end IS NOT NULL AND p_end < "start"'
    after_gap = f"{live} AND p_start IS NOT NULL AND {gap}"
    last = f"{live} AND next_live IS NOT TRUE"
    common = "c, lot, currency, old"
    booked = "order_id, booked_on"
    days_left = '"end" IS NOT NULL AND term_end IS NOT NULL AND "end" < term_end'
    ends_early = f'({days_left} AND (ended_on IS NULL OR "end" < ended_on))'
    # Whether a lot came with the first order: nearly always its first segment tells by itself.
    first_order = (
        "coalesce(first_n, n) = 1 OR (first_n IS NULL AND (c, lot) IN "
        "(SELECT (c, lot) FROM w WHERE n = 1 AND (p_start IS NOT NULL OR NOT live)))"
    )
    adjacent = (
        f'SELECT {common}, {booked}, "start" AS day, arr, p_arr, CASE WHEN quantity = p_quantity '
        f"THEN p_arr ELSE {at_old_price} END AS same_price {live} AND p_start IS NOT NULL "
        f"AND NOT coalesce({gap}, false) AND (quantity <> p_quantity OR arr <> p_arr)"
    )
    leaving = (
        f"SELECT {common}, {booked}, \"end\" AS day, 'contraction' AS kind, -arr AS amount "
        f"{last} AND {ends_early} UNION ALL "
        f"SELECT {common}, {booked}, ended_on, 'churn', -arr {last} "
        f"AND ended_on IS NOT NULL AND NOT coalesce({ends_early}, false)"
    )
    return (
        f"WITH adjacent AS ({adjacent}), leaving AS ({leaving}), "
        # Whoever booked the first order from that day on decided it; without one, the segment's.
        "decided AS (SELECT l.c, l.lot, l.day, l.kind, min(o.id) AS order_id, "
        "arg_min(o.booked_on, o.id) AS booked_on FROM leaving l JOIN new_orders o ON o.c = l.c "
        "AND o.effective_on >= l.day GROUP BY 1, 2, 3, 4) "
        f"SELECT {common}, {booked}, \"start\" AS day, CASE WHEN {first_order} THEN 'new' "
        f"ELSE 'expansion' END AS kind, arr AS amount {live} AND p_start IS NULL "
        f"UNION ALL SELECT {common}, {booked}, p_end, 'churn', -p_arr {after_gap} "
        f"UNION ALL SELECT {common}, {booked}, \"start\", 'reactivation', arr {after_gap} "
        f"UNION ALL SELECT {common}, {booked}, day, CASE WHEN same_price > p_arr THEN 'expansion' "
        "ELSE 'contraction' END, same_price - p_arr FROM adjacent WHERE same_price <> p_arr "
        f"UNION ALL SELECT {common}, {booked}, day, CASE WHEN arr > same_price THEN "
        "'price_increase' ELSE 'price_decrease' END, arr - same_price FROM adjacent "
        "WHERE arr <> same_price UNION ALL SELECT l.c, l.lot, l.currency, l.old, "
        "coalesce(d.order_id, l.order_id), coalesce(d.booked_on, l.booked_on), l.day, l.kind, "
        "l.amount FROM leaving l LEFT JOIN decided d USING (c, lot, day, kind)"
    )
