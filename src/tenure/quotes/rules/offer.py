"""Pure decisions about quotes: the window, the proposed term, validity, numbers, differences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tenure.book.rules.dates import term_from
from tenure.kernel.period import Period

WINDOW_OPENS_DAYS = 120
WINDOW_CLOSES_DAYS = 90
VALID_DAYS = 60
LATE_VALID_DAYS = 14


@dataclass(frozen=True, slots=True)
class Lot:
    """Hold one lot as far as a quote depends on it; the price pays for `price_months`."""

    lot: int
    product: str
    quantity: Decimal
    unit_price_e4: int
    price_months: int
    currency: str


@dataclass(frozen=True, slots=True)
class LotChange:
    """Hold what became of a quoted lot in the contract: 'added', 'removed' or 'changed'."""

    lot: int
    kind: str
    quoted: Lot | None
    current: Lot | None

    @property
    def product(self) -> str:
        """Return the product's name, as the contract has it now where it still does."""
        present = self.current or self.quoted
        return present.product if present else ""


def window(on: date) -> tuple[date, date]:
    """Return the first and the last renewal date that is to be quoted on a day: T-120 to T-90."""
    return on + timedelta(days=WINDOW_CLOSES_DAYS), on + timedelta(days=WINDOW_OPENS_DAYS)


def next_term(renewal_on: date, months: int, *, first_start_on: date) -> Period:
    """Return the proposed term, on the day of the month that the contract began on."""
    return term_from(renewal_on, months, first_start_on=first_start_on)


def valid_until(priced_on: date, renewal_on: date) -> date:
    """Return the last day on which the offer stands.

    60 days from pricing, but not beyond the expiring term's last day; a quote made after that
    day stands for 14 days.
    """
    last_day = renewal_on - timedelta(days=1)
    if last_day < priced_on:
        return priced_on + timedelta(days=LATE_VALID_DAYS)
    return min(priced_on + timedelta(days=VALID_DAYS), last_day)


def series(renewal_on: date) -> str:
    """Return the number series of a renewal's quotes, one per year."""
    return f"Q-{renewal_on.year}"


def quote_number(renewal_on: date, place: int) -> str:
    """Return the number of a first version: Q-2027-000042."""
    return f"{series(renewal_on)}-{place:06}"


def version_number(first: str, version: int) -> str:
    """Return the number of a later version: Q-2027-000042-v2."""
    return first if version == 1 else f"{first}-v{version}"


def option_number(version: str, option: int) -> str:
    """Return the number of an option beside a version: Q-2027-000042-v2-o1."""
    return f"{version}-o{option}"


def is_stale(quoted_revision: int, contract_revision: int) -> bool:
    """Tell whether the contract changed after it was priced."""
    return quoted_revision != contract_revision


def changes(quoted: list[Lot], current: list[Lot]) -> list[LotChange]:
    """Return the lots that differ between a quote and the contract as it is now, by lot."""
    before = {lot.lot: lot for lot in quoted}
    after = {lot.lot: lot for lot in current}
    found = []
    for number in sorted(before.keys() | after.keys()):
        old, new = before.get(number), after.get(number)
        if old == new:
            continue
        kind = "added" if old is None else "removed" if new is None else "changed"
        found.append(LotChange(number, kind, old, new))
    return found
