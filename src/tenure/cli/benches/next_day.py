"""The next day's run on a big book against one of a tenth with as many entering renewals."""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta

from tenure.cli import session
from tenure.cli.benches import BenchResult, _book

SCALE = 1_000_000
ON = date(2027, 1, 15)
DAYS = 5


def run(scale: int) -> BenchResult:
    """Run some days one by one on the big book; on the small one as many spans of ten days.

    Ten days of a book of a tenth bring as many renewals into window and horizon as one day of the
    big book; days without a run are caught up, so the work is the same and only the book differs.
    """
    session.set_up()
    big = _days("bench_big", scale, step=1)
    small = _days("bench_small", max(1, scale // 10), step=10)
    return {
        "name": "next-day",
        "per_second": big[1] / big[0],
        "seconds": big[0],
        "floor_seconds": small[0],
        "ratio": big[0] / small[0],
        "peak_mb": 0.0,
        "floor": f"as many renewals entering a book of {scale // 10:,} rows of lines",
        "note": (
            f"{DAYS} runs on {scale:,} rows of lines: {big[1]:,} renewals opened, {big[2]:,} "
            f"quotes made; on the small book {small[1]:,} and {small[2]:,}."
        ),
        "goal": "ratio up to 1.5",
    }


def _days(name: str, lines: int, *, step: int) -> tuple[float, int, int]:
    """Return the seconds of the runs after the first, and the renewals and quotes they made."""
    from django.db import connection

    from tenure.desk.commands.run import run_day
    from tenure.foundation.commands import system_actor

    _book.use_database(name)
    _book.load(lines, on=ON)
    run_day(on=ON, by=system_actor())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    seconds, opened, quoted = 0.0, 0, 0
    for number in range(1, DAYS + 1):
        started = time.perf_counter()
        report = run_day(on=ON + timedelta(days=step * number), by=system_actor())
        taken = time.perf_counter() - started
        parts = ", ".join(f"{part.name} {part.seconds:.2f}" for part in report.steps)
        print(f"  {lines:,} lines: {taken:.2f} s; {report.summary()}; {parts}", file=sys.stderr)
        seconds += taken
        opened += report.renewals_opened
        quoted += report.quotes_created
    return seconds, opened, quoted
