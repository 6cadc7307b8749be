"""Count working time of a region: the clock of an SLA runs only while the region works.

| region | from, in UTC | working hours | until, in UTC |
|---|---|---|---|
| EMEA | Friday 2027-03-26 15:30 (a holiday) | 2 | Monday 2027-03-29 09:30 |
| EMEA | Thursday 2027-03-25 16:30 | 2 | Monday 2027-03-29 08:30 |
| AMER | Friday 2027-03-12 22:00 | 2 | Monday 2027-03-15 14:00 |
| APAC | Friday 2027-01-15 09:00 | 3 | Monday 2027-01-18 03:00 |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tenure.desk.rules.shifts.hours import Hours
from tenure.kernel.errors import InvalidInput

_DAY = timedelta(days=1)
# A region that opens on no day of so many never will: two years of holidays are a mistake.
_LONGEST_WAIT = 800


@dataclass(frozen=True, slots=True)
class RegionClock:
    """A region's hours over time: each from a day on until the next, the earliest for all before.

    Of several for one day the last given counts.
    """

    code: str
    dated: tuple[tuple[date, Hours], ...]

    def hours_on(self, day: date) -> Hours:
        """Return the hours in force on a local day."""
        found = self.dated[0][1]
        for start_on, hours in self.dated:
            if start_on <= day:
                found = hours
        return found

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the working hours of a local day in UTC, [from, until); none: closed."""
        return self.hours_on(day).window(day)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the region works at an instant."""
        start, _ = next(self.windows(at))
        return start <= at

    def windows(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working hours that end after an instant, in order, without end.

        Raise InvalidInput for a region that does not open any more.
        """
        day, last, closed = since.date() - _DAY, since, 0
        while closed < _LONGEST_WAIT:
            window = self.window(day)
            day += _DAY
            closed += 1
            if window is not None and window[1] > last:
                # Where a region changes its zone, what was counted already counts once.
                yield (window if last == since else (max(window[0], last), window[1]))
                last, closed = window[1], 0
        raise InvalidInput(f"{self.code} does not open any more.")


def after_working(clock: RegionClock, at: datetime, time: timedelta) -> datetime:
    """Return the instant by which so much working time has passed since an instant.

    No time at all returns the instant itself. Raise InvalidInput for less.
    """
    if time < timedelta():
        raise InvalidInput("Working time is counted forward.")
    if not time:
        return at
    for start, end in clock.windows(at):
        begin = max(start, at)
        if end - begin >= time:
            return begin + time
        time -= end - begin
    raise AssertionError("windows go on without end")


def working_time(clock: RegionClock, start: datetime, end: datetime) -> timedelta:
    """Return the working time in [start, end); nothing when it ends before it starts."""
    total = timedelta()
    if end <= start:
        return total
    for begin, until in clock.windows(start):
        if begin >= end:
            return total
        total += min(until, end) - max(begin, start)
        if until >= end:
            return total
    raise AssertionError("windows go on without end")
