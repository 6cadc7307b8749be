"""The modes of proration, and how much of its unit a period is in each, exactly.

| mode | unit | what an amount pays for | source |
|---|---|---|---|
| actual | days | the term | days / days of the term |
| actual_365 | years | a year | days in common years / 365 + in leap years / 366 (1) |
| actual_360 | days | 360 days | days / 360 |
| thirty_360 | days of 30/360 | 360 such days | 30E/360, Eurobond basis (2) |
| months | months | the term | months + days / days of the month begun (3) |
| monthly | monthly periods | a period | each day 1 / days of the period it lies in (4) |

1. ISDA 2006 definitions 4.16 (b): actual/365 split at leap years, the same as actual/actual (ISDA).
2. ISDA 2006 definitions 4.16 (g): a day 31 is a day 30, at either end. Of the variants it is the
   one in which each date has its own number, so that parts sum to the whole whatever the cuts; in
   the US one (NASD, bond basis) the last day's number depends on the first day.
3. Salesforce CPQ's prorate multiplier, effective term / default subscription term, by "calendar
   monthly + daily": the days left over are a fraction of the month they begin, not of 365 / 12.
4. Periods start on an anchor day whatever day the period begins on: a stub, whole ones, a stub.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tenure.book.rules.dates import months_and_days, require_end
from tenure.kernel.period import Period, add_months


class Mode(StrEnum):
    """How a part of a term is priced."""

    ACTUAL = "actual"
    ACTUAL_365 = "actual_365"
    ACTUAL_360 = "actual_360"
    THIRTY_360 = "thirty_360"
    MONTHS = "months"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a period is of its unit: the exact `size`, and in figures and words."""

    size: Fraction
    figures: str
    unit: str

    def __str__(self) -> str:
        return f"{self.figures} {self.unit}"

    def of(self, whole: Measure) -> str:
        """Return this as a part of a whole, for people: "92 of 365 days"."""
        return f"{_enclosed(self.figures)} of {_enclosed(whole.figures)} {whole.unit}"


def measure(period: Period, mode: Mode, anchor_day: int) -> Measure:
    """Return how much a period is in a mode's unit; `anchor_day` serves the modes by months.

    Raise InvalidInput for an open period, and by months for one that starts on another day.
    """
    return _MEASURES[mode](period, anchor_day)


def fixed(number: int, unit: str) -> Measure:
    """Return a whole number of a unit."""
    return Measure(Fraction(number), str(number), unit)


def thirty_360_days(start: date, end: date) -> int:
    """Return the days from one date to another by 30E/360; never below 0 in date order."""
    return _thirty_360_number(end) - _thirty_360_number(start)


def _thirty_360_number(day: date) -> int:
    return 360 * day.year + 30 * day.month + min(day.day, 30)


def _actual(period: Period, _: int) -> Measure:
    end = require_end(period, "The period")
    return fixed((end - period.start).days, "days")


def _actual_365(period: Period, _: int) -> Measure:
    start, end = period.start, require_end(period, "The period")
    in_leap_years = _days_in_leap_years(end) - _days_in_leap_years(start)
    in_common_years = (end - start).days - in_leap_years
    return _sum_of([(in_common_years, 365), (in_leap_years, 366)], "years")


def _days_in_leap_years(before: date) -> int:
    """Return how many days of leap years there are before a day, since the year 1."""
    years = before.year - 1
    leap_years = years // 4 - years // 100 + years // 400
    this_year = (before - date(before.year, 1, 1)).days if isleap(before.year) else 0
    return 366 * leap_years + this_year


def _thirty_360(period: Period, _: int) -> Measure:
    end = require_end(period, "The period")
    return fixed(thirty_360_days(period.start, end), "days of 30/360")


def _months(period: Period, anchor_day: int) -> Measure:
    length = months_and_days(period, anchor_day)
    return _sum_of([(length.months, 1), (length.days, length.month_days)], "months")


def _monthly(period: Period, anchor_day: int) -> Measure:
    start, end = period.start, require_end(period, "The period")
    opens = add_months(start, 0, anchor_day)
    if opens == start:
        length = months_and_days(period, anchor_day)
        return _sum_of([(length.months, 1), (length.days, length.month_days)], _PERIODS)
    if opens < start:
        closes = add_months(start, 1, anchor_day)
    else:
        opens, closes = add_months(start, -1, anchor_day), opens
    stub = ((min(end, closes) - start).days, (closes - opens).days)
    if end <= closes:
        return _sum_of([stub], _PERIODS)
    rest = months_and_days(Period(closes, end), anchor_day)
    return _sum_of([stub, (rest.months, 1), (rest.days, rest.month_days)], _PERIODS)


_PERIODS = "monthly periods"
_MEASURES: Mapping[Mode, Callable[[Period, int], Measure]] = {
    Mode.ACTUAL: _actual,
    Mode.ACTUAL_365: _actual_365,
    Mode.ACTUAL_360: _actual,
    Mode.THIRTY_360: _thirty_360,
    Mode.MONTHS: _months,
    Mode.MONTHLY: _monthly,
}


def _sum_of(parts: list[tuple[int, int]], unit: str) -> Measure:
    """Return the sum of parts n / d, written unreduced, as a person would: "8/31 + 10"."""
    kept = [(number, divisor) for number, divisor in parts if number]
    figures = " + ".join(str(n) if d == 1 else f"{n}/{d}" for n, d in kept)
    return Measure(sum((Fraction(n, d) for n, d in kept), Fraction()), figures or "0", unit)


def _enclosed(figures: str) -> str:
    return f"({figures})" if " " in figures else figures
