"""Price lines by the one pricing, every step kept: lines a second."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb

from tenure.cli.benches import BenchResult

SCALE = 1_000_000

# Every method, agreed and policy rates, caps, holds and four currencies, drawn by arithmetic.
_LINES = """
INSERT INTO facts BY NAME SELECT
    i AS line_id, ['smb', 'enterprise', 'strategic', ''][1 + i % 4] AS segment,
    'EMEA' AS region, ['edge', 'core'][1 + i % 2] AS family,
    ['direct', 'reseller', 'distributor'][1 + i % 3] AS channel,
    CASE WHEN i % 17 = 0 THEN 'usage' ELSE 'recurring' END AS charge,
    10000 + i * 7919 % 5000000 AS quantity_e4,
    10000 + i * 104729 % 90000000 AS expiring_price_e4,
    [1, 12, 12, 36][1 + i % 4] AS price_months, [1, 100, 100, 1000][1 + i % 4] AS minor_factor,
    DATE '2027-01-01' + CAST(i % 31 AS INTEGER) AS term_start_on,
    12 AS term_months, i % 5 AS term_days, 31 AS term_month_days,
    ['', '', 'same', 'list', 'uplift'][1 + i % 5] AS contract_method,
    CASE WHEN i % 7 = 0 THEN 450 END AS line_uplift_bp,
    CASE WHEN i % 3 = 0 THEN 700 END AS contract_uplift_bp,
    CASE WHEN i % 4 = 0 THEN 500 END AS cap_bp,
    CASE WHEN i % 11 = 0 THEN DATE '2027-06-01' END AS hold_until,
    CASE WHEN i % 6 > 0 THEN 20000 + i * 15485863 % 90000000 END AS list_price_e4,
    12 AS list_price_months
FROM range(?) AS drawn (i)
"""
_FLOOR = """
CREATE OR REPLACE TABLE bare AS
SELECT *, quantity_e4 * expiring_price_e4 // 1000000 AS amount FROM facts
"""


def run(scale: int) -> BenchResult:
    """Price `scale` drawn lines in bulk, then pass the same rows through DuckDB unpriced."""
    from tenure.cli import session

    session.set_up()
    from tenure.foundation.commands import system_actor
    from tenure.pricing import queries as pricing
    from tenure.pricing.commands import publish_default_policies

    publish_default_policies(by=system_actor(), on=session.parse_day("2020-01-01"))
    with pricing.bulk_engine(Path(os.environ["TENURE_DATA_DIR"]) / "tmp") as engine:
        engine.execute(_LINES, [scale])
        pricing.load_policies(engine, pricing.policies())
        started = time.perf_counter()
        pricing.price_table(engine)
        seconds = time.perf_counter() - started
        floor = min(_timed(engine) for _ in range(2))
        one_quote = _one_quote_ms(engine)
    return {
        "name": "pricing",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the same rows written to a new table by DuckDB with one product each",
        "note": f"Every step a column. A warm quote of 5 lines: {one_quote:.1f} ms.",
    }


def _timed(engine: duckdb.DuckDBPyConnection) -> float:
    started = time.perf_counter()
    engine.execute(_FLOOR)
    return time.perf_counter() - started


def _one_quote_ms(engine: duckdb.DuckDBPyConnection) -> float:
    """Return the median milliseconds of pricing five of the lines by the warm engine."""
    from tenure.pricing import queries as pricing

    found = engine.execute("SELECT * FROM facts LIMIT 5")
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    policies = pricing.policies()
    taken = []
    for _ in range(60):
        started = time.perf_counter()
        pricing.price_rows(rows, policies)
        taken.append(time.perf_counter() - started)
    return sorted(taken)[len(taken) // 2] * 1000
