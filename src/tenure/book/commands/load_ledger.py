"""Ledger movements of an import, in DuckDB: `book/rules/ledger.py` over whole columns.

New contracts post their steps; contracts of the book post the difference between the steps of
their segments now and what the ledger holds, by lot, day and kind.
"""

from __future__ import annotations

from tenure.book.queries.held import LINEAGE
from tenure.book.queries.ledger_sql import only_live, steps
from tenure.foundation.bulk import Bulk


def plan_movements(bulk: Bulk) -> None:
    """Make `new_movements` from `w` (see load_orders)."""
    duck = bulk.duck
    mixed = bulk.count("SELECT count(*) FROM w WHERE p_live <> live")
    has_lineage = bulk.count("SELECT count(*) FROM db_lineage") > 0
    if has_lineage:
        duck.execute(f"CREATE OR REPLACE TABLE lineage AS {LINEAGE}")
    rows = _steps(only_live("w") if mixed else "w", has_lineage=has_lineage)
    duck.execute(f"CREATE OR REPLACE TABLE steps AS {rows}")
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


# Whether a lot came with the first order: nearly always its first segment tells by itself.
_FIRST_ORDER = (
    "coalesce(first_n, n) = 1 OR (first_n IS NULL AND (c, lot) IN "
    "(SELECT (c, lot) FROM w WHERE n = 1 AND (p_start IS NOT NULL OR NOT live)))"
)


def _steps(source: str, *, has_lineage: bool) -> str:
    """Return the steps with who booked them.

    A loss for good was decided by whoever booked the first order from that day on; without one, by
    who booked the segment.
    """
    return (
        f"WITH found AS ({steps(source, first_order=_FIRST_ORDER, has_lineage=has_lineage)}), "
        "decided AS (SELECT l.c, l.lot, l.day, l.kind, min(o.id) AS order_id, "
        "arg_min(o.booked_on, o.id) AS booked_on FROM found l JOIN new_orders o ON o.c = l.c "
        "AND o.effective_on >= l.day WHERE l.for_good GROUP BY 1, 2, 3, 4) "
        "SELECT l.c, l.lot, l.currency, l.old, coalesce(d.order_id, l.order_id) AS order_id, "
        "coalesce(d.booked_on, l.booked_on) AS booked_on, l.day, l.kind, l.amount "
        # The condition stands inside an equation: beside them it would make DuckDB compare all
        # losses with all decisions.
        "FROM found l LEFT JOIN decided d ON d.c = CASE WHEN l.for_good THEN l.c END "
        "AND d.lot = l.lot AND d.day = l.day AND d.kind = l.kind"
    )
