"""What may still be booked: orders follow one another, the past needs a reason, a lock holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tenure.book.rules.facts import BookedOrder, ContractState, Segment
from tenure.book.rules.fold import terms_on
from tenure.book.rules.ledger import Step
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, format_day


class PeriodLocked(InvalidInput):
    """The order would change a period that is locked."""


class ReasonMissing(InvalidInput):
    """A back-dated order without a reason."""


def require_order_of_bookings(
    orders: Sequence[BookedOrder], order: BookedOrder, *, reason: str
) -> None:
    """Refuse a booking date before the last order's, and a back-dated change without a reason.

    What was known on a day is the orders booked by then: none may slip in between. A contract's
    first order has nothing before it that it could change.
    """
    if orders and order.booked_on < orders[-1].booked_on:
        raise InvalidInput(
            f"Order {orders[-1].number} was booked on {format_day(orders[-1].booked_on)}: a later "
            f"order cannot be booked on {format_day(order.booked_on)}."
        )
    if orders and order.effective_on < order.booked_on and not reason.strip():
        raise ReasonMissing(
            f"Effective {format_day(order.effective_on)}, before it is booked on "
            f"{format_day(order.booked_on)}: say why it is back-dated."
        )


def require_open_periods(
    before: ContractState,
    after: ContractState,
    order: BookedOrder,
    posted: Sequence[Step],
    *,
    open_from: date | None,
    booked: Sequence[BookedOrder] | None = None,
) -> None:
    """Refuse what would change a day before `open_from`: bookings, lines, ARR movements or facts.

    `booked` are the orders before, from whose dates it follows which facts were in effect; without
    them those known last are taken for it.
    """
    if open_from is None:
        return
    where = f"The periods before {format_day(open_from)} are locked"
    if order.booked_on < open_from:
        raise PeriodLocked(f"{where}: nothing can be booked on {format_day(order.booked_on)}.")
    early = [step.effective_on for step in posted if step.effective_on < open_from]
    if early:
        raise PeriodLocked(f"{where}: the order would change ARR on {format_day(min(early))}.")
    for lot in sorted(before.lots.keys() | after.lots.keys()):
        old = _until(before.lots.get(lot, ()), open_from)
        if old != _until(after.lots.get(lot, ()), open_from):
            raise PeriodLocked(f"{where}: the order would change lot {lot} in them.")
    if booked is None:
        booked = [replace(order, effective_on=date.min, terms=before.terms)]
    if changed := _facts_changed(order, booked, open_from):
        raise PeriodLocked(
            f"{where}: the order would change {changed} from {format_day(order.effective_on)}."
        )


def _facts_changed(order: BookedOrder, booked: Sequence[BookedOrder], open_from: date) -> str:
    """Return the first fact that the order changes on a day before `open_from`."""
    days = {order.effective_on, *(one.effective_on for one in booked)}
    for day in sorted(day for day in days if order.effective_on <= day < open_from):
        old, new = terms_on(booked, day), terms_on([*booked, order], day)
        for name in order.terms:
            if str(old.get(name) or "") != str(new.get(name) or ""):
                return name
    return ""


def _until(segments: Sequence[Segment], day: date) -> list[Segment]:
    """Return what lies before a day, with pieces that say the same joined."""
    found: list[Segment] = []
    for segment in segments:
        if segment.period.start >= day:
            continue
        end = segment.period.end
        cut = replace(segment, period=Period(segment.period.start, min(end or day, day)))
        if found and found[-1].period.end == cut.period.start:
            joined = replace(cut, period=Period(found[-1].period.start, cut.period.end))
            if replace(found[-1], period=joined.period) == joined:
                found[-1] = joined
                continue
        found.append(cut)
    return found
