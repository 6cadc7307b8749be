"""How often a price is paid for a part of a term, day by day: an independent witness.

Each day of the part is given its own fraction of a price, by looking at that day alone.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction

from tenure.kernel.period import Period
from tests.book.proration_slowly import (
    ONE_DAY,
    anchor_of,
    by_360,
    days_of,
    month_around,
    opens_a_month,
)


def anchor_in(term: Period, first_start_on: date) -> int:
    first = anchor_of(first_start_on)
    return first if opens_a_month(term.start, first) else anchor_of(term.start)


def days_of_price_periods(
    part: Period, term: Period, price_months: int, anchor: int
) -> list[Fraction]:
    """Give each day 1 / the days of its price period, walking from the start of the term."""
    assert part.end
    shares: list[Fraction] = []
    opens = day = term.start
    while opens < part.end:
        months = 0
        while months < price_months:
            day += ONE_DAY
            months += opens_a_month(day, anchor)
        period = Period(opens, day)
        inside = [one for one in days_of(period) if part.contains(one)]
        shares += [Fraction(1, period.days)] * len(inside)
        opens = day
    return shares


def times_slowly(
    part: Period, term: Period, price_months: int, mode: str, first_start_on: date
) -> Fraction:
    """Return how often a price for so many months is paid for a part of a term."""
    anchor = anchor_in(term, first_start_on)
    if mode == "actual":
        return sum(days_of_price_periods(part, term, price_months, anchor), Fraction())
    a_year = {
        "months": lambda day: Fraction(1, 12 * month_around(day, anchor)),
        "monthly": lambda day: Fraction(1, 12 * month_around(day, anchor_of(first_start_on))),
        "actual_365": lambda day: Fraction(1, 366 if isleap(day.year) else 365),
        "actual_360": lambda day: Fraction(1, 360),
        "thirty_360": lambda day: Fraction(by_360(day), 360),
    }
    years = sum(map(a_year[mode], days_of(part)), Fraction())
    return years * 12 / price_months
