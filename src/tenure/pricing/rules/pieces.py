"""The pieces that a term is priced in, and how often a price is paid for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tenure.book.rules.dates import anchor_for, require_end
from tenure.book.rules.day_counts import Mode
from tenure.kernel.period import Period
from tenure.pricing.rules.facts import TermLength
from tenure.pricing.rules.times_paid import times_paid


@dataclass(frozen=True, slots=True)
class Counting:
    """Hold how the terms of a contract are counted: where it began, the company's mode.

    `price_months` are what the prices of its lines pay for.
    """

    first_start_on: date
    mode: Mode = Mode.MONTHS
    price_months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a piece of a term: its number, its days and its length.

    `times` says by price months how often such a price is paid for it; none: by its length.
    """

    number: int
    period: Period
    length: TermLength
    times: Mapping[int, Fraction] | None


def pieces_of(term: Period, counting: Counting) -> list[Piece]:
    """Return the pieces of a term, in order; InvalidInput when it is open."""
    return [_piece(0, term, term, counting)]


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
