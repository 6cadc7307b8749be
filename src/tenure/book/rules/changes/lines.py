"""Amendments of lines: add, change quantity, reprice, remove, swap."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import ClassVar

from tenure.book.rules.changes.base import (
    ChangeRefused,
    Plan,
    pieces,
    require_running,
    take_away,
)
from tenure.book.rules.facts import Action, ContractState, Segment
from tenure.kernel.period import Period, format_day


@dataclass(frozen=True, slots=True)
class Offer:
    """What is bought: a product at a quantity and net price (both in 1/10,000)."""

    product: str
    quantity_e4: int
    unit_price_e4: int
    currency: str
    price_months: int = 12
    recurring: bool = True
    list_price_e4: int | None = None
    uplift_bp: int | None = None


@dataclass(frozen=True, slots=True)
class RampStep:
    """From a day on another quantity or price (both in 1/10,000)."""

    from_on: date
    quantity_e4: int
    unit_price_e4: int


@dataclass(frozen=True, slots=True)
class AddLine:
    """Add a lot from a day to the term's end (or `until`), in as many steps as wanted."""

    from_on: date
    offer: Offer
    until: date | None = None
    ramp: tuple[RampStep, ...] = ()
    lot_key: str = ""
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return one action for each step of the ramp."""
        require_running(state, self.from_on)
        end = self.until or state.end_on
        over = state.end_on is not None and state.end_on <= self.from_on
        if over or (end is not None and end <= self.from_on):
            raise ChangeRefused(
                f"A line from {format_day(self.from_on)} would begin after the term's last day. "
                "Renew or extend the contract first."
            )
        first = _new_lot(state, self.offer, Period(self.from_on, end), self.lot_key)
        return Plan(
            self.from_on, tuple(Action("add", segment) for segment in ramped(first, self.ramp))
        )


def ramped(first: Segment, ramp: tuple[RampStep, ...]) -> list[Segment]:
    """Return a segment cut into the steps of a ramp. Raises ChangeRefused out of order."""
    starts = [first.period.start, *(step.from_on for step in ramp)]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise ChangeRefused("The steps of a ramp follow one another in date order.")
    end = first.period.end
    if end is not None and starts[-1] >= end:
        raise ChangeRefused(f"The ramp's step from {format_day(starts[-1])} begins after its end.")
    found = [first]
    for step in ramp:
        last = found.pop()
        before, after = last.period.split(step.from_on)
        found.append(replace(last, period=before))
        found.append(
            replace(
                last, period=after, quantity_e4=step.quantity_e4, unit_price_e4=step.unit_price_e4
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class ChangeQuantity:
    """Set (`to_e4`) or shift (`by_e4`) a lot's quantity from a day to its end (or `until`)."""

    from_on: date
    lot: int
    to_e4: int | None = None
    by_e4: int | None = None
    until: date | None = None
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return one action for each piece of the lot: its steps and prices stay."""
        if (self.to_e4 is None) == (self.by_e4 is None):
            raise ChangeRefused("Say either the new quantity or by how much it changes.")

        def changed(piece: Segment) -> Segment:
            quantity = self.to_e4 if self.to_e4 is not None else piece.quantity_e4 + self._by
            if quantity <= 0:
                raise ChangeRefused(
                    f"Lot {self.lot} would be left with nothing from "
                    f"{format_day(piece.period.start)}: remove it instead."
                )
            return replace(piece, quantity_e4=quantity)

        return _each_piece(state, self, "change_quantity", changed)

    @property
    def _by(self) -> int:
        return self.by_e4 or 0


@dataclass(frozen=True, slots=True)
class Reprice:
    """Set a lot's unit price, or raise it, from a day to its end (or `until`).

    `raised` says what a unit price becomes (both in 1/10,000): each step of a ramp is raised from
    its own price. What that comes to is not for the book to say: pricing does.
    """

    from_on: date
    lot: int
    unit_price_e4: int | None = None
    raised: Callable[[int], int] | None = None
    until: date | None = None
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return one action for each piece of the lot: its quantities stay."""
        if (self.unit_price_e4 is None) == (self.raised is None):
            raise ChangeRefused("Say either the new price or the rate by which it changes.")

        def changed(piece: Segment) -> Segment:
            if self.raised is not None:
                return replace(piece, unit_price_e4=self.raised(piece.unit_price_e4))
            return replace(piece, unit_price_e4=self.unit_price_e4 or 0)

        return _each_piece(state, self, "reprice", changed)


@dataclass(frozen=True, slots=True)
class RemoveLine:
    """Take a lot out of the contract from a day on; the others are not touched."""

    from_on: date
    lot: int
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return the removal of the lot's days."""
        require_running(state, self.from_on)
        return Plan(self.from_on, (take_away(state, self.lot, self.from_on, "remove"),))


@dataclass(frozen=True, slots=True)
class SwapProduct:
    """Put another product in a lot's place from a day on; the new lot is the old one's successor.

    Its `offer` holds to the day on which the old lot would have ended; days on which that was
    suspended, or had nothing, stay so. A `ramp` is of a lot that runs without a break.
    """

    from_on: date
    lot: int
    offer: Offer
    lot_key: str = ""
    ramp: tuple[RampStep, ...] = ()
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return the removal of the one and the other in its place."""
        require_running(state, self.from_on)
        gone = take_away(state, self.lot, self.from_on, "remove")
        new = _new_lot(state, self.offer, gone.segment.period, self.lot_key)
        runs = [
            replace(new, period=days, suspended=paused)
            for days, paused in _runs(pieces(state, self.lot, self.from_on))
        ]
        if self.ramp and len(runs) > 1:
            raise ChangeRefused(f"Lot {self.lot} has a break: swap it without a ramp.")
        steps = ramped(runs[0], self.ramp) if self.ramp else runs
        return Plan(
            self.from_on, (gone, *(Action("swap", step, replaces=self.lot) for step in steps))
        )


def _runs(found: Iterable[Segment]) -> list[tuple[Period, bool]]:
    """Return the days of a lot's pieces and whether they are suspended, joined where alike."""
    runs: list[tuple[Period, bool]] = []
    for piece in found:
        days = piece.period
        if runs and runs[-1][0].end == days.start and runs[-1][1] == piece.suspended:
            days = Period(runs.pop()[0].start, days.end)
        runs.append((days, piece.suspended))
    return runs


def _new_lot(state: ContractState, offer: Offer, period: Period, lot_key: str) -> Segment:
    lot = state.lots_used + 1
    return Segment(
        lot=lot,
        lot_key=lot_key or f"lot-{lot}",
        product=offer.product,
        quantity_e4=offer.quantity_e4,
        unit_price_e4=offer.unit_price_e4,
        price_months=offer.price_months,
        currency=offer.currency,
        period=period,
        recurring=offer.recurring,
        list_price_e4=offer.list_price_e4,
        uplift_bp=offer.uplift_bp,
    )


def _each_piece(
    state: ContractState,
    change: ChangeQuantity | Reprice,
    kind: str,
    changed: Callable[[Segment], Segment],
) -> Plan:
    require_running(state, change.from_on)
    found = pieces(state, change.lot, change.from_on, change.until)
    actions = [Action(kind, new) for old in found if (new := changed(old)) != old]
    if not actions:
        raise ChangeRefused(f"Lot {change.lot} is already as it should be.")
    return Plan(change.from_on, tuple(actions))
