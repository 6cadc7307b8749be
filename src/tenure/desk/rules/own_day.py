"""The day it is where somebody works: a day begins and ends in their own time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tenure.quotes.rules.approvals.calendars import place_of


def own_day(time_zone: str, region: str, at: datetime) -> date:
    """Return the day at an instant for a time zone, without one for the region's.

    A zone that nobody knows counts as UTC.
    """
    place = place_of(time_zone, region)
    try:
        return at.astimezone(ZoneInfo(place.zone)).date()
    except (KeyError, ValueError):
        return at.date()
