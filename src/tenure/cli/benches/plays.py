"""Start plays on open renewals with few changes: the later evaluations of a big book."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.cli.benches import BenchResult, _desk_book
from tenure.cli.benches._desk_book import AT, ON

if TYPE_CHECKING:
    from tenure.desk.commands.plays import PlaysStarted
    from tenure.foundation.models import User

SCALE = 100_000
_FLOOR = """
SELECT count(*), sum(r.atr_minor) FROM renewals_renewal r
JOIN book_contract c ON c.id = r.contract_id
JOIN directory_customer u ON u.id = r.customer_id
WHERE r.closed_on IS NULL"""

_RUN = """
INSERT INTO desk_run ("on", at, started_at, finished_at, order_cursor, horizon_on, error, by_id)
VALUES (%(on)s, %(at)s, %(at)s, %(at)s, 0, %(on)s::date + 365, '', %(by)s)"""


def run(scale: int) -> BenchResult:
    """Draw `scale` open renewals, start the plays that come along, and go on for two days.

    The next day follows what changed, as the daily run does; the third looks at all, as after a
    play was published that starts otherwise.
    """
    session.set_up()
    from tenure.desk.commands.playbook import publish_default_playbook
    from tenure.desk.commands.plays import start_plays
    from tenure.desk.queries.runs import previous_run
    from tenure.desk.queries.starting import may_start

    actor = _desk_book.draw("bench_plays", scale)
    publish_default_playbook(by=actor, on=ON)
    told: list[tuple[float, PlaysStarted]] = []
    for number in range(3):
        day = timedelta(days=number)
        _note_run(ON + day, AT + day, actor)
        started = time.perf_counter()
        before, run = previous_run(ON + day), previous_run(ON + day + timedelta(days=1))
        assert run is not None
        ids = may_start(before, run, []) if number == 1 else None
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


def _note_run(on: date, at: datetime, by: User) -> None:
    """Note a finished run, from which the next one goes on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_RUN, {"on": on, "at": at, "by": by.pk})


def _read() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR)  # warm
        started = time.perf_counter()
        cursor.execute(_FLOOR)
        cursor.fetchall()
        return time.perf_counter() - started
