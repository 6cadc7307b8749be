"""The pieces that a term is priced in, and how often a price is paid for each.

A term has one piece, but of a contract whose price escalates one for each year that begins in it:
30 months are two years and a half, three pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tenure.book.rules.dates import anchor_for, require_end
from tenure.book.rules.day_counts import Mode
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, add_months
from tenure.pricing.rules.facts import TermLength
from tenure.pricing.rules.times_paid import MONTHS_A_YEAR, times_paid

# Powers of a rate fit 128 bits up to the fourth (see `escalated` in steps/arithmetic.sql).
MOST_YEARS = 5


@dataclass(frozen=True, slots=True)
class Counting:
    """Hold how the terms of a contract are counted: where it began, the company's mode.

    `price_months` are what the prices of its lines pay for; `escalates` says that the price rises
    each year.
    """

    first_start_on: date
    mode: Mode = Mode.MONTHS
    price_months: tuple[int, ...] = ()
    escalates: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a piece of a term: its number, its days and its length.

    `times` says by price months how often such a price is paid for it; none: by its length.
    `whole_months` are those of the whole term where it has several pieces; none: it is the one.
    """

    number: int
    period: Period
    length: TermLength
    times: Mapping[int, Fraction] | None
    whole_months: int | None = None


def pieces_of(term: Period, counting: Counting) -> list[Piece]:
    """Return the pieces of a term, in order.

    Raise InvalidInput for an open term, and for one with more escalations than can be priced
    exactly.
    """
    years = _years(term, counting) if counting.escalates else [term]
    if len(years) == 1:
        return [_piece(0, term, term, counting)]
    whole = _piece(0, term, term, counting).length.months
    return [
        replace(_piece(number, year, term, counting), whole_months=whole)
        for number, year in enumerate(years)
    ]


def _years(term: Period, counting: Counting) -> list[Period]:
    """Return the years of a term, the last one cut at its end."""
    end = require_end(term, "The term")
    anchor = anchor_for(term.start, counting.first_start_on)
    years = list[Period]()
    opens = term.start
    while opens < end:
        if len(years) == MOST_YEARS:
            raise InvalidInput(
                f"The price of this contract escalates each year: a term of more than {MOST_YEARS}"
                " years cannot be priced; ask for a shorter one."
            )
        closes = add_months(term.start, MONTHS_A_YEAR * (len(years) + 1), anchor)
        years.append(Period(opens, min(closes, end)))
        opens = closes
    return years


def _piece(number: int, period: Period, term: Period, counting: Counting) -> Piece:
    anchor = anchor_for(term.start, counting.first_start_on)
    length = TermLength.of(period.start, require_end(period, "The term"), anchor_day=anchor)
    times = None
    if counting.mode != Mode.MONTHS:
        times = {
            months: times_paid(
                period, term, months, counting.mode, first_start_on=counting.first_start_on
            )
            for months in counting.price_months
        }
    return Piece(number, period, length, times)
