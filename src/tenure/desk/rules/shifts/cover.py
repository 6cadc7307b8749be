"""Where nobody is on duty: hours without anybody, and days without a language, segment or channel.

1. On a working day of a region, every instant of its hours wants somebody of that region.
2. On its holiday, the hours it usually has want somebody of any region.
3. On a day with hours, every language, segment and channel of customers wants somebody on duty at
   some time of them.
4. Round the clock, on a weekday that is a holiday of some region or at the end of a quarter, every
   instant wants somebody of any region: then the sun is followed by fewer, or more depends on it.

Gaps in the last ten days of a quarter are marked: they are the ones that cost.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tenure.desk.rules.shifts.clock import RegionClock

QUARTER_END_DAYS = 10
_DAY = timedelta(days=1)
_WEEKEND = 5
# What stands for all regions together where one is named.
ANYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody on duty for a region in [from, until), with what they speak and know."""

    staff_id: int
    region: str
    from_at: datetime
    until_at: datetime
    can: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Gap:
    """Where nobody is: the region, its local day, [from, until), and what is missing."""

    region: str
    day: date
    from_at: datetime
    until_at: datetime
    missing: str
    is_quarter_end: bool


def quarter_ends(day: date) -> bool:
    """Tell whether a day is one of the last ten of a quarter."""
    later = day + timedelta(days=QUARTER_END_DAYS)
    return (later.year, (later.month - 1) // 3) != (day.year, (day.month - 1) // 3)


def gaps_of(
    clock: RegionClock, days: Sequence[date], duties: Sequence[Duty], wanted: frozenset[str]
) -> list[Gap]:
    """Return the gaps of a region on some local days; `wanted` are the languages and skills."""
    found: list[Gap] = []
    for day in days:
        hours = clock.hours_on(day)
        window = hours.usual_window(day)
        if window is None:
            continue
        holiday = hours.is_holiday(day)
        there = [
            duty
            for duty in duties
            if (holiday or duty.region == clock.code)
            and duty.from_at < window[1] and duty.until_at > window[0]
        ]  # fmt: skip
        nobody = "nobody of any region on a holiday" if holiday else "nobody on duty"
        ending = quarter_ends(day)
        for start, end in _uncovered(window, there):
            found.append(Gap(clock.code, day, start, end, nobody, ending))
        if there and not holiday:
            can = frozenset().union(*(duty.can for duty in there))
            found += [Gap(clock.code, day, *window, one, ending) for one in sorted(wanted - can)]
    return found


def dark_hours(
    clocks: Collection[RegionClock], days: Sequence[date], duties: Sequence[Duty]
) -> list[Gap]:
    """Return the hours in which nobody of any region is on duty, by the day of UTC.

    Of weekdays that are a holiday somewhere, or in the last ten days of a quarter.
    """
    found: list[Gap] = []
    for day in days:
        ending = quarter_ends(day)
        holiday = any(clock.hours_on(day).is_holiday(day) for clock in clocks)
        if day.weekday() >= _WEEKEND or not (ending or holiday):
            continue
        start = datetime.combine(day, time(), UTC)
        window = (start, start + _DAY)
        there = [one for one in duties if one.from_at < window[1] and one.until_at > window[0]]
        found += [
            Gap(ANYWHERE, day, since, until, "nobody anywhere", ending)
            for since, until in _uncovered(window, there)
        ]
    return found


def _uncovered(
    window: tuple[datetime, datetime], duties: Sequence[Duty]
) -> list[tuple[datetime, datetime]]:
    found, here = [], window[0]
    for duty in sorted(duties, key=lambda one: one.from_at):
        if duty.from_at > here:
            found.append((here, duty.from_at))
        here = max(here, duty.until_at)
    if here < window[1]:
        found.append((here, window[1]))
    return found
