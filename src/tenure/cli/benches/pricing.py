"""Price lines by the whole waterfall: lines a second."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from tenure.cli import session
from tenure.cli.benches import BenchResult
from tenure.cli.benches._by_hand import BY_HAND
from tenure.cli.benches._lines import LINES, POLICIES
from tenure.kernel.errors import InvalidInput

SCALE = 10_000_000
_MEMORY_MB = 2_000
_AT_ONCE = 1_000_000
# What the query by hand comes to, and the columns of the waterfall that say the same.
_SAME = {
    "p8": "proposed_price_e4",
    "expiring": "expiring_minor",
    "proposed": "proposed_minor",
    "partner": "partner_minor",
    "carried": "carried_minor",
    "entitled_to": "entitled_minor",
    "leakage": "leakage_minor",
    "true_up": "true_up_minor",
    "hash(reason) % 1000003": "hash(leakage_reason) % 1000003",
}


def run(scale: int) -> BenchResult:
    """Price `scale` drawn lines in bulk, and do the same arithmetic in one query by hand."""
    session.start_django()
    from tenure.pricing.queries import bulk_engine, load_policies
    from tenure.pricing.rules import RESULTS

    folder = Path(os.environ["TENURE_DATA_DIR"]) / "tmp"
    with bulk_engine(folder, memory_mb=_MEMORY_MB) as engine:
        load_policies(engine, POLICIES)
        few = max(scale // 10, 1)
        _draw(engine, few)
        few_seconds, _ = _price(engine, few, RESULTS)
        _draw(engine, scale)
        floor, by_hand = _by_hand(engine)
        seconds, sums = _price(engine, scale, RESULTS)
        whole_seconds, _ = _price(engine, scale, ())
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
        "floor": "the same arithmetic as one DuckDB query written by hand, only its figures kept",
        "note": f"{scale:,} lines through every step, what a run over the book keeps of each kept,"
        f" a million at a time, under policies of every kind; the same figures as by hand. A tenth"
        f" of the lines: {few / few_seconds:,.0f} a second. With every column that traces keep:"
        f" {scale / whole_seconds:,.0f} a second. A warm quote of 5 lines, every step kept:"
        f" {one_quote:.1f} ms.",
        "goal": "1,500,000 a second on two cores, a ratio of 3 or less, under 3,072 MB; a tenth of"
        " the lines at the same speed; a warm quote of 5 lines under 30 ms",
    }


def _draw(engine: duckdb.DuckDBPyConnection, lines: int) -> None:
    engine.execute("TRUNCATE facts")
    engine.execute(LINES, [lines])
    engine.execute("CHECKPOINT")  # what loading put off is not pricing


def _by_hand(engine: duckdb.DuckDBPyConnection) -> tuple[float, list[int]]:
    """Return the seconds that the query by hand takes, and the sums of its figures."""
    started = time.perf_counter()
    for statement in BY_HAND:
        engine.execute(statement)
    seconds = time.perf_counter() - started
    sums = _sums(engine, "by_hand", list(_SAME))
    engine.execute("DROP TABLE by_hand")
    return seconds, sums


def _price(
    engine: duckdb.DuckDBPyConnection, lines: int, only: Sequence[str]
) -> tuple[float, list[int]]:
    """Return the seconds that the waterfall takes, and the sums of the same figures."""
    from tenure.pricing.queries import price_table

    seconds, sums = 0.0, [0] * len(_SAME)
    for first in range(0, lines, _AT_ONCE):
        started = time.perf_counter()
        price_table(engine, lines=range(first, first + _AT_ONCE), only=only)
        seconds += time.perf_counter() - started
        part = _sums(engine, "priced", list(_SAME.values()))
        sums = [a + b for a, b in zip(sums, part, strict=True)]
    return seconds, sums


def _sums(engine: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> list[int]:
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in columns)
    return [int(number) for number in engine.execute(f"SELECT {sums} FROM {table}").fetchall()[0]]


def _one_quote_ms(engine: duckdb.DuckDBPyConnection) -> float:
    """Return the median milliseconds of pricing five of the lines by the warm engine."""
    from tenure.pricing.queries import price_rows

    found = engine.execute("SELECT * FROM facts LIMIT 5")
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    taken = []
    for _ in range(60):
        started = time.perf_counter()
        price_rows(rows, POLICIES)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
