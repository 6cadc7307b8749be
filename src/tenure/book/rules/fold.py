"""A contract is the fold of its orders.

Each action's segment replaces exactly its days in its lot: segments that lie inside are gone,
those that reach in are cut, one that reaches across is split. Nothing else of the lot changes,
so a ramp booked ahead survives an amendment of this year's quantity.

| case | lot before | action | lot after |
|---|---|---|---|
| renewal | [A 2026] | renew B 2027 | [A 2026] [B 2027] |
| mid-term change | [A Jan-Dec] | change to B Jul-Dec | [A Jan-Jun] [B Jul-Dec] |
| ramp kept | [A 2026] [B 2027] | change to C Jul-Dec 2026 | [A H1] [C H2] [B 2027] |
| removal | [A Jan-Dec] | remove from Jul | [A Jan-Jun] |
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period


def fold(orders: Iterable[BookedOrder]) -> ContractState:
    """Return the contract after its orders, applied by number."""
    work = _Work(ContractState())
    for order in sorted(orders, key=lambda order: order.number):
        work.take(order)
    return work.state()


def apply(state: ContractState, order: BookedOrder) -> ContractState:
    """Return the contract after one more order. Raises InvalidInput when it does not fit."""
    work = _Work(state)
    work.take(order)
    return work.state()


def known_on(orders: Iterable[BookedOrder], day: date) -> list[BookedOrder]:
    """Return the orders that were booked by a day: what was known then, by number.

    The longest run of orders from the first: an order is never read without those it built on.
    """
    found: list[BookedOrder] = []
    for order in sorted(orders, key=lambda order: order.number):
        if order.booked_on > day:
            break
        found.append(order)
    return found


def terms_on(orders: Iterable[BookedOrder], day: date) -> dict[str, Any]:
    """Return the contract's facts in effect on a day: those of the orders effective by then."""
    facts: dict[str, Any] = {}
    for order in sorted(orders, key=lambda order: (order.effective_on, order.number)):
        if order.effective_on <= day:
            facts.update(order.terms)
    return facts


class _Work:
    """A contract on its way through its orders: copied once, however many orders follow."""

    def __init__(self, state: ContractState) -> None:
        self.terms = dict(state.terms)
        self.lots = state.lots
        self.cut: dict[int, list[Segment]] = {}
        self.first = state.first_order_lots
        self.revision = state.revision
        self.used = state.lots_used
        self.moved_in = dict(state.moved_in)
        self.moved_out = dict(state.moved_out)
        self.successors = dict(state.successors)

    def take(self, order: BookedOrder) -> None:
        """Apply one order. Raises InvalidInput when it does not follow the last one."""
        if order.number != self.revision + 1:
            raise InvalidInput(f"order {order.number} does not follow order {self.revision}")
        for action in order.actions:
            lot = action.segment.lot
            segments = self.cut.get(lot)
            if segments is None:
                segments = self.cut[lot] = list(self.lots.get(lot, ()))
            _overlay(segments, action)
            self.used = max(self.used, lot)
            self._note_lineage(order.kind, action)
        if self.revision == 0:
            self.first = frozenset(self.cut)
        self.terms.update(order.terms)
        self.revision = order.number

    def _note_lineage(self, order_kind: str, action: Action) -> None:
        """Keep which lots moved between contracts and which took another's place."""
        lot = action.segment.lot
        if action.kind == "move_in":
            self.moved_in[lot] = order_kind
        elif action.kind == "move_out":
            self.moved_out[lot] = order_kind
        elif action.kind == "restore":
            self.moved_out.pop(lot, None)
            self.successors.pop(lot, None)
        elif action.replaces is not None and not action.from_contract:
            self.successors[action.replaces] = lot

    def state(self) -> ContractState:
        """Return the contract as it is now."""
        lots = {**self.lots, **{lot: tuple(segments) for lot, segments in self.cut.items()}}
        return ContractState(
            terms=self.terms,
            lots={lot: segments for lot, segments in lots.items() if segments},
            first_order_lots=self.first,
            revision=self.revision,
            lots_used=self.used,
            moved_in=self.moved_in,
            moved_out=self.moved_out,
            successors=self.successors,
        )


def _overlay(segments: list[Segment], action: Action) -> None:
    """Let the action take its days of a lot's segments, which stay in date order.

    Only the segments that the action touches are looked at: a lot of a thousand is cut in place.
    """
    taken = action.segment.period
    first = bisect_right(segments, taken.start, key=_end)
    stop = len(segments)
    if taken.end is not None:
        stop = bisect_left(segments, taken.end, key=lambda segment: segment.period.start)
    before, after = [], []
    for segment in segments[first:stop]:
        if segment.period.start < taken.start:
            before.append(_for_days(segment, Period(segment.period.start, taken.start)))
        end = segment.period.end
        if taken.end is not None and (end is None or end > taken.end):
            after.append(_for_days(segment, Period(taken.end, end)))
    middle = () if action.takes_away else (action.segment,)
    segments[first:stop] = (*before, *middle, *after)


def chained(segments: Iterable[Segment]) -> Iterator[tuple[Segment, date | None]]:
    """Yield a lot's segments in date order, each with the end of the one before (none: first)."""
    prior_end: date | None = None
    for segment in sorted(segments, key=lambda segment: segment.period.start):
        yield segment, prior_end
        prior_end = segment.period.end


def _end(segment: Segment) -> date:
    """Return the first day after a segment, for bisection."""
    return segment.period.end or date.max


def _for_days(segment: Segment, period: Period) -> Segment:
    """Return the segment for other days: `dataclasses.replace`, which takes twice the time."""
    return Segment(
        segment.lot,
        segment.lot_key,
        segment.product,
        segment.quantity_e4,
        segment.unit_price_e4,
        segment.price_months,
        segment.currency,
        period,
        segment.recurring,
        segment.suspended,
        segment.list_price_e4,
        segment.uplift_bp,
    )
