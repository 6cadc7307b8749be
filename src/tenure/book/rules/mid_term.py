"""Credits and charges of a change inside a term.

1,200.00 EUR was charged for 2027, on 1 April 1,800.00 EUR a year takes its place (mode actual):

| | exact | money |
|---|---|---|
| used | 1,200.00 x 90/365 = 295.8904 | 295.89 |
| credit | 1,200.00 - 295.89 | 904.11 |
| charge | 1,800.00 - 1,800.00 x 90/365 (443.8356) | 1,356.16 |
| net | 1,356.16 - 904.11 | 452.05 |

What lies before the day is rounded, what follows is the rest: used and credit make the old amount,
and an amount that takes its own place nets to nothing. No minor unit is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tenure.book.rules.day_counts import Mode
from tenure.book.rules.proration import Prorated, spread
from tenure.kernel.errors import CurrencyMismatch, InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import Period, format_day


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount, and the whole period it pays for."""

    period: Period
    amount: Money


@dataclass(frozen=True, slots=True)
class Change:
    """What a change costs; a net above 0 is to be paid, below 0 to be credited."""

    used: Prorated
    credit: Prorated
    charge: Prorated
    net: Money
    explanation: str


def mid_term_change(
    charged: Charge,
    replacement: Charge | None,
    from_on: date,
    mode: Mode,
    *,
    anchor_day: int | None = None,
) -> Change:
    """Return credit, charge and net of what replaces a charge from a day (none: nothing does).

    The replacement's amount pays for its own whole period, of which only what begins on the day
    is charged: give the old period for a new yearly amount, a later end for an extension, a period
    from the day on for a new term. Raise InvalidInput for a day outside either period or an open
    one, CurrencyMismatch for two currencies.
    """
    used, credit = _divided(charged, from_on, mode, anchor_day)
    charge = Prorated(Fraction(), Money.zero(charged.amount.currency), "nothing")
    if replacement is not None:
        if replacement.amount.currency != charged.amount.currency:
            raise CurrencyMismatch("A change cannot move a charge to another currency.")
        charge = _divided(replacement, from_on, mode, anchor_day)[1]
    net = charge.money - credit.money
    words = f"charge {charge.money} less credit {credit.money} is {net}"
    return Change(used, credit, charge, net, words)


def _divided(
    charge: Charge, day: date, mode: Mode, anchor_day: int | None
) -> tuple[Prorated, Prorated]:
    """Return what lies before a day, and the rest from it."""
    period, amount = charge.period, charge.amount
    if not period.contains(day):
        raise InvalidInput(f"{format_day(day)} is outside the period {period}.")
    if day == period.start:
        nothing = Prorated(Fraction(), Money.zero(amount.currency), "no day")
        [whole] = spread(amount, [period], mode, period, anchor_day=anchor_day)
        return nothing, whole
    before, rest = spread(amount, period.split(day), mode, period, anchor_day=anchor_day)
    return before, rest
