"""What an order would do, before it is booked: lines, money, ARR movement, ATR of the renewal.

Pure: the same calculation serves the preview and the booking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenure.book.rules.changes.base import Change, ChangeRefused, Plan
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.facts import BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply
from tenure.book.rules.ledger import Step, arr_on, available_to_renew, movements
from tenure.book.rules.worth import goes_on, part_worth, segment_worth
from tenure.kernel.money import Money
from tenure.kernel.period import Period


@dataclass(frozen=True, slots=True)
class LineChange:
    """A piece of a lot that goes or comes: its days, and what they are worth.

    `value` is the price of exactly those days, `explanation` how it was prorated; none of both
    for days without an end. Suspended days and usage are worth nothing.
    """

    segment: Segment
    comes: bool
    value: Money | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Effect:
    """The contract before and after an order, and what that changes."""

    order: BookedOrder
    before: ContractState
    after: ContractState
    movements: tuple[Step, ...]
    lines: tuple[LineChange, ...]

    @property
    def net_arr_minor(self) -> int:
        """Return the order's change of ARR once all of it holds, minor units a year."""
        return sum(step.amount_minor for step in self.movements)

    @property
    def arr_minor(self) -> tuple[int, int]:
        """Return the contract's ARR on the effective date, before and after."""
        day = self.order.effective_on
        return arr_on(self.before, day), arr_on(self.after, day)

    @property
    def atr_minor(self) -> tuple[int, int]:
        """Return the ARR that comes up with the term's end, before and after."""
        return available_to_renew(self.before), available_to_renew(self.after)

    def money(self, currency: str) -> tuple[Money, Money, Money] | None:
        """Return credit (never above 0), charge and net; none when a piece has no end."""
        credit = charge = Money.zero(currency)
        for line in self.lines:
            if line.value is None:
                return None
            if line.comes:
                charge += line.value
            else:
                credit -= line.value
        return credit, charge, credit + charge


def planned(state: ContractState, changes: Sequence[Change], *, booked_on: date) -> BookedOrder:
    """Return the one order that makes all the changes, each planned on what the ones before left.

    Raises ChangeRefused when there is none, or when they belong into orders of different kinds.
    """
    if not changes:
        raise ChangeRefused("Say what changes.")
    kind = changes[0].order_kind
    if any(change.order_kind != kind for change in changes):
        raise ChangeRefused("Changes of different kinds are booked as orders of their own.")
    order = BookedOrder(state.revision + 1, kind, date.max, booked_on, ())
    working = state
    for change in changes:
        order = _with(order, change.plan(working))
        working = apply(state, order)
    return order


def from_plan(state: ContractState, plan: Plan, *, kind: str, booked_on: date) -> BookedOrder:
    """Return the order of a plan made elsewhere (a reversal)."""
    return _with(BookedOrder(state.revision + 1, kind, date.max, booked_on, ()), plan)


def _with(order: BookedOrder, plan: Plan) -> BookedOrder:
    return BookedOrder(
        number=order.number,
        kind=order.kind,
        effective_on=min(order.effective_on, plan.effective_on),
        booked_on=order.booked_on,
        actions=order.actions + plan.actions,
        terms={**order.terms, **plan.terms},
    )


def effect_of(state: ContractState, order: BookedOrder, *, mode: Mode = Mode.MONTHS) -> Effect:
    """Return what the order does to a contract; the state passed in is not changed."""
    after = apply(state, order)
    return Effect(
        order=order,
        before=state,
        after=after,
        movements=tuple(movements(state, after)),
        lines=tuple(_line_changes(state, after, mode)),
    )


def _line_changes(before: ContractState, after: ContractState, mode: Mode) -> list[LineChange]:
    found = []
    for lot in sorted(before.lots.keys() | after.lots.keys()):
        old, new = before.lots.get(lot, ()), after.lots.get(lot, ())
        if old == new:
            continue
        for state, one, other in ((before, old, new), (after, new, old)):
            same, comes = set(other), state is after
            found += [
                _line_change(_in_term(segment, state), days, one, comes=comes, mode=mode)
                for segment in one
                if segment not in same
                for days in _days_only_here(segment, other)
            ]
    return found


def _days_only_here(segment: Segment, others: Sequence[Segment]) -> list[Period]:
    """Return the days on which none of the others says the same as the segment."""
    left = [segment.period]
    for other in others:
        if not _says_the_same(segment, other):
            continue
        left = [part for period in left for part in _without(period, other.period)]
    return left


def _says_the_same(one: Segment, other: Segment) -> bool:
    return (
        one.product, one.quantity_e4, one.unit_price_e4, one.price_months, one.suspended,
        one.recurring,
    ) == (
        other.product, other.quantity_e4, other.unit_price_e4, other.price_months, other.suspended,
        other.recurring,
    )  # fmt: skip


def _without(period: Period, taken: Period) -> list[Period]:
    if not period.overlaps(taken):
        return [period]
    parts = []
    if period.start < taken.start:
        parts.append(Period(period.start, taken.start))
    if taken.end is not None and (period.end is None or period.end > taken.end):
        parts.append(Period(taken.end, period.end))
    return parts


def _in_term(segment: Segment, state: ContractState) -> Segment:
    """Return the segment as if it ran from the term's start, for its days to be counted from there.

    What goes and what comes in its place, and what comes in the place of that, are then counted
    alike: a change to the same amount nets to nothing, also in the middle of a month.
    """
    start = state.start_on
    if not segment.recurring or start is None or start >= segment.period.start:
        return segment
    return replace(segment, period=Period(start, segment.period.end))


def _line_change(
    segment: Segment, days: Period, lot: Sequence[Segment], *, comes: bool, mode: Mode
) -> LineChange:
    piece = replace(segment, period=days)
    if not segment.recurring:
        if days.start != segment.period.start or goes_on(segment, lot):
            nothing = Money.zero(segment.currency)
            return LineChange(piece, comes, nothing, "paid once, when it began")
        return LineChange(piece, comes, segment_worth(segment), "paid once, when it begins")
    if days.end is None:
        return LineChange(piece, comes, None, "without end")
    # Of an open segment there is no whole to divide: the days are priced by themselves.
    part = part_worth(segment if segment.period.end else piece, days, mode)
    return LineChange(piece, comes, part.money, part.explanation)
