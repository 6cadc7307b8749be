"""Proration worked out day by day: an independent witness that shares nothing with the rules.

Each day of a period is given its own fraction, by looking at that day alone; a period is their sum.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from tenure.kernel.period import Period

ONE_DAY = timedelta(days=1)
MONTH_END = 31


def days_of(period: Period) -> Iterator[date]:
    day = period.start
    while day != period.end:
        yield day
        day += ONE_DAY


def last_of_month(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def anchor_of(day: date) -> int:
    return MONTH_END if day.day == last_of_month(day) else day.day


def opens_a_month(day: date, anchor: int) -> bool:
    return day.day == min(anchor, last_of_month(day))


def month_around(day: date, anchor: int) -> int:
    """Return how many days the month has that a day lies in, months starting on the anchor."""
    first, after = day, day + ONE_DAY
    while not opens_a_month(first, anchor):
        first -= ONE_DAY
    while not opens_a_month(after, anchor):
        after += ONE_DAY
    return (after - first).days


def months_of(period: Period, anchor: int) -> Fraction:
    return sum((Fraction(1, month_around(day, anchor)) for day in days_of(period)), Fraction())


def by_360(day: date) -> int:
    """Return what a day counts for in 30E/360: months of 30 days, whatever their length."""
    if day.day == 30 and last_of_month(day) == 31:
        return 0  # the 31st counts in its place
    if day.month == 2 and day.day == last_of_month(day):
        return 31 - day.day  # the days that February lacks
    return 1


def anchor_in(period: Period, term: Period) -> int:
    remembered = anchor_of(term.start)
    return remembered if opens_a_month(period.start, remembered) else anchor_of(period.start)


def fraction_slowly(period: Period, term: Period, mode: str) -> Fraction:
    """Return how many times an amount is paid for a period, day by day."""
    if mode == "months":
        part = months_of(period, anchor_in(period, term))
        return part / months_of(term, anchor_of(term.start))
    if mode == "monthly":
        return months_of(period, anchor_of(term.start))
    days = len(list(days_of(term)))
    weights = {
        "actual": lambda day: Fraction(1, days),
        "actual_365": lambda day: Fraction(1, 366 if isleap(day.year) else 365),
        "actual_360": lambda day: Fraction(1, 360),
        "thirty_360": lambda day: Fraction(by_360(day), 360),
    }
    return sum(map(weights[mode], days_of(period)), Fraction())


def half_up(exact: Fraction) -> int:
    sign = -1 if exact < 0 else 1
    return sign * int(abs(exact) + Fraction(1, 2))
