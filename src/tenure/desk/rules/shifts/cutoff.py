"""Which region answers a request, and from when: the cut-off.

1. Before the cut-off of a day on which it works, the region itself: at once, or when it opens.
2. After it, the next region to the west that works at that instant, before its own cut-off.
3. Where none does, the region itself on its next working day.

| asked of | at, in UTC | answers | from, in UTC |
|---|---|---|---|
| EMEA | Tuesday 2027-01-12 10:00 | EMEA | 2027-01-12 10:00 |
| EMEA | Tuesday 2027-01-12 06:00 | EMEA | 2027-01-12 08:30 |
| EMEA | Tuesday 2027-01-12 16:00 | AMER | 2027-01-12 16:00 |
| AMER | Tuesday 2027-01-12 22:00 | AMER | 2027-01-13 14:00 |
| AMER | Wednesday 2027-01-13 02:00 | APAC | 2027-01-13 02:00 |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tenure.desk.rules.shifts.clock import RegionClock

# The order in which the day goes around.
FOLLOWS = ("APAC", "EMEA", "AMER")


@dataclass(frozen=True, slots=True)
class Answering:
    """Which region answers, from which instant, and why."""

    region: str
    from_at: datetime
    why: str


def answering(asked: str, at: datetime, clocks: Mapping[str, RegionClock]) -> Answering:
    """Return which region answers what is asked of one at an instant, and from when."""
    own = clocks[asked]
    if _before_cutoff(own, at):
        start, _ = next(own.windows(at))
        return Answering(asked, max(start, at), "before the cut-off")
    for other in _westward(asked, clocks):
        clock = clocks[other]
        if clock.is_open(at) and _before_cutoff(clock, at):
            return Answering(other, at, f"after the cut-off of {asked}, {other} works")
    start = next(start for start, _ in own.windows(at) if start > at)
    return Answering(asked, start, f"after the cut-off of {asked}, on its next working day")


def _before_cutoff(clock: RegionClock, at: datetime) -> bool:
    hours = clock.hours_on(at.date())
    day = hours.day_of(at)
    hours = clock.hours_on(day)
    return hours.window(day) is not None and at < hours.instant(day, hours.cutoff)


def _westward(asked: str, clocks: Mapping[str, RegionClock]) -> list[str]:
    around = [code for code in FOLLOWS if code in clocks]
    around += sorted(set(clocks) - set(around))
    place = around.index(asked)
    return around[place + 1 :] + around[:place]
