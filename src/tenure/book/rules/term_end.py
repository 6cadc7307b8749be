"""What happens when a term ends and nobody gave notice.

| at the term's end | automatic renewals so far | next term | afterwards |
|---|---|---|---|
| manual | any | none: it lapses undecided | manual |
| auto | any | renewal term | auto |
| once | 0 | renewal term | manual |
| once | 1 or more | none: it lapses undecided | manual |
| evergreen, open | any | none: there is no end; it goes on | evergreen |
| evergreen, with an end | any | none: it lapses undecided | manual |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenure.book.rules.dates import counted, next_term, require_end
from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int
from tenure.kernel.period import Period, format_day


class AtTermEnd(StrEnum):
    """What a contract says of the end of its term."""

    MANUAL = "manual"
    AUTO = "auto"
    ONCE = "once"
    EVERGREEN = "evergreen"


@dataclass(frozen=True, slots=True)
class EndingTerm:
    """A term that ends without notice, and what the contract says of that.

    `automatic_renewals` counts those there have been. Raise InvalidInput for a count below 0.
    """

    term: Period
    at_term_end: AtTermEnd
    renewal_term_months: int
    first_start_on: date
    automatic_renewals: int = 0

    def __post_init__(self) -> None:
        if require_int(self.automatic_renewals, "The number of automatic renewals") < 0:
            raise InvalidInput("The number of automatic renewals must not be negative.")


@dataclass(frozen=True, slots=True)
class Continuation:
    """The next term (none: nothing follows by itself), what holds at its end, and why."""

    next_term: Period | None
    then: AtTermEnd
    reason: str


def without_notice(ending: EndingTerm) -> Continuation:
    """Return how a contract goes on when no notice is given.

    An open evergreen contract has no next term; its review is `dates.next_anniversary`. Raise
    InvalidInput for an open term that is not evergreen, and for a renewal term below 1 month.
    """
    if ending.at_term_end == AtTermEnd.EVERGREEN and ending.term.is_open:
        return Continuation(None, AtTermEnd.EVERGREEN, "goes on without an end until notice")
    end = require_end(ending.term, "A term that is not evergreen")
    is_first = ending.automatic_renewals == 0
    if ending.at_term_end == AtTermEnd.AUTO:
        return _renewed(ending, AtTermEnd.AUTO, "renews by itself")
    if ending.at_term_end == AtTermEnd.ONCE and is_first:
        return _renewed(ending, AtTermEnd.MANUAL, "renews by itself, this once")
    why = f"lapses undecided; {format_day(end)} is the first day without a term"
    if ending.at_term_end == AtTermEnd.ONCE:
        why = f"{why}; its single automatic renewal is used"
    return Continuation(None, AtTermEnd.MANUAL, why)


def _renewed(ending: EndingTerm, then: AtTermEnd, how: str) -> Continuation:
    months = ending.renewal_term_months
    following = next_term(ending.term, months, first_start_on=ending.first_start_on)
    return Continuation(following, then, f"{how} for {counted(months, 'month')}: {following}")
