"""Counter-orders give back what an order took, and nothing that another order had settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tenure.book.rules.changes import (
    Change,
    ChangeQuantity,
    MoveOut,
    Offer,
    SwapProduct,
    plan_reversal,
)
from tenure.book.rules.effect import from_plan, planned
from tenure.book.rules.facts import Action, BookedOrder
from tenure.book.rules.fold import fold
from tenure.book.rules.ledger import steps
from tests.book.builders import day, order, segment

FACTS = {"start_on": "2026-01-01", "end_on": "2027-01-01", "first_start_on": "2026-01-01"}
NEW = order(1, "new", Action("add", segment("2026-01-01", "2027-01-01")), **FACTS)
JULY = day("2026-07-01")
SWAP = SwapProduct(JULY, 1, Offer("NEXT", 100_000, 1_200_000, "EUR"))
IN_SPRING = ChangeQuantity(day("2026-03-01"), 1, to_e4=150_000, until=JULY)


def history(*changes: Change | int) -> list[BookedOrder]:
    """Return the orders of a contract; a number stands for the counter-order of that order."""
    orders: list[BookedOrder] = [NEW]
    for change in changes:
        orders.append(next_order(orders, change))
    return orders


def next_order(orders: Sequence[BookedOrder], change: Change | int) -> BookedOrder:
    on = date(2026, 7, 2)
    if isinstance(change, int):
        return from_plan(fold(orders), plan_reversal(orders, change), kind="reversal", booked_on=on)
    return planned(fold(orders), [change], booked_on=on)


def test_undoing_a_change_before_a_swap_leaves_the_swap() -> None:
    swapped, undone = history(SWAP), history(SWAP, IN_SPRING, 3)
    assert steps(fold(undone)) == steps(fold(swapped))
    assert fold(undone).successors == {1: 2}
    assert "transfer" in {step.kind for step in steps(fold(undone))}


def test_undoing_a_change_before_a_move_leaves_the_move() -> None:
    away = MoveOut(JULY, "merge")
    moved, undone = history(away), history(away, IN_SPRING, 3)
    assert steps(fold(undone)) == steps(fold(moved))
    assert [step.kind for step in steps(fold(undone))] == ["new", "merge"]


def test_undoing_a_swap_calls_the_old_lot_back() -> None:
    state = fold(history(SWAP, 2))
    assert (state.lots, state.successors) == (fold([NEW]).lots, {})
    assert steps(state) == steps(fold([NEW]))


def test_undoing_the_counter_order_of_a_swap_is_the_swap_again() -> None:
    state = fold(history(SWAP, 2, 3))
    assert state.successors == {1: 2}
    assert steps(state) == steps(fold(history(SWAP)))
