"""What segments and terms are worth: line values, ACV, TCV.

A one-time charge is paid on the first day of its lot: a lot that is cut, paused or extended later
is not paid again.

| segment | price | worth |
|---|---|---|
| 10 seats, 2027 | 120.00 EUR a year | 1,200.00 EUR |
| 10 seats, 18 months | 120.00 EUR a year | 1,800.00 EUR |
| 10 seats, 1 January to 14 February 2027 | 12.00 EUR a month | 180.00 EUR: 1 month and 14/28 |
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tenure.book.rules.day_counts import Mode
from tenure.book.rules.facts import ContractState, Segment
from tenure.book.rules.proration import Prorated, fraction, spread
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import QUANTITY_SCALE, UNIT_SCALE, Money, divide_half_up, exponent
from tenure.kernel.months import add_months
from tenure.kernel.period import Period

YEAR_MONTHS = 12


def segment_worth(segment: Segment) -> Money:
    """Return quantity x unit price x (months of the segment / months the price pays), rounded once.

    A one-time charge is paid once, whatever its days; suspended days are worth nothing. Raises
    InvalidInput for a recurring segment without an end.
    """
    if segment.suspended and segment.recurring:
        return Money.zero(segment.currency)
    times = Fraction(1)
    if segment.recurring:
        times = fraction(segment.period, _pays_for(segment), Mode.MONTHS)
    product = segment.quantity_e4 * segment.unit_price_e4 * 10 ** exponent(segment.currency)
    exact = product * times
    minor = divide_half_up(exact.numerator, exact.denominator * QUANTITY_SCALE * UNIT_SCALE)
    return Money(minor, segment.currency)


def part_worth(segment: Segment, days: Period, mode: Mode) -> Prorated:
    """Return what some days of a segment are worth: its parts sum to `segment_worth` exactly.

    Raises InvalidInput for days outside the segment or without an end.
    """
    if days.intersection(segment.period) != days:
        raise InvalidInput(f"{days} is not inside {segment.period}.")
    whole = segment_worth(segment)
    if days == segment.period and not fraction(days, days, mode):
        return Prorated(Fraction(1), whole, "the whole")  # the 30th alone is 0 days of 30/360
    cuts = [segment.period]
    for day in (days.start, days.end):
        if day is not None and day != cuts[-1].start and cuts[-1].contains(day):
            cuts[-1:] = cuts[-1].split(day)
    parts = spread(whole, cuts, mode, segment.period)
    return parts[cuts.index(days)]


def term_worth(state: ContractState) -> Money:
    """Return TCV: what the current term's days are worth, recurring and one-time.

    For one price all through it is DOMAIN's ACV / 12 x months + one-time. Raises InvalidInput for
    a contract without end or without lines.
    """
    return _sum(_in(state, _term(state)))


def first_year_worth(state: ContractState) -> Money:
    """Return ACV: what the recurring lines bring in the term's first twelve months.

    Of a term shorter than that, what the whole term brings.
    """
    term = _term(state)
    end = add_months(term.start, YEAR_MONTHS)
    year = Period(term.start, end if term.end is None or end < term.end else term.end)
    return _sum((segment, days) for segment, days in _in(state, year) if segment.recurring)


def goes_on(segment: Segment, segments: Iterable[Segment]) -> bool:
    """Tell whether a one-time segment goes on from another one of its lot: it was paid there."""
    return any(
        other.period.end == segment.period.start and not other.recurring for other in segments
    )


def _pays_for(segment: Segment) -> Period:
    return Period.of_months(segment.period.start, segment.price_months)


def _term(state: ContractState) -> Period:
    if state.start_on is None:
        raise InvalidInput("The contract has no term.")
    return Period(state.start_on, state.end_on)


def _in(state: ContractState, period: Period) -> list[tuple[Segment, Period]]:
    """Return the segments with their days inside a period; a one-time charge where it begins."""
    found = []
    for segments in state.lots.values():
        for segment in segments:
            if not segment.recurring:
                if period.contains(segment.period.start) and not goes_on(segment, segments):
                    found.append((segment, segment.period))
            elif (days := segment.period.intersection(period)) is not None:
                found.append((segment, days))
    return found


def _sum(parts: Iterable[tuple[Segment, Period]]) -> Money:
    amounts = [
        segment_worth(segment)
        if days == segment.period
        else part_worth(segment, days, Mode.MONTHS).money
        for segment, days in parts
    ]
    if not amounts:
        raise InvalidInput("The contract has no lines in its term.")
    return sum(amounts[1:], start=amounts[0])
