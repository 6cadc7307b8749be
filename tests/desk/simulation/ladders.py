"""Follow the ladders of escalations, event by event: since when, on which rung, until when.

What is seen becomes clocks that `checks.clocks` counts again. An escalation that was planned, or
became more severe, is not judged from there to its next rung: a person or a rule moved its clock.
"""

from __future__ import annotations

from datetime import datetime

from tests.desk.simulation import reading
from tests.desk.simulation.checks.working import Place, place_of, worked_until
from tests.desk.simulation.history import Clock, History, Ladder, Watch

# Working hours on the owner's, the manager's and the Head's rung, by severity from low to critical.
HOURS = {1: (24, 40, 80), 2: (16, 24, 40), 3: (8, 16, 24), 4: (4, 8, 8)}
TOP = 3


def watch_ladders(history: History, at: datetime) -> None:
    """Look at what happened to escalations since the last look, and at their deadlines."""
    watch = history.watch
    places: dict[int, tuple[int, Place]] = {}
    rows = reading.rows(
        "SELECT e.id, e.severity, e.rung, e.climbs_at, coalesce(s.time_zone, 'UTC'), "
        "coalesce(s.region, e.region) FROM desk_escalation e "
        "LEFT JOIN directory_staffmember s ON s.id = e.owner_id WHERE e.ended_on IS NULL"
    )
    for pk, severity, _, _, zone, region in rows:
        places[pk] = (severity, place_of(zone, region))
    for event, pk, kind, rung, happened_at in reading.rows(
        "SELECT id, escalation_id, kind, rung, at FROM desk_escalationevent WHERE id > %s "
        "ORDER BY id", watch.last_event,
    ):  # fmt: skip
        watch.last_event = event
        _follow(watch, pk, kind, rung, happened_at, places)
    for pk, severity, rung, climbs_at, _, _ in rows:
        ladder = watch.ladders.get(pk)
        if climbs_at is not None and climbs_at <= at:
            history.stuck.append(f"Escalation {pk} should have climbed by {climbs_at}, not {at}.")
        if ladder is None or climbs_at == ladder.seen:
            continue
        ladder.seen = ladder.ends = climbs_at
        if ladder.since is not None and climbs_at is not None and rung < TOP:
            place = places[pk][1]
            minutes = HOURS[severity][rung] * 60
            history.clocks.append(
                Clock("ladders", ladder.since, minutes, place.zone, place.country, climbs_at)
            )


def _follow(
    watch: Watch, pk: int, kind: str, rung: int, at: datetime, places: dict[int, tuple[int, Place]]
) -> None:
    ladder = watch.ladders.setdefault(pk, Ladder(rung, at))
    if kind in {"raised", "reopened", "acknowledged"}:
        ladder.rung, ladder.since = rung, at
        if kind != "acknowledged":
            ladder.seen = None
    elif kind in {"changed", "planned"}:
        ladder.since = ladder.ends = None
    elif kind == "climbed":
        _climb(ladder, rung, places.get(pk))


def _climb(ladder: Ladder, rung: int, known: tuple[int, Place] | None) -> None:
    """A rung begins where the one before it ended: at the deadline that was seen last."""
    began = ladder.ends
    if began is not None and known is not None and ladder.rung != rung:
        severity, place = known
        ladder.since, ladder.rung = began, rung
        if rung < TOP:  # of several rungs at once, the next begins where this one ends
            ladder.ends = worked_until(began, HOURS[severity][rung] * 60, place)
    else:
        ladder.since = None
