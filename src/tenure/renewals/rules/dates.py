"""The dates of a renewal, and the slices of time that a daily run has to look at.

T-dates count back from the renewal date (the first day of the next term):

| renewal on | T-120 | T-90 | T-60 | T-30 |
|---|---|---|---|---|
| 2027-03-31 | 2026-12-01 | 2026-12-31 | 2027-01-30 | 2027-03-01 |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

HORIZON_DAYS = 180
WINDOW_OPENS = 120
WINDOW_CLOSES = 90
# Renewal types that go on without notice: by itself each time, or this once.
AUTOMATIC = frozenset({"auto", "once"})
NOTICE_LEAD = 14  # the decision is due this many days before the last day to give notice
NOTICE_VIEW = 30  # ... and comes up this many days before it
REVIEW_LEAD = 30  # an evergreen contract is reviewed this many days before its anniversary

_LEAP_DAY, _BEFORE_LEAP_DAY, _YEAR_END = 229, 228, 1231


@dataclass(frozen=True, slots=True)
class Orders:
    """A slice of the order log: the orders with `after` < id <= `upto`."""

    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Anniversaries:
    """Days of one calendar year, both inclusive, as month x 100 + day."""

    year: int
    first: int
    last: int


def t_minus(renewal_on: date, days: int) -> date:
    """Return the day that many days before the renewal date."""
    return renewal_on - timedelta(days=days)


def quote_window(on: date, *, previous: date | None = None) -> tuple[date, date]:
    """Return the renewal dates to be quoted on a day, both inclusive.

    T-120 to T-90, and what entered that window since the previous run: days without a run are
    caught up.
    """
    opens, closes = on + timedelta(days=WINDOW_OPENS), on + timedelta(days=WINDOW_CLOSES)
    if previous is None:
        return closes, opens
    return min(closes, previous + timedelta(days=WINDOW_OPENS)), opens


def anniversaries(since: date, until: date) -> Iterator[Anniversaries]:
    """Yield the days in [since, until), year by year, for a search by month and day.

    A first start on 28 or 29 February may have its anniversary on either (the month's end is
    remembered), so a slice that touches one is widened to both; the exact day is computed after.
    """
    for year in range(since.year, until.year + 1):
        first = max(since, date(year, 1, 1))
        last = min(until - timedelta(days=1), date(year, 12, 31))
        if first <= last:
            yield _widened(year, _month_day(first), _month_day(last))


def _widened(year: int, first: int, last: int) -> Anniversaries:
    if first == _LEAP_DAY:
        first = _BEFORE_LEAP_DAY
    if last == _BEFORE_LEAP_DAY:
        last = _LEAP_DAY
    return Anniversaries(year, first, last)


def _month_day(day: date) -> int:
    return day.month * 100 + day.day
