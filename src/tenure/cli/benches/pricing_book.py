"""Price a whole book end to end, read, price and write: lines a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.cli.benches import BenchResult, _book, _drawn_book
from tenure.cli.benches._lines import POLICIES
from tenure.cli.benches._memory import postgresql_memory

if TYPE_CHECKING:
    import psycopg

SCALE = 400_000
ON = date(2027, 1, 15)
_STORED = "pricing_pricedline"


def run(scale: int) -> BenchResult:
    """Draw a book, price it, and move as many rows by COPY alone."""
    session.set_up()
    from tenure.foundation.commands import system_actor
    from tenure.pricing.commands import price_book, publish_policy

    _book.use_database("bench_pricing_book")
    actor = system_actor()
    started = time.perf_counter()
    _drawn_book.draw(scale, on=ON, by=actor)
    print(f"  the book was drawn in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    for policy in POLICIES:
        publish_policy(policy=policy, name=policy.code, by=actor, on=ON)
    started = time.perf_counter()
    with postgresql_memory() as memory:
        found = price_book(
            on=ON,
            by=actor,
            tell=lambda news: print(
                f"  {news.lines:,} lines, {time.perf_counter() - started:.0f} s", file=sys.stderr
            ),
        )
    seconds = time.perf_counter() - started
    floor = _copies()
    return {
        "name": "pricing-book",
        "per_second": found.lines / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "a bare COPY of the book's lines out and of the priced lines out and into a table"
        " without index, one after the other, nothing looked up or computed",
        "note": f"{found.lines:,} lines of {scale // _drawn_book.LINES_PER_CONTRACT:,} contracts"
        f" read, priced and written in {found.parts} parts, {found.refused} refused, under policies"
        f" of every kind. PostgreSQL's processes held {max(memory):,.0f} MB at most, its shared"
        " buffers included.",
        "goal": "25,000,000 lines on two cores: time and memory reported",
    }


def _copies() -> float:
    """Return the seconds that the same rows take by COPY alone."""
    from django.db import connection

    started = time.perf_counter()
    with connection.cursor() as cursor:
        with cursor.copy("COPY book_line TO STDOUT") as rows:
            for _ in rows:
                pass
        cursor.execute(f"CREATE TABLE bare (LIKE {_STORED})")
        with (
            _second_connection() as other,
            cursor.copy(f"COPY (SELECT * FROM {_STORED}) TO STDOUT") as rows,
            other.cursor().copy("COPY bare FROM STDIN") as target,
        ):
            for block in rows:
                target.write(block)
        cursor.execute("DROP TABLE bare")
    return time.perf_counter() - started


@contextmanager
def _second_connection() -> Iterator[psycopg.Connection]:
    import psycopg
    from django.db import connection

    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other
