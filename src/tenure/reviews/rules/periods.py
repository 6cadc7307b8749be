"""The periods of reviews, by name: weeks by ISO 8601, else months, quarters and years.

| kind | name | from | to, the last day |
|---|---|---|---|
| weekly | 2027-W03 | 2027-01-18 | 2027-01-24 |
| monthly | 2027-03 | 2027-03-01 | 2027-03-31 |
| quarterly | 2027-Q1 | 2027-01-01 | 2027-03-31 |
| customer | 2027-Q1, 2027 | | |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tenure.closing.rules.periods import read_period
from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import add_months
from tenure.kernel.period import Period

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH, _QUARTER = re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}-Q[1-4]")
_SHAPES = {"weekly": _WEEK, "monthly": _MONTH, "quarterly": _QUARTER}
HINTS = {
    "weekly": "A week, as in 2027-W03.",
    "monthly": "A month, as in 2027-03.",
    "quarterly": "A quarter, as in 2027-Q1.",
    "customer": "A month, quarter or year, as in 2027-Q1.",
}


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """A period with its name; `days` is half-open and has an end."""

    name: str
    days: Period

    @property
    def end_on(self) -> date:
        """Return the first day after it."""
        assert self.days.end is not None
        return self.days.end

    @property
    def last_day(self) -> date:
        """Return its last day."""
        return self.end_on - timedelta(days=1)

    def told_on(self, on: date) -> date:
        """Return the day up to which it can be told: its last day, or today while it runs."""
        return min(on, self.last_day)


def review_period(kind: str, name: str) -> ReviewPeriod:
    """Return the period of a review by name. Raise InvalidInput for what is none of this kind."""
    name = name.strip().upper()
    shape = _SHAPES.get(kind)
    if shape is not None and not shape.fullmatch(name):
        raise InvalidInput(f"Name the period. {HINTS[kind]}")
    if kind != "weekly":
        found = read_period(name)
        return ReviewPeriod(found.name, found.days)
    try:
        monday = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        return ReviewPeriod(name, Period(monday, monday + timedelta(days=7)))
    except (ValueError, OverflowError):
        raise InvalidInput(f"{name} is not in the calendar.") from None


def period_of(kind: str, on: date) -> ReviewPeriod:
    """Return the period of this kind that a day lies in."""
    if kind == "weekly":
        year, week, _ = on.isocalendar()
        return review_period(kind, f"{year}-W{week:02}")
    if kind == "monthly":
        return review_period(kind, f"{on:%Y-%m}")
    return review_period(kind, f"{on.year}-Q{(on.month + 2) // 3}")


def before(kind: str, period: ReviewPeriod) -> ReviewPeriod:
    """Return the period of the same length that ended when this one began."""
    if kind == "weekly":
        return period_of(kind, period.days.start - timedelta(days=1))
    months = period.days.whole_months_and_days()[0]
    start = add_months(period.days.start, -months)
    return read_same(start, months)


def read_same(start: date, months: int) -> ReviewPeriod:
    """Return the month, quarter or year that starts on a day."""
    names = {
        1: f"{start:%Y-%m}", 3: f"{start.year}-Q{(start.month + 2) // 3}", 12: f"{start.year:04}",
    }  # fmt: skip
    return review_period("customer", names[months])


def quarters_until(period: ReviewPeriod, count: int) -> list[ReviewPeriod]:
    """Return the last quarters up to the one that a period ends in, the first of them first."""
    last = period_of("quarterly", period.last_day)
    starts = [add_months(last.days.start, -3 * back) for back in reversed(range(count))]
    return [read_same(start, 3) for start in starts]
