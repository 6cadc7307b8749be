"""Write a sample book: rows of the sheet `lines` a second."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import duckdb

from tenure.cli.benches import BenchResult
from tenure.sync.sample.commands import write_sample
from tenure.sync.sample.rules.sizes import accounts_for_line_rows

SCALE = 1_000_000
ON = date(2027, 1, 15)


def run(scale: int) -> BenchResult:
    """Write a book with about `scale` rows of lines, then pass its bytes through DuckDB again."""
    out = Path(os.environ["TENURE_DATA_DIR"]) / "sample"
    started = time.perf_counter()
    manifest = write_sample(accounts=accounts_for_line_rows(scale), seed=1, out=out, on=ON)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    # Unordered, so that the floor does not hold the rows and so does not set the peak memory.
    with duckdb.connect(config={"preserve_insertion_order": False}) as duck:
        for sheet in manifest.rows:
            duck.execute(
                f"COPY (FROM read_csv('{out / sheet}.csv', all_varchar = true, header = true, "
                f"quote = '\"')) TO '{out / sheet}.again' (FORMAT csv)"
            )
    floor = time.perf_counter() - started
    rows = manifest.rows["lines"]
    return {
        "name": "sample",
        "per_second": rows / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the finished sheets read and written once more by DuckDB, nothing computed",
        "note": f"{rows:,} rows of lines of {manifest.accounts:,} customers, all nine sheets.",
    }
