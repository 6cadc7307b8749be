"""The first daily run over a book: renewals, findings, owners, the whole window's quotes."""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from pathlib import Path

from tenure.cli import session
from tenure.cli.benches import BenchResult, _book

SCALE = 1_000_000
ON = date(2027, 1, 15)
WRITTEN = (
    "renewals_renewal", "renewals_finding", "quotes_quote", "quotes_quoteline",
    "foundation_auditevent",
)  # fmt: skip


def run(scale: int) -> BenchResult:
    """Run the first day over a book of `scale` rows of lines; then copy what it wrote, bare."""
    session.set_up()
    from tenure.desk.commands.run import run_day
    from tenure.foundation.commands import system_actor

    _book.use_database("bench_daily")
    _book.load(scale, on=ON)
    started = time.perf_counter()
    report = run_day(on=ON, by=system_actor())
    seconds = time.perf_counter() - started
    for step in report.steps:
        print(f"  {step.name} {step.seconds:.2f} s {dict(step.counts)}", file=sys.stderr)
    steps = ", ".join(f"{step.name} {step.seconds:.1f} s" for step in report.steps)
    floor = _copied()
    return {
        "name": "daily-run",
        "per_second": report.quotes_created / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "a bare COPY of the rows it wrote into tables without index, one after the other",
        "note": (
            f"{report.summary()}, on a book of {scale:,} rows of lines ({steps}). "
            "Per second: quotes priced, numbered and stored."
        ),
        "goal": "under 300 s and 4096 MB for a book of 1,000,000 rows of lines",
    }


def _copied() -> float:
    """Return the seconds that COPY takes for what the run wrote, into bare tables."""
    from django.db import connection

    path = Path(os.environ["TENURE_DATA_DIR"]) / "copied.csv"
    total = 0.0
    with connection.cursor() as cursor:
        for table in WRITTEN:
            with (
                path.open("wb") as file,
                cursor.copy(f"COPY {table} TO STDOUT (FORMAT csv)") as out,
            ):
                for block in out:
                    file.write(block)
            cursor.execute(f"CREATE TABLE bare_{table} AS TABLE {table} WITH NO DATA")
            started = time.perf_counter()
            with (
                path.open("rb") as file,
                cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT csv)") as into,
            ):
                while block := file.read(1 << 20):
                    into.write(block)
            total += time.perf_counter() - started
    path.unlink()
    return total
