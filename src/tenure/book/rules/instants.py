"""The exact instants at which contract days begin, by the clocks of a place.

A contract day begins when local midnight first strikes. Days tile the line of time: each instant
belongs to one contract day, also where clocks change.

| case | day | begins (UTC) |
|---|---|---|
| plain: Berlin in winter | 2027-01-01 | 2026-12-31 23:00 |
| midnight does not exist: Cairo springs from 24:00 to 1:00 | 2024-04-26 | 2024-04-25 22:00 |
| midnight strikes twice: Havana falls from 1:00 to 0:00 | 2024-11-03 | 2024-11-03 04:00 |
| the day does not exist: Apia crossed the date line | 2011-12-30 | 2011-12-30 10:00, as 31 does |

Where clocks fall back over midnight (St John's until 2011, at 0:01), the repeated last hour of the
old date belongs to the new contract day: a day that has begun does not stop and begin again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import require_date
from tenure.kernel.period import Period

_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Instants:
    """The instants `[begins_at, ends_at)` of a period, in UTC; an end of None is open."""

    begins_at: datetime
    ends_at: datetime | None


def day_begins_at(day: date, zone: str) -> datetime:
    """Return the instant, in UTC, at which a contract day begins in an IANA zone.

    Raise InvalidInput for an unknown zone or an instant outside the years 1 to 9999.
    """
    place = _zone(zone)
    midnight = datetime.combine(require_date(day, "The day"), time())
    try:
        # Of two midnights the first; of none, the reading by the offset before the clocks went on.
        first = midnight.replace(tzinfo=place, fold=0).astimezone(UTC)
        if _local(first, place) == midnight:
            return first
        earlier = midnight.replace(tzinfo=place, fold=1).astimezone(UTC)
        return _first_reaching(midnight, place, earlier, first)
    except OverflowError:
        raise InvalidInput("The instant would fall outside the calendar.") from None


def instants(period: Period, zone: str) -> Instants:
    """Return when a period begins and ends in an IANA zone; errors as for `day_begins_at`."""
    ends_at = None if period.end is None else day_begins_at(period.end, zone)
    return Instants(day_begins_at(period.start, zone), ends_at)


def contract_day(instant: datetime, zone: str) -> date:
    """Return the contract day an instant belongs to: the last that has begun.

    Raise InvalidInput for a datetime without zone, an unknown zone or one outside the calendar.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InvalidInput("An instant must say its time zone.")
    try:
        day = _local(instant, _zone(zone)).date()
        following = day + _ONE_DAY
    except OverflowError:
        raise InvalidInput("The instant would fall outside the calendar.") from None
    return following if day_begins_at(following, zone) <= instant else day


def _first_reaching(
    midnight: datetime, place: ZoneInfo, before: datetime, after: datetime
) -> datetime:
    """Return the first instant, to the second, whose local time has passed a missing midnight.

    In the gap the local clock only jumps forward, so halving finds it; clocks have been changed
    at half past eleven (Toronto in 1919), so the gap need not start at midnight.
    """
    while after - before > _ONE_SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _local(middle, place) < midnight:
            before = middle
        else:
            after = middle
    return after


def _local(instant: datetime, place: ZoneInfo) -> datetime:
    return instant.astimezone(place).replace(tzinfo=None)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidInput(f"There is no time zone {name[:60]!r}.") from None
