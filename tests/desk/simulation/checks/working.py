"""Working time, counted minute by minute: the second opinion on every clock.

A minute counts at a place when its clock there says 9:00 to 16:59, it is none of the weekend's
days, and no public holiday of the country. Only zoneinfo and the holidays library are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

# By hand, from the atlas: which country's holidays go with a zone of the sample's people.
COUNTRIES = {
    "America/New_York": "US", "America/Chicago": "US", "America/Sao_Paulo": "BR",
    "Europe/London": "GB", "Europe/Berlin": "DE", "Europe/Paris": "FR",
    "Asia/Singapore": "SG", "Asia/Tokyo": "JP", "Australia/Sydney": "AU",
}  # fmt: skip
REGIONS = {"AMER": "America/New_York", "EMEA": "Europe/London", "APAC": "Asia/Singapore"}
MINUTE = timedelta(minutes=1)
QUARTER_ENDS = {(3, 31), (6, 30), (9, 30), (12, 31)}


@dataclass(frozen=True, slots=True)
class Place:
    """A time zone, and the country whose holidays count ('': none)."""

    zone: str
    country: str

    @property
    def key(self) -> str:
        """Return the place as the program writes it beside a task."""
        return f"{self.zone} {self.country}"


NOWHERE = Place("UTC", "")


def place_of(zone: str, region: str) -> Place:
    """Return where somebody works: their zone, else their region's."""
    home = zone if zone and zone != "UTC" else REGIONS.get(region, "")
    return Place(home, COUNTRIES[home]) if home else NOWHERE


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=[year])) if country else frozenset()


def is_workday(day: date, place: Place) -> bool:
    """Tell whether people work there on a day (the sample's countries rest on Saturday, Sunday)."""
    return day.weekday() < 5 and day not in _holidays(place.country, day.year)


@cache
def worked_until(since: datetime, minutes: int, place: Place) -> datetime:
    """Return when so many working minutes have passed since an instant, in UTC."""
    zone, now, left = ZoneInfo(place.zone), since.astimezone(UTC), minutes
    while left:
        local = now.astimezone(zone)
        if 9 <= local.hour < 17 and is_workday(local.date(), place):
            left -= 1
        now += MINUTE
    return now


def approval_minutes(asked: datetime, place: Place) -> int:
    """Return the minutes to decide in: 24 hours, 4 in the last ten days of a quarter there."""
    day = asked.astimezone(ZoneInfo(place.zone)).date()
    ahead = {(one.month, one.day) for one in (day + timedelta(days=n) for n in range(10))}
    return (4 if ahead & QUARTER_ENDS else 24) * 60


def workday_after(base: date, days: int, place: Place) -> date:
    """Return the working day that is so many after (before, if negative) a day; 0: the day."""
    day, step = base, 1 if days > 0 else -1
    for _ in range(abs(days)):
        day += timedelta(days=step)
        while not is_workday(day, place):
            day += timedelta(days=step)
    return day
