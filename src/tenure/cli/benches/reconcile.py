"""Compare contracts in three sources, from tables to named discrepancies: contracts a second."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import duckdb

from tenure.cli.benches import BenchResult

SCALE = 1_000_000
_ON = date(2026, 11, 25)

# Three lines a contract; of each hundred contracts one is over, of each five hundred one is not
# there, of each thousand one ends later, and of each 777 lines one is billed at the price before.
_DRAWN = """
INSERT INTO ours SELECT i, 'C' || i, 'K' || i // 2, 'EUR', DATE '2027-06-01',
    CASE WHEN i % 100 = 0 THEN DATE '2026-01-01' END FROM range($n) t (i);
INSERT INTO our_lines SELECT i // 3, 'P' || i % 3, 10000 * (1 + i % 50), 100000 + i % 900000,
    90000 + i % 900000 FROM range(3 * $n) t (i) WHERE i // 3 % 100 <> 0;
INSERT INTO theirs SELECT 2 * i + (side = 'crm')::INT, side, 'C' || i, NULL, false, 'K' || i // 2,
    'EUR', DATE '2027-06-01' + CASE WHEN i % 1000 = 7 THEN 40 ELSE 0 END, NULL
FROM range($n) t (i), (VALUES ('crm'), ('billing')) v (side) WHERE i % 500 <> 3;
INSERT INTO their_lines SELECT 2 * (i // 3) + (side = 'crm')::INT, 'P' || i % 3,
    10000 * (1 + i % 50), 5, 12, DATE '2026-06-01', NULL,
    100000 + i % 900000 - CASE WHEN i % 777 = 0 THEN 10000 ELSE 0 END
FROM range(3 * $n) t (i), (VALUES ('crm'), ('billing')) v (side) WHERE i // 3 % 500 <> 3
"""

_SIDE = """
(SELECT t.key, l.product, l.annual FROM theirs t JOIN their_lines l USING (id) WHERE side = '{}')
"""
_JOINS = f"""
SELECT count(*), sum(m.annual), sum(c.annual), sum(b.annual)
FROM (SELECT o.key, l.product, l.annual FROM ours o JOIN our_lines l USING (contract_id)) m
JOIN {_SIDE.format("crm")} c USING (key, product) JOIN {_SIDE.format("billing")} b
USING (key, product)
"""


def run(scale: int) -> BenchResult:
    """Draw `scale` contracts as three sources have them, join them, then compare them."""
    from tenure.cli import session

    session.set_up()
    from tenure.closing.queries.matching import compare, matcher
    from tenure.closing.rules import Tolerance

    with matcher(Path(os.environ["TENURE_DATA_DIR"]) / "tmp") as duck:
        for statement in _DRAWN.split(";"):
            duck.execute(statement, {"n": scale})
        duck.execute(_JOINS).fetchall()  # warm
        started = time.perf_counter()
        duck.execute(_JOINS).fetchall()
        floor = time.perf_counter() - started
        started = time.perf_counter()
        compare(duck, on=_ON, sides=("crm", "billing"), tolerance=Tolerance())
        seconds = time.perf_counter() - started
        found = _number(duck, "SELECT count(*) FROM found")
    return {
        "name": "reconcile",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the bare joins of the three sources' lines by contract key and product in DuckDB",
        "note": f"{scale:,} contracts of 3 lines in each source; {found:,} discrepancies named.",
        "goal": "a ratio of 3 or less",
    }


def _number(duck: duckdb.DuckDBPyConnection, query: str) -> int:
    row = duck.execute(query).fetchone()
    return int(row[0]) if row else 0
