"""Co-termination: bring several periods to one end, and an add-on to the end of its term.

An open (evergreen) period has no end to align and an alignment never gives it one: it neither
sets the common end nor takes it. To end it, give notice or book a term first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from tenure.book.rules.dates import anchor_for, counted, require_end
from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int
from tenure.kernel.months import anchor_of
from tenure.kernel.period import Period, add_months, format_day


class CoTerm(StrEnum):
    """To which end periods are brought."""

    EARLIEST = "earliest"
    LATEST = "latest"
    GIVEN = "given"
    MASTER = "master"
    NEVER = "never"


class FirstPeriod(StrEnum):
    """How the periods of an add-on begin.

    STUB: a short one up to the term's next boundary, then the term's own periods.
    WHOLE: whole ones from the add-on's start, the last one cut at the term's end.
    """

    STUB = "stub"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class CoTermed:
    """A period with its new end, the days it was moved (negative: shortened), and in words."""

    period: Period
    moved_days: int
    explanation: str


def co_terminated(
    periods: Sequence[Period], rule: CoTerm, *, end_on: date | None = None
) -> list[CoTermed]:
    """Return each period, in its order, brought to the common end.

    `end_on` is the first day after it: the given date, or the end of the master contract; the
    other rules take none. Raise InvalidInput where it is missing or not wanted, where no period
    has an end to go by, and for an end on or before a period's start.
    """
    if (end_on is not None) != (rule in {CoTerm.GIVEN, CoTerm.MASTER}):
        wanted = "needs" if end_on is None else "does not take"
        raise InvalidInput(f"Co-termination by rule {rule.value} {wanted} an end date.")
    if rule == CoTerm.NEVER:
        return [CoTermed(period, 0, "unchanged: never co-terminated") for period in periods]
    target = _common_end(periods, rule) if end_on is None else end_on
    return [_brought_to(period, target) for period in periods]


def _common_end(periods: Sequence[Period], rule: CoTerm) -> date:
    ends = [period.end for period in periods if period.end is not None]
    if not ends:
        raise InvalidInput("None of the periods has an end to co-terminate on.")
    return min(ends) if rule == CoTerm.EARLIEST else max(ends)


def _brought_to(period: Period, target: date) -> CoTermed:
    if period.end is None:
        return CoTermed(period, 0, "unchanged: open, it has no end to align")
    if target <= period.start:
        raise InvalidInput(
            f"The period {period} starts on or after {format_day(target)}, the common end."
        )
    moved, new = (target - period.end).days, Period(period.start, target)
    if not moved:
        return CoTermed(period, 0, "unchanged: it ends there already")
    how = "shortened" if moved < 0 else "extended"
    last_day = format_day(new.last_day or target)
    return CoTermed(new, moved, f"{how} by {counted(abs(moved), 'day')} to {last_day}")


def add_on_period(term: Period, from_on: date) -> Period:
    """Return the days of an add-on: from a day to the end of the term it joins.

    It is open where the term is. Raise InvalidInput for a day outside the term.
    """
    if not term.contains(from_on):
        raise InvalidInput(f"{format_day(from_on)} is outside the term {term}.")
    return Period(from_on, term.end)


def add_on_periods(
    term: Period, from_on: date, months: int, first: FirstPeriod, *, first_start_on: date
) -> list[Period]:
    """Return an add-on divided into periods of n months; they tile it without gap or overlap.

    With a stub, periods lie on the term's own boundaries, counted from its start with the memory
    of the contract's first start. Raise InvalidInput when the term is open, the day is outside it
    or n is below 1.
    """
    if require_int(months, "The number of months") < 1:
        raise InvalidInput("A period must be 1 month or longer.")
    end = require_end(add_on_period(term, from_on), "The add-on")
    if first == FirstPeriod.WHOLE:
        inner = _boundaries(from_on, months, anchor_of(from_on), end)
    else:
        inner = _boundaries(term.start, months, anchor_for(term.start, first_start_on), end)
    cuts = [from_on, *(day for day in inner if day > from_on), end]
    return [Period(start, following) for start, following in pairwise(cuts)]


def _boundaries(start: date, months: int, anchor_day: int, end: date) -> Iterator[date]:
    """Yield every n-th month's return of a start that lies before an end."""
    day, number = start, 0
    while day < end:
        yield day
        number += months
        day = add_months(start, number, anchor_day)
