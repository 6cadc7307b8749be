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

from collections.abc import Iterable
from dataclasses import replace

from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period


def fold(orders: Iterable[BookedOrder]) -> ContractState:
    """Return the contract after its orders, applied by number."""
    state = ContractState()
    for order in sorted(orders, key=lambda order: order.number):
        state = apply(state, order)
    return state


def apply(state: ContractState, order: BookedOrder) -> ContractState:
    """Return the contract after one more order. Raises InvalidInput when it does not fit."""
    if order.number != state.revision + 1:
        raise InvalidInput(f"order {order.number} does not follow order {state.revision}")
    lots = dict(state.lots)
    for action in order.actions:
        lot = action.segment.lot
        lots[lot] = overlay(lots.get(lot, ()), action)
    first = frozenset(lots) if state.revision == 0 else state.first_order_lots
    return ContractState(
        terms={**state.terms, **order.terms},
        lots=lots,
        first_order_lots=first,
        revision=order.number,
    )


def overlay(segments: tuple[Segment, ...], action: Action) -> tuple[Segment, ...]:
    """Return the lot's segments after the action took its days, in date order."""
    taken = action.segment.period
    kept = [piece for segment in segments for piece in _outside(segment, taken)]
    if not action.takes_away:
        kept.append(action.segment)
    return tuple(sorted(kept, key=lambda segment: segment.period.start))


def _outside(segment: Segment, taken: Period) -> list[Segment]:
    """Return the parts of a segment that lie before and after the taken days."""
    own = segment.period
    if not own.overlaps(taken):
        return [segment]
    parts = []
    if own.start < taken.start:
        parts.append(replace(segment, period=Period(own.start, taken.start)))
    if taken.end is not None and (own.end is None or own.end > taken.end):
        parts.append(replace(segment, period=Period(taken.end, own.end)))
    return parts
