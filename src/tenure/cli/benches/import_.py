"""The import of a sample book's files into an empty book.

Two floors. The bare one, which no import reaches: COPY the files' bytes into text columns. The one
that it is held to: that, and COPY the very rows which the book has to store; bytes in and rows out,
nothing read, checked, compared, indexed or constrained.
"""

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
STORED = (
    "directory_team", "directory_staffmember", "directory_partner", "directory_customer",
    "directory_contact", "book_product", "book_pricebook", "book_priceentry", "book_contract",
    "book_order", "book_line", "book_orderaction", "book_arrmovement",
)  # fmt: skip
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
    bytes_in = _copied(sorted(folder.glob("*.csv")))
    steps: list[tuple[str, float]] = []

    def note(step: str, done: int, total: int) -> None:
        steps.append((step, time.perf_counter()))

    started = time.perf_counter()
    result = import_files(paths=[folder], profile="plain", by=system_actor(), on=ON, progress=note)
    seconds = time.perf_counter() - started
    rows_out = _stored()
    floor = bytes_in + rows_out
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
        "floor": (
            f"a bare COPY of the same files into tables of text columns ({bytes_in:.2f} s) and of "
            f"the very rows that the book stores ({rows_out:.2f} s), without index or constraint, "
            "nothing computed"
        ),
        "note": (
            f"{read:,} rows of lines, {rows:,} rows in all, {result.rejected:,} rejected "
            f"({spent}; writing goes on beside the planning of lines). Per second: rows of lines "
            f"read, checked and booked. Against the bare COPY of the files alone the ratio is "
            f"{seconds / bytes_in:.1f}."
        ),
        "goal": "a ratio of 3 or less against bytes in and rows out",
    }


def _spent(steps: list[tuple[str, float]], end: float) -> str:
    """Return the seconds of each step in their order."""
    totals: dict[str, float] = {}
    following = [at for _, at in steps[1:]] + [end]
    for (step, at), after in zip(steps, following, strict=True):
        totals[step] = totals.get(step, 0.0) + after - at
    return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in totals.items())


def _stored() -> float:
    """Return the seconds that COPY takes for the rows that the import stored, into bare tables."""
    from django.db import connection

    path = Path(os.environ["TENURE_DATA_DIR"]) / "stored.csv"
    total = 0.0
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # what the import left to write is not the floor's
        for table in STORED:
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
                while block := file.read(_BLOCK):
                    into.write(block)
            total += time.perf_counter() - started
            cursor.execute(f"DROP TABLE bare_{table}")
    path.unlink()
    return total


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
