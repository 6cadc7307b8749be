"""Booked orders as the rules want them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tenure.book.models import Charge, Contract, Order, OrderAction
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import fold
from tenure.kernel.money import QUANTITY_SCALE
from tenure.kernel.period import Period

_ACTION = (
    "order_id", "kind", "replaces_lot", "from_contract__key", "lot", "lot_key", "product__code",
    "product__charge", "quantity", "unit_price_e4", "price_months", "currency", "start_on",
    "end_on", "list_price_e4", "uplift_bp", "suspended",
)  # fmt: skip
_ORDER = ("id", "number", "kind", "effective_on", "booked_on", "terms")


def booked_orders(contract: Contract) -> list[BookedOrder]:
    """Return the contract's orders with their actions, by number (two queries).

    As bare rows: a contract may have thousands, and a model of each takes longer than the fold.
    """
    actions: dict[int, list[Action]] = defaultdict(list)
    rows = OrderAction.objects.filter(order__contract=contract).order_by("order_id", "id")
    for order_id, kind, replaces, source, *segment in rows.values_list(*_ACTION):
        actions[order_id].append(Action(kind, _segment(*segment), replaces, source or ""))
    orders = Order.objects.filter(contract=contract).order_by("number")
    return [
        BookedOrder(number, kind, effective_on, booked_on, tuple(actions[pk]), terms or {})
        for pk, number, kind, effective_on, booked_on, terms in orders.values_list(*_ORDER)
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


def _segment(
    lot: int, lot_key: str, product: str, charge: str, quantity: Decimal, unit_price_e4: int,
    price_months: int, currency: str, start_on: date, end_on: date | None,
    list_price_e4: int | None, uplift_bp: int | None, suspended: bool,
) -> Segment:  # fmt: skip
    """Return an action's columns as a segment."""
    return Segment(
        lot, lot_key, product, int(quantity * QUANTITY_SCALE), unit_price_e4, price_months,
        currency, Period(start_on, end_on), charge == Charge.RECURRING, suspended,
        list_price_e4, uplift_bp,
    )  # fmt: skip


def book_is_empty() -> bool:
    """Tell whether no contract was ever booked."""
    return not Order.objects.exists()
