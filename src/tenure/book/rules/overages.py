"""What an overage may say: days of the term that ends, of a lot that is paid for by the term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.book.rules.dates import MonthsAndDays, months_and_days
from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import anchor_of
from tenure.kernel.period import Period

# What a quantity column holds, in 1/10,000.
MOST_E4 = 10**18 - 1


@dataclass(frozen=True, slots=True)
class MeasuredLot:
    """Hold the term that ends (no end: open) and what is charged for a lot in it."""

    start_on: date
    end_on: date | None
    charge: str


def check_overage(quantity_e4: int, measured: Period, lot: MeasuredLot) -> None:
    """Raise InvalidInput, with the reason, for an overage that cannot be owed for."""
    if not 0 <= quantity_e4 <= MOST_E4:
        raise InvalidInput("What was used above the contract must be a quantity, or 0 for nothing.")
    if lot.charge != "recurring":
        raise InvalidInput("Only what is paid for by the term has an overage: usage is billed.")
    inside = measured.end is not None and lot.start_on <= measured.start
    if not inside or (lot.end_on is not None and lot.end_on < (measured.end or date.max)):
        raise InvalidInput("An overage is measured on days of the present term.")


def lasted(measured: Period) -> MonthsAndDays:
    """Return how long an overage lasted, months counted from its first day."""
    return months_and_days(measured, anchor_of(measured.start))
