"""Start plays on open renewals with few changes: the later evaluations of a big book."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.cli.benches import BenchResult, _desk_book
from tenure.cli.benches._desk_book import AT, ON

if TYPE_CHECKING:
    from tenure.desk.commands.plays import PlaysStarted

SCALE = 100_000
_FLOOR = """
SELECT count(*), sum(r.atr_minor) FROM renewals_renewal r
JOIN book_contract c ON c.id = r.contract_id
JOIN directory_customer u ON u.id = r.customer_id
WHERE r.closed_on IS NULL"""


def run(scale: int) -> BenchResult:
    """Draw `scale` open renewals, start the plays that come along, and go on for two days.

    The next day follows what changed, as the daily run does; the third looks at all, as after a
    play was published that starts otherwise.
    """
    session.set_up()
    from tenure.desk.commands.playbook import publish_default_playbook
    from tenure.desk.commands.plays import start_plays
    from tenure.desk.models import Run
    from tenure.desk.queries.starting import may_start

    actor = _desk_book.draw("bench_plays", scale)
    publish_default_playbook(by=actor, on=ON)
    runs = []
    told: list[tuple[float, PlaysStarted]] = []
    for number in range(3):
        day = timedelta(days=number)
        runs.append(
            Run.objects.create(
                on=ON + day, at=AT + day, by=actor, order_cursor=0, started_at=AT + day,
                horizon_on=ON + day + timedelta(days=365),
            )
        )  # fmt: skip
        started = time.perf_counter()
        ids = may_start(runs[-2], runs[-1], []) if number == 1 else None
        done = start_plays(renewal_ids=ids, by=actor, on=ON + day, at=AT + day)
        told.append((time.perf_counter() - started, done))
    floor = _read()
    (first, all_), (followed, quiet), (seconds, again) = told
    return {
        "name": "plays",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the open renewals with contract and customer, read once",
        "note": (
            f"{scale:,} open renewals under the playbook that comes along; on the first day"
            f" {all_.plays:,} plays started with {all_.tasks:,} tasks in {first:.1f} s; on the next"
            f" {quiet.plays:,} with {quiet.tasks:,} by following what changed in {followed:.1f} s;"
            f" on the third {again.plays:,} with {again.tasks:,} by looking at all."
        ),
        "goal": "under 30 s for 1,000,000 open renewals with few changes",
    }


def _read() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR)  # warm
        started = time.perf_counter()
        cursor.execute(_FLOOR)
        cursor.fetchall()
        return time.perf_counter() - started
