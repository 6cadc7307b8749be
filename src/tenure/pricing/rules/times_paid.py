"""How many times a price is paid for a part of a term, in each mode of proration, exactly.

A price pays for `price_months`. What a day of the part counts for depends on the mode:

| mode | how many times |
|---|---|
| months | months of the part, days over as a fraction of the month they begin, / price months |
| monthly | monthly periods from the day of the month the contract began on, / price months |
| actual | each day 1 / days of the price period it lies in; the first begins with the term |
| actual_365 | days in common years / 365 + in leap years / 366, x 12 / price months |
| actual_360 | days / 360, x 12 / price months |
| thirty_360 | days by 30E/360 / 360, x 12 / price months |

The parts of a term sum to the whole in every mode; in `months` where they are cut at its months.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache

from tenure.book.rules.dates import anchor_for, require_end
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.proration import fraction
from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import anchor_of
from tenure.kernel.period import Period, add_months

# What each mode is called where it is printed.
MODE_WORDS = {
    Mode.MONTHS: "whole months, days over as a fraction of the month they begin",
    Mode.MONTHLY: "monthly periods from the day of the month the contract began on",
    Mode.ACTUAL: "actual days over the days of the price period",
    Mode.ACTUAL_365: "actual/365, days of leap years over 366",
    Mode.ACTUAL_360: "actual/360",
    Mode.THIRTY_360: "30/360, Eurobond basis",
}
MONTHS_A_YEAR = 12
# The engine reckons with 64 bits where it can: numerator and denominator stay below this.
MOST = 1_000_000_000


@lru_cache(maxsize=4096)
def times_paid(
    part: Period, term: Period, price_months: int, mode: Mode, *, first_start_on: date
) -> Fraction:
    """Return how many times a price for so many months is paid for a part of a term.

    `first_start_on` is where the contract began: its months come back to that day of the month.
    Raise InvalidInput for a part without end, and for one whose fraction pricing cannot hold.
    """
    anchor = anchor_for(term.start, first_start_on)
    if mode == Mode.MONTHS:
        paid_for = Period(term.start, add_months(term.start, price_months, anchor))
        times = fraction(part, paid_for, mode, anchor_day=anchor)
    elif mode == Mode.ACTUAL:
        times = _price_periods(part, term.start, price_months, anchor)
    elif mode == Mode.MONTHLY:
        monthly = fraction(part, term, mode, anchor_day=anchor_of(first_start_on))
        times = monthly / price_months
    else:
        times = fraction(part, term, mode) * MONTHS_A_YEAR / price_months
    if max(times.numerator, times.denominator) > MOST:
        raise InvalidInput(
            f"How often a price for {price_months} months is paid for {part} cannot be said"
            " exactly in the company's mode of proration."
        )
    return times


def _price_periods(part: Period, start: date, price_months: int, anchor: int) -> Fraction:
    """Return the price periods in a part, counted from a day on: days / days of each."""
    end = require_end(part, "The part of the term")
    months_before = (part.start.year - start.year) * 12 + part.start.month - start.month
    number = max(months_before - 1, 0) // price_months
    times = Fraction()
    opens = add_months(start, number * price_months, anchor)
    while opens < end:
        number += 1
        closes = add_months(start, number * price_months, anchor)
        if days := part.intersection(Period(opens, closes)):
            times += fraction(days, Period(opens, closes), Mode.ACTUAL)
        opens = closes
    return times
