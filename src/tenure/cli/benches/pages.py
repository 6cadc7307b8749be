"""Worklist and search pages on a big book against the same pages on one of 10,000 lines."""

from __future__ import annotations

import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.cli.benches import BenchResult

if TYPE_CHECKING:
    from django.test import Client

SCALE = 1_000_000
SMALL = 10_000
ROUNDS = 15
PASSWORD = "bench pages only"
PAGES = ("/?whose=all", "/?whose=all&text=media", "/?whose=all&sort=renewal", "/search/?q=media")
PEOPLE = ("hana", "alice", "charlie")


def run(scale: int) -> BenchResult:
    """Load both books, open their renewals, and time each page for three kinds of people."""
    session.set_up()
    small = _times("bench_small", SMALL)
    big = _times("bench_big", scale)
    # A page with 50 rows is not "the same page" as one with 5: only equals are compared.
    ratios = {
        page: big[page].seconds / small[page].seconds
        for page in small
        if big[page].rows == small[page].rows
    }
    worst = max(ratios, key=lambda page: ratios[page])
    who, address = worst
    return {
        "name": "pages",
        "per_second": 1 / big[worst].seconds,
        "seconds": big[worst].seconds,
        "floor_seconds": small[worst].seconds,
        "ratio": ratios[worst],
        "peak_mb": 0.0,
        "floor": f"the same page on a book of {SMALL:,} lines",
        "note": (
            f"The worst of {len(ratios)} pages with as many rows on both books is {address} for "
            f"{who}, with {scale:,} lines; median of {ROUNDS} requests each. The slowest page of "
            f"all took {max(page.seconds for page in big.values()) * 1000:.0f} ms."
        ),
        "goal": "ratio up to 3",
    }


@dataclass(frozen=True, slots=True)
class _Timed:
    """Median seconds of a page, and how many rows it showed."""

    seconds: float
    rows: int


def _times(name: str, lines: int) -> dict[tuple[str, str], _Timed]:
    """Return how long every page takes for every person on a book of its own."""
    _use_database(name)
    _load(lines)
    from django.test import Client

    times = {}
    for person in PEOPLE:
        client = Client(headers={"host": "localhost"})
        client.post("/sign-in/", {"username": person, "password": PASSWORD})
        for address in PAGES:
            timed = times[person, address] = _median(client, address)
            told = f"{timed.seconds:.4f} s, {timed.rows} rows"
            print(f"  {lines:,} {person} {address} {told}", file=sys.stderr)
    return times


def _median(client: Client, address: str) -> _Timed:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} did not answer")
    rows = response.content.count(b" data-row ")
    measured = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(address)
        measured.append(time.perf_counter() - began)
    return _Timed(statistics.median(measured), rows)


def _use_database(name: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    connection.settings_dict["NAME"] = name
    session.bring_to_this_version()


def _load(lines: int) -> None:
    from django.db import connection

    from tenure.directory.commands.demo import grant_demo_access
    from tenure.foundation.commands import system_actor
    from tenure.renewals.commands.opening import open_renewals
    from tenure.renewals.commands.owners import assign_owners
    from tenure.sync.files.commands import import_files
    from tenure.sync.sample.commands import write_sample
    from tenure.sync.sample.rules.sizes import accounts_for_line_rows

    on, actor = session.today(), system_actor()
    folder = Path(os.environ["TENURE_DATA_DIR"]) / f"sample-{lines}"
    write_sample(accounts=accounts_for_line_rows(lines), seed=1, out=folder, on=on)
    import_files(paths=[folder], profile="plain", by=actor, on=on)
    open_renewals(by=actor, on=on)
    assign_owners(by=actor, on=on)
    grant_demo_access(password=PASSWORD, by=actor, on=on)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
