"""Raise escalations over open renewals with few changes: the second evaluation of a big book."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.cli.benches import BenchResult, _desk_book
from tenure.cli.benches._desk_book import AT, ON

if TYPE_CHECKING:
    from tenure.desk.commands.escalating import Escalated

SCALE = 100_000

# What the evaluation cannot do without: every open renewal that any rule looks at, read once.
_FLOOR = """
SELECT count(*), sum(r.atr_minor) FROM renewals_renewal r
JOIN book_contract c ON c.id = r.contract_id
WHERE r.closed_on IS NULL AND r.renewal_on <= %(on)s + 90"""


def run(scale: int) -> BenchResult:
    """Draw `scale` open renewals, raise what has a cause, and go on day by day under all rules."""
    session.set_up()
    from tenure.desk.commands.escalating import follow_causes, raise_escalations
    from tenure.desk.commands.escalation_rules import publish_default_escalation_rules

    actor = _desk_book.draw("bench_escalations", scale)
    publish_default_escalation_rules(by=actor, on=ON)
    told = []
    for number, verb in enumerate((raise_escalations, follow_causes, raise_escalations)):
        day = timedelta(days=number)
        started = time.perf_counter()
        done = verb(by=actor, on=ON + day, at=AT + day)
        told.append((time.perf_counter() - started, done))
        if number == 0:
            floor = _read()
    (first, raised), (followed, quiet), (seconds, again) = told
    return {
        "name": "escalations",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the renewals of the next 90 days with their contracts, read once",
        "note": (
            f"{scale:,} open renewals under all rules that come along; on the first day"
            f" {raised.raised:,} raised in {first:.1f} s; on the next {_changes(quiet):,} changes"
            f" by following what changed in {followed:.1f} s; on the third {_changes(again):,} by"
            " looking at everything."
        ),
        "goal": "under 30 s for 1,000,000 open renewals with few changes",
    }


def _changes(done: Escalated) -> int:
    return done.raised + done.reopened + done.changed + done.gone + done.climbed


def _read() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, {"on": ON})  # warm
        started = time.perf_counter()
        cursor.execute(_FLOOR, {"on": ON})
        cursor.fetchall()
        return time.perf_counter() - started
