"""A counter-order: it undoes an order by restoring what stood before, and deletes nothing.

A lot that had left the contract, or given its place to another, before the order that is undone
stays away: its days come back as a `correct`, for `restore` calls the lot itself back as well. A
swap that comes back (its own counter-order is undone) is a `swap` again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tenure.book.rules.changes.base import ChangeRefused, Plan
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply, fold

# What a contract has where no order said anything; of the other facts that is none.
_UNSAID = {
    **dict.fromkeys(
        ("price_method", "terms_version", "co_term_group", "end_reason", "time_zone", "index_code"),
        "",
    ),
    "channel": "direct", "renewal_type": "manual", "renewal_term_months": 12, "notice_days": 30,
}  # fmt: skip
# Every contract has these, but an import says all facts with a contract's last order.
_ALWAYS = ("currency", "start_on", "first_start_on")


def plan_reversal(orders: Sequence[BookedOrder], number: int) -> Plan:
    """Return the counter-order of an order, given all orders of the contract.

    Raises ChangeRefused when a later order built on it: that one has to be reversed first.
    """
    ordered = sorted(orders, key=lambda order: order.number)
    if not 1 <= number <= len(ordered):
        raise ChangeRefused(f"The contract has no order {number}.")
    order = ordered[number - 1]
    before = fold(ordered[: number - 1])
    _require_untouched(ordered, order, apply(before, order))
    now = fold(ordered)
    _require_no_move(now, before)
    actions = [action for lot in _lots_of(order) for action in _restored(now, before, lot)]
    undone = BookedOrder(
        now.revision + 1, "reversal", order.effective_on, order.booked_on, tuple(actions)
    )
    actions += _swapped_again(apply(now, undone), before)
    terms: dict[str, Any] = {"ended_on": order.effective_on, "end_reason": "reversed"}
    if number > 1:
        _require_known(before, order)
        terms = {name: _known(before, name) for name in order.terms}
    return Plan(order.effective_on, tuple(actions), terms)


def _lots_of(order: BookedOrder) -> list[int]:
    return sorted({action.segment.lot for action in order.actions})


def _known(state: ContractState, name: str) -> Any:
    return state.terms.get(name, _UNSAID.get(name))


def _require_known(before: ContractState, order: BookedOrder) -> None:
    if any(name in order.terms and name not in before.terms for name in _ALWAYS):
        raise ChangeRefused(
            f"Order {order.number} was imported, and with it all that is known of the contract's "
            "terms: there is nothing to go back to."
        )


def _require_untouched(
    ordered: Sequence[BookedOrder], order: BookedOrder, after: ContractState
) -> None:
    """Refuse when the order's lots and facts are not as it left them any more."""
    state = after
    touched: list[int] = []
    for later in ordered[order.number :]:
        before, state = state, apply(state, later)
        if _differ(before, state, order):
            touched.append(later.number)
    if touched and _differ(after, state, order):
        raise ChangeRefused(
            f"Order {touched[-1]} changed what order {order.number} had made: reverse that first."
        )


def _differ(one: ContractState, other: ContractState, order: BookedOrder) -> bool:
    lots = any(one.lots.get(lot) != other.lots.get(lot) for lot in _lots_of(order))
    return lots or any(_known(one, name) != _known(other, name) for name in order.terms)


def _restored(now: ContractState, before: ContractState, lot: int) -> list[Action]:
    """Return the actions that make a lot what it was: what is new goes, what is gone comes back."""
    new, old = now.lots.get(lot, ()), before.lots.get(lot, ())
    comes_back = now.moved_out.keys() - before.moved_out.keys()
    stays_away = lot in before.moved_out or (lot in before.successors and lot not in comes_back)
    kind = "correct" if stays_away else "restore"
    actions = [Action("remove", segment) for segment in _only_in(new, old)]
    return actions + [Action(kind, segment) for segment in _only_in(old, new)]


def _only_in(these: tuple[Segment, ...], others: tuple[Segment, ...]) -> list[Segment]:
    known = set(others)
    return [segment for segment in these if segment not in known]


def _swapped_again(after: ContractState, before: ContractState) -> list[Action]:
    """Return what says again which lots had taken another's place."""
    return [
        Action("swap", before.lots[lot][0], replaces=replaced)
        for replaced, lot in sorted(before.successors.items())
        if lot in before.lots and after.successors.get(replaced) != lot
    ]


def _require_no_move(now: ContractState, before: ContractState) -> None:
    if gone := sorted(before.moved_out.keys() - now.moved_out.keys()):
        raise ChangeRefused(
            f"The order called lot {gone[0]} back from another contract: book the move again."
        )
