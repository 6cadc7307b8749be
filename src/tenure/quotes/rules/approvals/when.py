"""When an approval is due: working hours of the desk, fewer at the end of a quarter.

| asked for, in UTC | due |
|---|---|
| Monday 2027-03-01 09:00, 24 hours | Wednesday 2027-03-03 17:00 |
| Friday 2027-03-05 16:00, 24 hours | Wednesday 2027-03-10 16:00 |
| Saturday 2027-03-06 12:00, 24 hours | Wednesday 2027-03-10 17:00 |
| Monday 2027-03-29 15:00, 4 hours: the quarter ends | Tuesday 2027-03-30 11:00 |
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenure.book.rules.working_days import WorkingDays

OPENS, CLOSES = time(9), time(17)
USUAL_HOURS, QUARTER_END_HOURS = 24, 4
# The last days of a quarter in which things have to go fast.
QUARTER_END_DAYS = 10


def due_at(asked: datetime, *, zone: str = "UTC", calendar: WorkingDays | None = None) -> datetime:
    """Return when an approval asked for at an instant is due; both are aware, the result in UTC."""
    local = asked.astimezone(ZoneInfo(zone))
    left = timedelta(hours=QUARTER_END_HOURS if _is_quarter_end(local) else USUAL_HOURS)
    days = calendar or WorkingDays()
    moment = local
    while True:
        moment = _opened(moment, days)
        closing = moment.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0)
        if closing - moment >= left:
            return (moment + left).astimezone(asked.tzinfo)
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
