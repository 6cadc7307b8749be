"""Book orders: the one way in which a contract's commercial facts change.

1. Lock the contract's row, so that two bookings of one contract follow one another.
2. Fold its orders; a repeated booking (same order key) ends here and returns the first.
3. Apply the new order with the pure rules.
4. Write the order, its actions, the lines and ledger movements that differ, the contract's facts.
5. Record one audit event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from tenure.book.models import (
    ArrMovement,
    Contract,
    Line,
    Order,
    OrderAction,
    OrderKind,
    Product,
)
from tenure.book.queries.orders import state_of
from tenure.book.rules.chain import chained
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply
from tenure.book.rules.ledger import movements
from tenure.directory.models import Customer, StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError
from tenure.kernel.ids import clean_key
from tenure.kernel.money import QUANTITY_SCALE
from tenure.kernel.period import Period

# Contract columns that orders set, as they stand in `Order.terms`.
TERM_FACTS = (
    "start_on", "end_on", "first_start_on", "term_months", "renewal_type", "renewal_term_months",
    "notice_days", "price_method", "uplift_bp", "uplift_cap_bp", "price_hold_until",
    "terms_version", "co_term_group", "ended_on", "end_reason", "currency", "bill_to_id",
    "reseller_id", "distributor_id", "channel",
)  # fmt: skip


class OrderRefused(TenureError):
    """The order does not fit the contract; the message says why."""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What is to be booked. `terms` are contract facts by column name (see TERM_FACTS)."""

    kind: str
    effective_on: date
    booked_on: date
    actions: Sequence[Action]
    terms: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    reason: str = ""


@transaction.atomic
def open_contract(
    *,
    key: str,
    customer: Customer,
    draft: OrderDraft,
    by: User,
    on: date,
    name: str = "",
    owner: StaffMember | None = None,
) -> Contract:
    """Open a contract by its first order (kind new). Repeating it returns the same contract."""
    existing = Contract.objects.filter(key=clean_key(key)).first()
    if existing is not None:
        return existing
    if draft.kind != OrderKind.NEW:
        raise OrderRefused(f"contract {key} must begin with a new order, not {draft.kind}")
    start = draft.terms.get("start_on", draft.effective_on)
    contract = Contract(
        key=clean_key(key),
        name=name,
        customer=customer,
        owner=owner,
        currency=draft.terms["currency"],
        start_on=start,
        first_start_on=draft.terms.get("first_start_on", start),
    )
    contract.save()
    terms = {"start_on": start, "first_start_on": contract.first_start_on, **draft.terms}
    book_order(contract_id=contract.pk, draft=replace(draft, terms=terms), by=by, on=on)
    contract.refresh_from_db()
    return contract


@transaction.atomic
def book_order(*, contract_id: int, draft: OrderDraft, by: User, on: date) -> Order:
    """Book one order on a contract. Repeating an order with the same key returns the first.

    Raises OrderRefused for unknown products, another currency or lots that do not fit.
    """
    contract = Contract.objects.select_for_update().get(pk=contract_id)
    if draft.key:
        repeated = Order.objects.filter(contract=contract, key=draft.key).first()
        if repeated is not None:
            return repeated
    before = state_of(contract)
    after = apply(before, _as_booked(draft, number=contract.revision + 1))
    products = _products(contract, draft)
    order = Order.objects.create(
        contract=contract,
        number=after.revision,
        kind=draft.kind,
        effective_on=draft.effective_on,
        booked_on=draft.booked_on,
        key=draft.key,
        reason=draft.reason,
        terms=_plain(draft.terms) or None,
        booked_by=by,
    )
    _save_actions(order, draft, products)
    _save_lines(contract, before, after)
    _save_movements(contract, order, before, after)
    _save_facts(contract, draft, after)
    record_event(
        by=by,
        on=on,
        verb="book.book_order",
        subject=contract,
        detail={"order": order.number, "kind": order.kind, "booked_on": str(draft.booked_on)},
    )
    return order


def book_renewal(
    *,
    contract_id: int,
    segments: Sequence[Segment],
    end_on: date,
    booked_on: date,
    by: User,
    on: date,
    key: str = "",
    reason: str = "",
) -> Order:
    """Book the next term: what is renewed, at which price, until when.

    Segments start where the term ends (a lapsed contract: later). Lots left out are not renewed:
    they end with the old term. `end_on` is the first day after the new term.
    """
    contract = Contract.objects.get(pk=contract_id)
    if not segments:
        raise OrderRefused(f"{contract.key}: a renewal renews at least one lot")
    start = min(segment.period.start for segment in segments)
    if contract.end_on is not None and start < contract.end_on:
        raise OrderRefused(
            f"{contract.key}: the next term cannot start on {start}, before the current one ends"
        )
    draft = OrderDraft(
        kind=OrderKind.RENEWAL,
        effective_on=start,
        booked_on=booked_on,
        actions=[Action("renew", segment) for segment in segments],
        terms={"start_on": start, "end_on": end_on, "ended_on": None, "end_reason": ""},
        key=key or f"renewal-{start}",
        reason=reason,
    )
    return book_order(contract_id=contract_id, draft=draft, by=by, on=on)


def book_termination(
    *,
    contract_id: int,
    ended_on: date,
    booked_on: date,
    reason: str,
    by: User,
    on: date,
    key: str = "",
) -> Order:
    """End the whole contract: `ended_on` is the first day without service."""
    contract = Contract.objects.get(pk=contract_id)
    if ended_on < contract.first_start_on:
        raise OrderRefused(
            f"{contract.key}: cannot end before it began ({contract.first_start_on})"
        )
    draft = OrderDraft(
        kind=OrderKind.TERMINATION,
        effective_on=ended_on,
        booked_on=booked_on,
        actions=_endings(state_of(contract), ended_on),
        terms={"ended_on": ended_on, "end_reason": reason[:60]},
        key=key or f"termination-{ended_on}",
        reason=reason,
    )
    return book_order(contract_id=contract_id, draft=draft, by=by, on=on)


def _endings(state: ContractState, ended_on: date) -> list[Action]:
    """Return the actions that take away every day from `ended_on` on."""
    found = []
    for segments in state.lots.values():
        for segment in segments:
            end = segment.period.end
            if end is None or end > ended_on:
                start = max(segment.period.start, ended_on)
                cut = replace(segment, period=Period(start, end))
                found.append(Action("terminate", cut))
    return found


def _as_booked(draft: OrderDraft, *, number: int) -> BookedOrder:
    return BookedOrder(
        number=number,
        kind=draft.kind,
        effective_on=draft.effective_on,
        booked_on=draft.booked_on,
        actions=tuple(draft.actions),
        terms=_plain(draft.terms),
    )


def _plain(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms as JSON values; refuse a fact that is not a contract's."""
    unknown = set(terms) - set(TERM_FACTS)
    if unknown:
        raise OrderRefused(f"not a contract fact: {', '.join(sorted(unknown))}")
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in terms.items()
    }


def _products(contract: Contract, draft: OrderDraft) -> dict[str, Product]:
    codes = {action.segment.product for action in draft.actions}
    found = {product.code: product for product in Product.objects.filter(code__in=codes)}
    if missing := codes - set(found):
        raise OrderRefused(f"{contract.key}: unknown product {', '.join(sorted(missing))}")
    for action in draft.actions:
        if action.segment.currency != contract.currency:
            raise OrderRefused(
                f"{contract.key}: lot {action.segment.lot_key} is in {action.segment.currency}, "
                f"the contract in {contract.currency}"
            )
    return found


def _save_actions(order: Order, draft: OrderDraft, products: Mapping[str, Product]) -> None:
    OrderAction.objects.bulk_create(
        OrderAction(
            order=order,
            kind=action.kind,
            **_columns(action.segment, products[action.segment.product].pk),
        )
        for action in draft.actions
    )


def _save_lines(contract: Contract, before: ContractState, after: ContractState) -> None:
    """Replace the lines of the lots that changed; the others are not touched."""
    changed = [lot for lot, segments in after.lots.items() if segments != before.lots.get(lot)]
    Line.objects.filter(contract=contract, lot__in=changed).delete()
    codes = {segment.product for lot in changed for segment in after.lots[lot]}
    ids = dict(Product.objects.filter(code__in=codes).values_list("code", "pk"))
    Line.objects.bulk_create(
        Line(
            contract=contract,
            arr_minor=segment.arr_minor,
            prior_end_on=prior_end,
            **_columns(segment, ids[segment.product]),
        )
        for lot in changed
        for segment, prior_end in chained(after.lots[lot])
    )


def _save_movements(
    contract: Contract, order: Order, before: ContractState, after: ContractState
) -> None:
    ArrMovement.objects.bulk_create(
        ArrMovement(
            contract=contract,
            order=order,
            lot=step.lot,
            kind=step.kind,
            effective_on=step.effective_on,
            booked_on=order.booked_on,
            amount_minor=step.amount_minor,
            currency=contract.currency,
        )
        for step in movements(before, after)
    )


def _save_facts(contract: Contract, draft: OrderDraft, after: ContractState) -> None:
    contract.revision = after.revision
    for name, value in draft.terms.items():
        setattr(contract, name, value)
    contract.save()


def _columns(segment: Segment, product_id: int) -> dict[str, Any]:
    return {
        "lot": segment.lot,
        "lot_key": segment.lot_key,
        "product_id": product_id,
        "quantity": Decimal(segment.quantity_e4) / QUANTITY_SCALE,
        "unit_price_e4": segment.unit_price_e4,
        "price_months": segment.price_months,
        "currency": segment.currency,
        "start_on": segment.period.start,
        "end_on": segment.period.end,
        "list_price_e4": segment.list_price_e4,
        "uplift_bp": segment.uplift_bp,
    }
