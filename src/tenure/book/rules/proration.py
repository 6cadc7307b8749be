"""The part of an amount that a part of a term costs: exact, rounded once, told in words.

A fraction says how many times the amount is paid (Salesforce's prorate multiplier); what an amount
pays for depends on the mode (`day_counts`). The fraction of a whole term is therefore

- 1 in the modes `actual` and `months`, where the amount pays for the term;
- in `monthly` the number of its periods, where it starts on the anchor day;
- in `actual_365`, `actual_360` and `thirty_360` about its years, for the amount pays for a year of
  365 or 366, of 360, of twelve times 30 days. A year is 1 in `actual_365` unless it lies partly
  in a leap year; 365/360 or 366/360 in `actual_360`; 1 in `thirty_360` unless it turns at the end
  of February (28 Feb 2027 to 29 Feb 2028 is 361/360).

Adjacent parts sum exactly in every mode but `months`, where they do when cut at its months.

To divide an amount that pays for a whole (`spread`), fractions are taken of that whole. Each part
is the difference of two amounts up to a day, each rounded half-up from the start: nothing is lost,
and what is earned to a day never depends on how the rest is cut. Largest remainder
(`Money.allocate`) would sum as well, but would move a cent earlier when a later cut is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tenure.book.rules.dates import lies_on, require_end
from tenure.book.rules.day_counts import Measure, Mode, fixed, measure
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.months import anchor_of
from tenure.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Prorated:
    """A fraction of an amount, the money it comes to, and how, to be checked with a pencil."""

    fraction: Fraction
    money: Money
    explanation: str


def fraction(
    period: Period, term: Period, mode: Mode, *, anchor_day: int | None = None
) -> Fraction:
    """Return how many times an amount is paid for a period of a term, exactly.

    `anchor_day` (1 to 31) is where monthly periods start, and the memory of the contract's first
    start where months are counted; without it the term's start is. Raise InvalidInput for an open
    period; for an open term in the modes `actual` and `months`; in `actual` for a period that is
    not inside the term.
    """
    part, whole = _measured(period, term, mode, anchor_day)
    return part.size / whole.size


def prorated(
    period: Period, term: Period, amount: Money, mode: Mode, *, anchor_day: int | None = None
) -> Prorated:
    """Return what a period of a term costs, rounded once, half-up; errors as for `fraction`."""
    part, whole = _measured(period, term, mode, anchor_day)
    times = part.size / whole.size
    words = str(part) if whole.size == 1 else part.of(whole)
    return Prorated(times, _times(amount, times), words)


def spread(
    amount: Money,
    pieces: Sequence[Period],
    mode: Mode,
    term: Period,
    *,
    anchor_day: int | None = None,
) -> list[Prorated]:
    """Divide an amount that pays for all the pieces together; the parts sum to it exactly.

    Pieces are consecutive periods of a term. No part is off its exact share by a minor unit or
    more. Raise InvalidInput for no pieces, a gap, an overlap or an open piece, for pieces without
    any day in the mode (30 to 31 of a month in `thirty_360`), and as `fraction` does.
    """
    whole_period = _joined(pieces)
    _require_inside(whole_period, term, mode)
    anchor = _anchor(whole_period, term, mode, anchor_day)
    whole = measure(whole_period, mode, anchor)
    if not whole.size:
        raise InvalidInput(f"{whole_period} is 0 {whole.unit}: it cannot be divided.")
    parts: list[Prorated] = []
    before = Prorated(Fraction(), Money.zero(amount.currency), "")
    for piece in pieces:
        to_here = measure(Period(whole_period.start, piece.end), mode, anchor)
        share = to_here.size / whole.size
        upto = Prorated(share, _times(amount, share), to_here.of(whole))
        parts.append(_difference(upto, before))
        before = upto
    return parts


def _difference(upto: Prorated, before: Prorated) -> Prorated:
    """Return what a piece adds: all up to its end less all before it."""
    words = upto.explanation
    if before.explanation:
        words = f"{upto.money} for {words}, less {before.money} before"
    share = upto.fraction - before.fraction
    return Prorated(share, upto.money - before.money, words)


def _measured(
    period: Period, term: Period, mode: Mode, anchor_day: int | None
) -> tuple[Measure, Measure]:
    """Return the measure of a period, and of what the amount pays for."""
    _require_inside(period, term, mode)
    part = measure(period, mode, _anchor(period, term, mode, anchor_day))
    if mode in {Mode.ACTUAL, Mode.MONTHS}:
        require_end(term, "The term")
        return part, measure(term, mode, _anchor(term, term, mode, anchor_day))
    return part, fixed(1 if mode in {Mode.ACTUAL_365, Mode.MONTHLY} else 360, part.unit)


def _anchor(span: Period, term: Period, mode: Mode, anchor_day: int | None) -> int:
    """Return the day of the month that a span's months come back to.

    Months are counted from the span's start, so the contract's memory counts only where the term
    lies on it, and the term's only where the span lies on it.
    """
    own = anchor_of(term.start)
    if mode == Mode.MONTHLY:
        return own if anchor_day is None else anchor_day
    remembered = own if anchor_day is None or not lies_on(term.start, anchor_day) else anchor_day
    return remembered if lies_on(span.start, remembered) else anchor_of(span.start)


def _require_inside(period: Period, term: Period, mode: Mode) -> None:
    require_end(period, "The period")
    if mode == Mode.ACTUAL and period.intersection(term) != period:
        raise InvalidInput(f"The period {period} is not inside the term {term}.")


def _joined(pieces: Sequence[Period]) -> Period:
    if not pieces:
        raise InvalidInput("There are no periods to divide the amount over.")
    ends = [require_end(piece, "A period to divide the amount over") for piece in pieces]
    for earlier, later in pairwise(pieces):
        if earlier.end != later.start:
            raise InvalidInput(f"{later} does not begin where {earlier} ends.")
    return Period(pieces[0].start, ends[-1])


def _times(amount: Money, times: Fraction) -> Money:
    return amount.times(times.numerator, times.denominator)
