"""When an approval is due: working hours of the approver's place, fewer at a quarter's end.

| asked for, in UTC | due |
|---|---|
| Monday 2027-03-01 09:00, 24 hours | Wednesday 2027-03-03 17:00 |
| Friday 2027-03-05 16:00, 24 hours | Wednesday 2027-03-10 16:00 |
| Saturday 2027-03-06 12:00, 24 hours | Wednesday 2027-03-10 17:00 |
| Monday 2027-03-29 15:00, 4 hours: the quarter ends | Tuesday 2027-03-30 11:00 |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tenure.book.rules.working_days import WorkingDays
from tenure.quotes.rules.approvals.calendars import Place

OPENS, CLOSES = time(9), time(17)
USUAL_HOURS, QUARTER_END_HOURS = 24, 4
# The last days of a quarter in which things have to go fast.
QUARTER_END_DAYS = 10


class Reached(StrEnum):
    """How far the time to decide has gone."""

    ASKED = "asked"
    HALF = "half"
    NEAR = "near"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Hold when a decision is due, and when to remind of it: half of the time, an eighth left."""

    half_at: datetime
    near_at: datetime
    due_at: datetime

    def reached(self, at: datetime) -> Reached:
        """Return how far it has gone at an instant."""
        if at >= self.due_at:
            return Reached.OVERDUE
        if at >= self.near_at:
            return Reached.NEAR
        return Reached.HALF if at >= self.half_at else Reached.ASKED


def deadline(asked: datetime, place: Place) -> Deadline:
    """Return until when an approval asked for at an aware instant has to be decided on."""
    local = asked.astimezone(ZoneInfo(place.zone))
    hours = QUARTER_END_HOURS if _is_quarter_end(local) else USUAL_HOURS
    days = place.calendar(local.year)
    half, near, due = (
        _after(local, timedelta(hours=hours) * eighths / 8, days).astimezone(asked.tzinfo)
        for eighths in (4, 7, 8)
    )
    return Deadline(half, near, due)


def due_at(asked: datetime, place: Place | None = None) -> datetime:
    """Return when an approval asked for at an instant is due; both are aware, in one zone."""
    return deadline(asked, place or Place()).due_at


def worked_until(since: datetime, left: timedelta, place: Place) -> datetime:
    """Return when so much working time of a place has passed since an aware instant."""
    local = since.astimezone(ZoneInfo(place.zone))
    return _after(local, left, place.calendar(local.year)).astimezone(since.tzinfo)


def closing_of(day: date, place: Place) -> datetime:
    """Return the instant at which a day's work ends at a place, in UTC."""
    return datetime.combine(day, CLOSES, tzinfo=ZoneInfo(place.zone)).astimezone(UTC)


def worked_between(start: datetime, end: datetime, place: Place) -> timedelta:
    """Return the working time of a place between two aware instants; none when they are reversed.

    Friday 16:00 to Monday 10:00 of a place without holidays is two hours.
    """
    zone = ZoneInfo(place.zone)
    start, end = start.astimezone(zone), end.astimezone(zone)
    days, worked, day = place.calendar(start.year), timedelta(), start.date()
    while day <= end.date():
        if days.contains(day):
            opened = max(start, datetime.combine(day, OPENS, tzinfo=zone))
            closed = min(end, datetime.combine(day, CLOSES, tzinfo=zone))
            worked += max(timedelta(), closed - opened)
        day += timedelta(days=1)
    return worked


def _after(moment: datetime, left: timedelta, days: WorkingDays) -> datetime:
    """Return when so much working time has passed."""
    while True:
        moment = _opened(moment, days)
        closing = moment.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0)
        if closing - moment >= left:
            return moment + left
        left -= closing - moment
        moment = closing + timedelta(hours=1)


def _opened(moment: datetime, days: WorkingDays) -> datetime:
    """Return the instant itself while the desk is open, else when it opens next."""
    if days.contains(moment.date()) and OPENS <= moment.time() < CLOSES:
        return moment
    ahead = moment.time() >= CLOSES or not days.contains(moment.date())
    day = moment.date() + timedelta(days=1 if ahead else 0)
    while not days.contains(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=moment.tzinfo)


def _is_quarter_end(moment: datetime) -> bool:
    later = moment.date() + timedelta(days=QUARTER_END_DAYS)
    return (later.year, (later.month - 1) // 3) != (moment.year, (moment.month - 1) // 3)
