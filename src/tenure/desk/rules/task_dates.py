"""Working days and hours of the owner of a task, by the place where the owner works.

| from | days | in the calendar of Berlin |
|---|---|---|
| Friday 2027-05-07 | +1 | Monday 2027-05-10 |
| Monday 2027-05-10 | -1 | Friday 2027-05-07 |
| Wednesday 2027-05-05 | +1 | Friday 2027-05-07: Thursday is Ascension Day |
| Saturday 2027-05-08 | 0 | Saturday 2027-05-08 |

A place is kept as text, "Europe/Berlin DE", so that a task says where its days were counted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tenure.quotes.rules.approvals import Place, place_of, worked_until

NOWHERE = "UTC "  # Monday to Friday, no holidays


def place_key(zone: str, region: str) -> str:
    """Return the place of a colleague as text; a time zone that is not known counts as UTC."""
    try:
        ZoneInfo(zone or "UTC")
    except (ValueError, KeyError, OSError):  # a zone that is not found is a KeyError
        zone = "UTC"
    place = place_of(zone, region)
    return f"{place.zone} {place.country}"


def place_named(key: str) -> Place:
    """Return the place that a text says."""
    zone, _, country = key.partition(" ")
    return Place(zone or "UTC", country)


@cache
def working_days(key: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """Return the working days of a place in some years, in order."""
    place = place_named(key)
    found = []
    for year in range(first_year, last_year + 1):
        calendar, day = place.calendar(year), date(year, 1, 1)
        while day.year == year:
            if calendar.contains(day):
                found.append(day)
            day += timedelta(days=1)
    return tuple(found)


def sla_due(opened: datetime, hours: int, key: str) -> datetime:
    """Return when so many working hours of a place have passed."""
    return worked_until(opened, timedelta(hours=hours), place_named(key))


def instant_of(on: date, at: datetime | None) -> datetime:
    """Return the instant from which hours count: `at`, or where only the day is known its end."""
    return at or datetime.combine(on + timedelta(days=1), time(0), UTC)
