"""Tell the ARR waterfall, GRR and NRR over a large ledger: movements a second."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tenure.cli import session
from tenure.cli.benches import BenchResult

if TYPE_CHECKING:
    from tenure.insight.queries.files import Facts

SCALE = 10_000_000
TURNS = 3
_BATCH = 2_000_000
_A_CONTRACT = 20  # movements
_DRAWN = f"""
    SELECT i AS id, i // {_A_CONTRACT} AS contract_id, 1 AS lot, i % 50 AS product_id,
        CASE WHEN i % {_A_CONTRACT} = 0 THEN 'new' ELSE
            ['expansion', 'contraction', 'price_increase', 'price_decrease'][
                1 + (hash(i) % 4)::INTEGER]
        END AS kind, 2024 * 12 + (i % {_A_CONTRACT}) * 36 // {_A_CONTRACT} AS month,
        make_date(2024 + (month - 2024 * 12) // 12, 1 + month % 12, 1) AS effective_on,
        effective_on AS booked_on, CASE WHEN kind = 'new' THEN 10_000_000::BIGINT
            WHEN kind IN ('expansion', 'price_increase')
                THEN 10_000 + (hash(i, 1) % 100_000)::BIGINT
            ELSE -(10_000 + (hash(i, 2) % 100_000)::BIGINT) END::BIGINT AS amount,
        ['EUR', 'USD', 'GBP'][1 + (hash(contract_id) % 3)::INTEGER] AS currency
    FROM (SELECT (range + {{first}})::BIGINT AS i FROM range({{count}}))"""
_CONTRACTS = """
    SELECT range::BIGINT AS contract_id, range // 2 AS customer_id,
        ['self_serve', 'smb', 'mid_market', 'enterprise', 'strategic'][1 + (range // 2) % 5]
            AS segment, 'EMEA' AS region, 'NO' AS country, '' AS owner, 'direct' AS channel,
        '' AS partner FROM range({count})"""


def run(scale: int) -> BenchResult:
    """Draw a ledger as files, tell the metrics, and sum one column of the same files."""
    session.start_django()
    from tenure.insight.queries.engine import answer
    from tenure.insight.rules.asking import ask

    asked = {
        "waterfall": ask("arr_waterfall", period="2025", every="month", by=["segment"]),
        "grr": ask("grr", period="2025"),
        "nrr": ask("nrr", period="2025"),
        "months": ask("grr", period="2025", every="month"),
    }
    folder = Path(os.environ["TENURE_DATA_DIR"]) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        facts = _draw(Path(place), scale)
        started = time.perf_counter()
        facts = _kept(Path(place), facts)
        kept = time.perf_counter() - started
        floor = _median(lambda: _sum(facts))
        took = {name: _median(partial(answer, each, facts)) for name, each in asked.items()}
    allowed = {"waterfall": 2, "grr": 6, "nrr": 6, "months": 6}
    told = ", ".join(f"{name} {took[name]:.2f} s ({took[name] / floor:.1f} times)" for name in took)
    return {
        "name": "metrics",
        "per_second": scale / took["waterfall"],
        "seconds": took["waterfall"],
        "floor_seconds": floor,
        "ratio": max(took[name] / floor / times for name, times in allowed.items()),
        "peak_mb": 0.0,
        "floor": "DuckDB sums one column of the same files",
        "note": (
            f"{scale:,} movements of {scale // _A_CONTRACT:,} contracts: {told}. The waterfall has"
            " twelve months by segment, GRR and NRR are of one year by customer, `months` is GRR of"
            " each of twelve months. The ratio is the worst of waterfall / 2 and the others / 6."
            f" They read what is kept added up by month, which took {kept:.1f} s to make."
        ),
        "goal": "a ratio of 1 or less",
    }


def _draw(folder: Path, scale: int) -> Facts:
    from tenure.insight.queries.files import Facts, Layered

    paths = []
    with duckdb.connect(":memory:") as duck:
        for first in range(0, scale, _BATCH):
            path = folder / f"movements-{first}.parquet"
            drawn = _DRAWN.format(first=first, count=min(_BATCH, scale - first))
            duck.execute(
                f"COPY ({drawn} ORDER BY month, contract_id) TO '{path}'"
                " (FORMAT parquet, COMPRESSION zstd)"
            )
            paths.append(path)
        contracts, products = folder / "contracts.parquet", folder / "products.parquet"
        drawn = _CONTRACTS.format(count=scale // _A_CONTRACT + 1)
        duck.execute(f"COPY ({drawn}) TO '{contracts}' (FORMAT parquet)")
        duck.execute(
            "COPY (SELECT range::BIGINT AS product_id, 'P' || range AS product, '' AS family"
            f" FROM range(50)) TO '{products}' (FORMAT parquet)"
        )
        renewals = folder / "renewals.parquet"  # none of these metrics reads it
    return Facts(
        tuple(paths), Layered(contracts), products, Layered(renewals), Layered(renewals), scale - 1
    )


def _kept(folder: Path, facts: Facts) -> Facts:
    """Add up what a book of this size keeps, whatever the size at which keeping begins."""
    from tenure.insight.queries import kept

    made = kept.make(folder, "1", facts)
    if made is None:
        raise RuntimeError("the drawn ledger does not fit")
    return replace(facts, kept=made.kept(folder, []))


def _sum(facts: Facts) -> None:
    files = ", ".join(f"'{path}'" for path in facts.movements)
    with duckdb.connect(":memory:") as duck:
        duck.execute(f"SELECT sum(amount) FROM read_parquet([{files}])").fetchall()


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took)
