"""Rebuild the ledger of a whole book from its orders: order actions a second."""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date

from tenure.cli import session
from tenure.cli.benches import BenchResult, _book

SCALE = 1_000_000
ON = date(2027, 1, 15)
TURNS = 5
_FLOOR = """
    SELECT count(*), sum(actions) FROM (
        SELECT o.contract_id, a.lot, a.start_on, a.kind, a.product_id, count(*) AS actions,
            sum(a.unit_price_e4) AS price
        FROM book_orderaction a JOIN book_order o ON o.id = a.order_id
        GROUP BY 1, 2, 3, 4, 5) AS grouped"""


def run(scale: int) -> BenchResult:
    """Turn by turn group the rows in PostgreSQL and rebuild the ledger; then compare it."""
    session.set_up()
    from django.db import connection

    from tenure.book.queries.as_of import book_as_of
    from tenure.book.queries.ledger import ledger_differences

    _book.use_database("bench_ledger")
    _book.load(scale, on=ON)
    rebuilt: list[float] = []
    grouped: list[float] = []
    actions = steps = 0
    # Turn by turn, so that what else the machine does hits both alike.
    for turn in range(TURNS):
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute(_FLOOR)
            actions = int(cursor.fetchone()[1])
            grouped.append(time.perf_counter() - started)
        started = time.perf_counter()
        with book_as_of() as book:
            book.make_steps()
            rebuilt.append(time.perf_counter() - started)
            steps = book.count("SELECT count(*) FROM steps")
        print(f"  turn {turn}: {rebuilt[-1]:.2f} s, floor {grouped[-1]:.2f} s", file=sys.stderr)
    seconds, floor = statistics.median(rebuilt), statistics.median(grouped)
    started = time.perf_counter()
    differences = ledger_differences()
    checked = time.perf_counter() - started
    if differences:
        raise RuntimeError(f"the ledger differs from its orders: {differences[0]}")
    return {
        "name": "ledger",
        "per_second": actions / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": (
            "PostgreSQL alone joins the same rows and groups them by contract, lot, day, kind and "
            "product"
        ),
        "note": (
            f"{actions:,} order actions into {steps:,} movements, medians of {TURNS} turns. "
            f"Compared with the posted ledger, rebuilding included, it takes {checked:.1f} s and "
            "finds no difference."
        ),
        "goal": "a ratio of 3 or less",
    }
