"""Price lines by the whole waterfall, every step kept: lines a second."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb

from tenure.cli.benches import BenchResult
from tenure.cli.benches._waterfall import BY_HAND, LINES
from tenure.kernel.errors import InvalidInput

SCALE = 10_000_000
_MEMORY_MB = 2_000
_AT_ONCE = 1_000_000


_RESULTS = "proposed_price_e4, expiring_minor, proposed_minor, partner_minor, true_up_minor"


def run(scale: int) -> BenchResult:
    """Price `scale` drawn lines in bulk, then do the same arithmetic in one query by hand."""
    from tenure.cli import session

    session.set_up()
    from tenure.foundation.commands import system_actor
    from tenure.pricing import queries as pricing
    from tenure.pricing.commands import publish_default_policies

    publish_default_policies(by=system_actor(), on=session.parse_day("2020-01-01"))
    folder = Path(os.environ["TENURE_DATA_DIR"]) / "tmp"
    with pricing.bulk_engine(folder, memory_mb=_MEMORY_MB) as engine:
        engine.execute(LINES, [scale])
        engine.execute("CHECKPOINT")  # what loading put off is not pricing
        pricing.load_policies(engine, pricing.policies())
        started = time.perf_counter()
        engine.execute(BY_HAND)
        floor = time.perf_counter() - started
        by_hand = _sums(engine, "by_hand", "p9, before, after, partner, true_up")
        engine.execute("DROP TABLE by_hand")
        seconds, sums = 0.0, [0] * len(by_hand)
        for first in range(0, scale, _AT_ONCE):
            started = time.perf_counter()
            pricing.price_table(engine, lines=range(first, first + _AT_ONCE))
            seconds += time.perf_counter() - started
            sums = [a + b for a, b in zip(sums, _sums(engine, "priced", _RESULTS), strict=True)]
        if sums != by_hand:
            raise InvalidInput("The query written by hand comes to other prices.")
        one_quote = _one_quote_ms(engine)
    return {
        "name": "pricing",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the same arithmetic as one DuckDB query written by hand, only its results kept",
        "note": f"{scale:,} lines through every step, the columns of each kept, a million at a"
        f" time; the same figures as by hand. A warm quote of 5 lines: {one_quote:.1f} ms.",
        "goal": "1,500,000 a second on two cores, a ratio of 3 or less, under 3,072 MB",
    }


def _sums(engine: duckdb.DuckDBPyConnection, table: str, columns: str) -> list[int]:
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in columns.split(", "))
    return list(engine.execute(f"SELECT {sums} FROM {table}").fetchall()[0])


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
