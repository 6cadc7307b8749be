"""The import of a sample book's files into an empty book."""

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
_BLOCK = 2 * 1024 * 1024


def run(scale: int) -> BenchResult:
    """Copy the files of a book with `scale` rows of lines as they are; then import them."""
    session.set_up()
    from tenure.foundation.commands import system_actor
    from tenure.sync.files.commands import import_files
    from tenure.sync.sample.commands import write_sample
    from tenure.sync.sample.rules.sizes import accounts_for_line_rows

    _book.use_database("bench_import")
    folder = Path(os.environ["TENURE_DATA_DIR"]) / "files"
    write_sample(accounts=accounts_for_line_rows(scale), seed=1, out=folder, on=ON)
    floor = _copied(sorted(folder.glob("*.csv")))
    steps: list[tuple[str, float]] = []

    def note(step: str, done: int, total: int) -> None:
        steps.append((step, time.perf_counter()))

    started = time.perf_counter()
    result = import_files(paths=[folder], profile="plain", by=system_actor(), on=ON, progress=note)
    seconds = time.perf_counter() - started
    spent = _spent(steps, started + seconds)
    print(f"  {spent}", file=sys.stderr)
    read = result.counts["lines"]["read"]
    rows = sum(count["read"] for count in result.counts.values())
    return {
        "name": "import",
        "per_second": read / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "a bare COPY of the same files into tables of text columns without index",
        "note": (
            f"{read:,} rows of lines, {rows:,} rows in all, {result.rejected:,} rejected "
            f"({spent}). Per second: rows of lines read, checked and booked."
        ),
        "goal": "a ratio of 3 or less",
    }


def _spent(steps: list[tuple[str, float]], end: float) -> str:
    """Return the seconds of each step in their order."""
    totals: dict[str, float] = {}
    following = [at for _, at in steps[1:]] + [end]
    for (step, at), after in zip(steps, following, strict=True):
        totals[step] = totals.get(step, 0.0) + after - at
    return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in totals.items())


def _copied(files: list[Path]) -> float:
    """Return the seconds that COPY takes for the files, each into a bare table of text."""
    from django.db import connection

    total = 0.0
    with connection.cursor() as cursor:
        for path in files:
            with path.open("rb") as file:
                header = file.readline().decode().strip().split(",")
                file.seek(0)
                columns = ", ".join(f'"{name}" text' for name in header)
                cursor.execute(f"CREATE TABLE bare_{path.stem} ({columns})")
                started = time.perf_counter()
                with cursor.copy(f"COPY bare_{path.stem} FROM STDIN (FORMAT csv, HEADER)") as copy:
                    while block := file.read(_BLOCK):
                        copy.write(block)
                total += time.perf_counter() - started
            cursor.execute(f"DROP TABLE bare_{path.stem}")
    return total
