"""The terms of a contract: months counted with the memory of the day the contract first started.

| first start | terms of one month end before | what would drift |
|---|---|---|
| 2027-01-31 | 28 Feb, 31 Mar, 30 Apr, 31 May | counted from 28 Feb: 28 Mar, 28 Apr |
| 2027-01-30 | 28 Feb, 30 Mar, 30 Apr, 30 May | counted from 28 Feb as a month's end: 31 Mar |
| 2027-01-28 | 28 Feb, 28 Mar, 28 Apr, 28 May | counted from 28 Feb as a month's end: 31 Mar |

A term that does not begin on that day of the month (it was co-terminated, bridged or moved) has
no such memory: its months are counted from its own start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date

from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int
from tenure.kernel.months import anchor_of
from tenure.kernel.period import Period, add_months


@dataclass(frozen=True, slots=True)
class MonthsAndDays:
    """A length: whole months, then `days` of a month that has `month_days` (1 when none)."""

    months: int
    days: int
    month_days: int


def counted(number: int, unit: str) -> str:
    """Return a number of things for people: "1 day", "92 days"."""
    return f"{number:,} {unit}" if abs(number) == 1 else f"{number:,} {unit}s"


def require_end(period: Period, name: str) -> date:
    """Return the first day after a period; raise InvalidInput, naming it, when it is open."""
    if period.end is None:
        raise InvalidInput(f"{name} has no end; it is open from {period.format()}.")
    return period.end


def lies_on(day: date, anchor_day: int) -> bool:
    """Say whether a day is the anchor day (1 to 31) of its month: 28 Feb 2027 is on 28 to 31."""
    return add_months(day, 0, anchor_day) == day


def anchor_for(start_on: date, first_start_on: date) -> int:
    """Return the day of the month (1 to 31) that months counted from a start come back to.

    That of the contract's first start where the start lies on it, else the start's own.
    """
    first = anchor_of(first_start_on)
    return first if lies_on(start_on, first) else anchor_of(start_on)


def term_from(start_on: date, months: int, *, first_start_on: date) -> Period:
    """Return the term of n months; InvalidInput when n is below 1 or past the year 9999."""
    if require_int(months, "The number of months") < 1:
        raise InvalidInput("A term must be 1 month or longer.")
    return Period(start_on, add_months(start_on, months, anchor_for(start_on, first_start_on)))


def next_term(term: Period, months: int, *, first_start_on: date) -> Period:
    """Return the term of n months that follows; InvalidInput when the current one is open."""
    return term_from(require_end(term, "The term"), months, first_start_on=first_start_on)


def anniversaries(first_start_on: date, within: Period) -> Iterator[date]:
    """Yield the yearly returns of the first start that lie inside a period, the start itself not.

    29 February returns on 28 February in common years, 28 February (a month's end) on the 29th in
    leap years, as `add_months` counts. An open period yields up to the year 9999.
    """
    last = MAXYEAR if within.end is None else within.end.year
    for year in range(max(within.start.year, first_start_on.year + 1), last + 1):
        day = add_months(first_start_on, 12 * (year - first_start_on.year))
        if within.contains(day):
            yield day


def next_anniversary(first_start_on: date, after: date) -> date:
    """Return the first anniversary later than a day: the review date of an evergreen contract.

    Raise InvalidInput past the year 9999.
    """
    years = max(1, after.year - first_start_on.year)
    day = add_months(first_start_on, 12 * years)
    return day if day > after else add_months(first_start_on, 12 * (years + 1))


def months_and_days(period: Period, anchor_day: int) -> MonthsAndDays:
    """Return the months that fit from the start, and the days left of the month then begun.

    `anchor_day` is the day of the month that month ends come back to. Raise InvalidInput when the
    period is open or does not start on that day.
    """
    start, end = period.start, require_end(period, "The period")
    if not lies_on(start, anchor_day):
        raise InvalidInput("Months are counted from the day of the month a period starts on.")
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months, anchor_day) > end:
        months -= 1
    begun = add_months(start, months, anchor_day)
    if begun == end:
        return MonthsAndDays(months, 0, 1)
    following = add_months(start, months + 1, anchor_day)
    return MonthsAndDays(months, (end - begun).days, (following - begun).days)
