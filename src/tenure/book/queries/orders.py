"""Booked orders as the rules want them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tenure.book.models import Charge, Contract, Order, OrderAction
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import fold
from tenure.kernel.money import QUANTITY_SCALE
from tenure.kernel.period import Period


def booked_orders(contract: Contract) -> list[BookedOrder]:
    """Return the contract's orders with their actions, by number (two queries)."""
    actions: dict[int, list[Action]] = defaultdict(list)
    rows = (
        OrderAction.objects.filter(order__contract=contract)
        .select_related("product", "from_contract")
        .order_by("order_id", "id")
    )
    for row in rows:
        source = row.from_contract.key if row.from_contract else ""
        action = Action(row.kind, segment_of(row), row.replaces_lot, source)
        actions[row.order_id].append(action)
    return [
        BookedOrder(
            number=order.number,
            kind=order.kind,
            effective_on=order.effective_on,
            booked_on=order.booked_on,
            actions=tuple(actions[order.pk]),
            terms=order.terms or {},
        )
        for order in Order.objects.filter(contract=contract).order_by("number")
    ]


def state_of(contract: Contract) -> ContractState:
    """Return what the contract's orders make of it."""
    return fold(booked_orders(contract))


def contracts_ordered_after(cursor: int) -> Iterable[int]:
    """Return the ids of contracts with an order booked after the cursor (an order id)."""
    return (
        Order.objects.filter(id__gt=cursor)
        .order_by("contract_id")
        .values_list("contract_id", flat=True)
        .distinct()
    )


def segment_of(row: OrderAction) -> Segment:
    """Return an action's row as a segment (its product must be loaded)."""
    return Segment(
        lot=row.lot,
        lot_key=row.lot_key,
        product=row.product.code,
        quantity_e4=int(row.quantity * QUANTITY_SCALE),
        unit_price_e4=row.unit_price_e4,
        price_months=row.price_months,
        currency=row.currency,
        period=Period(row.start_on, row.end_on),
        recurring=row.product.charge == Charge.RECURRING,
        list_price_e4=row.list_price_e4,
        uplift_bp=row.uplift_bp,
        suspended=row.suspended,
    )


def book_is_empty() -> bool:
    """Tell whether no contract was ever booked."""
    return not Order.objects.exists()
