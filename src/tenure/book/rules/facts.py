"""The facts that the book's rules work on; plain frozen data, no database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import annual_amount
from tenure.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Segment:
    """A product at a quantity and price for some days in one lot.

    `quantity_e4` and `unit_price_e4` are in 1/10,000; the price pays `price_months` months.
    A suspended segment keeps its place, quantity and price, and makes no revenue.
    """

    lot: int
    lot_key: str
    product: str
    quantity_e4: int
    unit_price_e4: int
    price_months: int
    currency: str
    period: Period
    recurring: bool = True
    suspended: bool = False
    list_price_e4: int | None = None
    uplift_bp: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no order may say."""
        if self.quantity_e4 < 0:
            raise InvalidInput(f"lot {self.lot_key}: quantity must not be negative")
        if self.unit_price_e4 < 0:
            raise InvalidInput(f"lot {self.lot_key}: unit price must not be negative")
        if self.price_months < 1:
            raise InvalidInput(f"lot {self.lot_key}: a price pays at least one month")

    @property
    def is_live(self) -> bool:
        """Whether the segment makes recurring revenue."""
        return self.recurring and not self.suspended

    @property
    def arr_minor(self) -> int:
        """Return the annual recurring amount in minor units: quantity x price x 12 / months."""
        if not self.is_live:
            return 0
        return annual_amount(
            self.quantity_e4, self.unit_price_e4, self.price_months, self.currency
        ).minor


# An action of these kinds takes days away from a lot and puts nothing in their place.
TAKING_AWAY = frozenset({"remove", "terminate", "move_out"})


@dataclass(frozen=True, slots=True)
class Action:
    """One order action: its segment replaces exactly the days of its period in its lot.

    `replaces` names the lot that this one succeeds (a swapped product, a lot moved here); of
    another contract when `from_contract` holds that contract's key.
    """

    kind: str
    segment: Segment
    replaces: int | None = None
    from_contract: str = ""

    @property
    def takes_away(self) -> bool:
        """Whether nothing is left on the days of the action."""
        return self.kind in TAKING_AWAY


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """An order as it was booked. `terms` holds the contract facts it set (dates as ISO text)."""

    number: int
    kind: str
    effective_on: date
    booked_on: date
    actions: tuple[Action, ...]
    terms: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContractState:
    """What a contract is after its orders: its facts and each lot's segments in date order.

    `lots` holds the lots that have segments; `lots_used` is the highest number ever given.
    `moved_in` and `moved_out` say which lots came from or went to another contract (and why:
    transfer, merge, split); `successors` leads from a swapped lot to the one in its place.
    """

    terms: Mapping[str, Any] = field(default_factory=dict)
    lots: Mapping[int, tuple[Segment, ...]] = field(default_factory=dict)
    first_order_lots: frozenset[int] = frozenset()
    revision: int = 0
    lots_used: int = 0
    moved_in: Mapping[int, str] = field(default_factory=dict)
    moved_out: Mapping[int, str] = field(default_factory=dict)
    successors: Mapping[int, int] = field(default_factory=dict)

    @property
    def start_on(self) -> date | None:
        """Return the first day of the current term."""
        return day_of(self.terms.get("start_on"))

    @property
    def end_on(self) -> date | None:
        """Return the first day after the current term (none: open)."""
        return day_of(self.terms.get("end_on"))

    @property
    def ended_on(self) -> date | None:
        """Return the first day without service, once that is decided."""
        return day_of(self.terms.get("ended_on"))

    def segments_on(self, day: date) -> list[Segment]:
        """Return what is in force on a day, by lot."""
        return [
            segment
            for _, segments in sorted(self.lots.items())
            for segment in segments
            if segment.period.contains(day)
        ]

    def last_segments(self) -> list[Segment]:
        """Return each lot's last segment, by lot."""
        return [segments[-1] for _, segments in sorted(self.lots.items())]


def day_of(value: object) -> date | None:
    """Return a date of the terms, which hold it as a date or as ISO text."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
