"""The facts that a price follows from, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from tenure.book.rules.dates import months_and_days
from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import require_int64
from tenure.kernel.money import exponent
from tenure.kernel.months import anchor_of
from tenure.kernel.period import Period

METHODS = frozenset({"", "same", "list", "uplift"})


@dataclass(frozen=True, slots=True)
class TermLength:
    """Hold a term's length: whole months, then `days` of a month that has `month_days`."""

    months: int
    days: int
    month_days: int

    @classmethod
    def of(cls, start: date, end: date, *, anchor_day: int | None = None) -> TermLength:
        """Return the length of `[start, end)`, months counted from the start.

        `anchor_day` is the day of the month that months come back to; without it the start's.
        """
        anchor = anchor_of(start) if anchor_day is None else anchor_day
        length = months_and_days(Period(start, end), anchor)
        return cls(length.months, length.days, length.month_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """Hold what one line's next term is priced from.

    Quantity and prices in 1/10,000; a price pays for `price_months`; rates in basis points;
    the next term is `[term_start_on, term_end_on)`. `line_id` is the caller's.
    `more` holds what further steps need to know, by the names of their facts.
    Raise InvalidInput or MoneyOverflow for what no contract can hold.
    """

    line_id: int
    quantity_e4: int
    expiring_price_e4: int
    price_months: int
    currency: str
    term_start_on: date
    term_end_on: date
    charge: str = "recurring"
    contract_method: str = ""
    line_uplift_bp: int | None = None
    contract_uplift_bp: int | None = None
    cap_bp: int | None = None
    hold_until: date | None = None
    list_price_e4: int | None = None
    list_price_months: int | None = None
    segment: str = ""
    region: str = ""
    family: str = ""
    channel: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        exponent(self.currency)
        for name in ("quantity_e4", "expiring_price_e4", "cap_bp", "list_price_e4"):
            number = getattr(self, name)
            credit = name == "quantity_e4" and self.more.get("credit")
            if number is not None and require_int64(number, name) < 0 and not credit:
                raise InvalidInput(f"{name} must not be negative.")
        months = self.price_months, self.list_price_months if self.list_price_e4 is not None else 1
        if any(count is None or count < 1 for count in months):
            raise InvalidInput("The months of a price must be 1 or more.")
        if self.contract_method not in METHODS:
            raise InvalidInput(f"{self.contract_method!r} is not a pricing method.")

    def row(self) -> dict[str, object]:
        """Return the facts by the names of their columns."""
        length = TermLength.of(self.term_start_on, self.term_end_on)
        return {
            **{name: getattr(self, name) for name in _NAMED},
            "minor_factor": minor_factor(self.currency),
            "term_months": length.months,
            "term_days": length.days,
            "term_month_days": length.month_days,
            **self.more,
        }


_NAMED = tuple(
    field.name
    for field in fields(LineFacts)
    if field.name not in {"currency", "term_end_on", "more"}
)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Hold one priced line: what the traces of all steps keep of it, by the names of columns."""

    line_id: int
    columns: Mapping[str, Any]

    @property
    def expiring_price_e4(self) -> int:
        """Return the unit price that expires."""
        return int(self.columns["expiring_price_e4"])

    @property
    def proposed_price_e4(self) -> int:
        """Return the unit price that is offered."""
        return int(self.columns["proposed_price_e4"])

    @property
    def expiring_minor(self) -> int:
        """Return what the term would cost at the price that expires."""
        return int(self.columns["expiring_minor"])

    @property
    def proposed_minor(self) -> int:
        """Return what the term costs at the price that is offered."""
        return int(self.columns["proposed_minor"])


def minor_factor(currency: str) -> int:
    """Return the minor units in one major unit: 1, 100, 1000 or 10000."""
    return int(10 ** exponent(currency))
