"""Book orders: the one way in which a contract's commercial facts change.

`change_contract` books what a person asks for (see `rules/changes`), planned under the contract's
lock; `book_order` books actions that somebody planned already. All write through `booking.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from tenure.book.commands.booking import LockedContract, OrderDraft, OrderRefused
from tenure.book.models import Contract, Order, OrderKind
from tenure.book.rules.changes import Change, Terminate, plan_reversal
from tenure.book.rules.effect import from_plan, planned
from tenure.book.rules.facts import Action, BookedOrder, Segment
from tenure.directory.models import Customer, StaffMember
from tenure.foundation.models import User
from tenure.kernel.ids import clean_key

__all__ = [
    "OrderDraft",
    "OrderRefused",
    "book_order",
    "book_renewal",
    "book_termination",
    "change_contract",
    "open_contract",
    "reverse_order",
]


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
    if draft.kind not in {OrderKind.NEW, OrderKind.TRANSFER, OrderKind.SPLIT}:
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

    Raises OrderRefused for unknown products, another currency or lots that do not fit;
    PeriodLocked and ReasonMissing as `rules/backdating.py` says.
    """
    locked = LockedContract(contract_id)
    return locked.repeated(draft.key) or locked.book(draft, by=by, on=on)


@transaction.atomic
def change_contract(
    *,
    contract_id: int,
    changes: Sequence[Change],
    booked_on: date,
    by: User,
    on: date,
    reason: str = "",
    key: str = "",
    details: Mapping[str, Any] | None = None,
) -> Order:
    """Book one order that makes all these changes, each on what the ones before left.

    Planned under the contract's lock on what was booked by then: of two people who change a
    contract at once the second changes what the first made of it. Raises ChangeRefused and what
    `book_order` raises.
    """
    locked = LockedContract(contract_id)
    repeated = locked.repeated(key)
    if repeated is not None:
        return repeated
    order = planned(locked.state, changes, booked_on=booked_on)
    draft = replace(drafted(order), reason=reason, key=key, details=details or {})
    return locked.book(draft, by=by, on=on)


@transaction.atomic
def reverse_order(
    *, contract_id: int, number: int, booked_on: date, reason: str, by: User, on: date
) -> Order:
    """Book the counter-order of an order: the contract is again what it was before it.

    Repeating it returns the counter-order that stands. Raises ChangeRefused when later orders built
    on it, or when it was booked together with orders of other contracts (see `moving`).
    """
    locked = LockedContract(contract_id)
    done = _standing_counter_order(contract_id, number)
    if done is not None:
        return done
    undone = Order.objects.filter(contract_id=contract_id, number=number).first()
    if undone is not None and undone.bundle:
        raise OrderRefused(
            f"Order {number} was booked together with orders of other contracts: reverse them all."
        )
    return locked.book(
        counter_order(locked, number, booked_on=booked_on, reason=reason), by=by, on=on
    )


def _standing_counter_order(contract_id: int, number: int) -> Order | None:
    """Return the last counter-order of an order, unless that was undone as well."""
    last = Order.objects.filter(contract_id=contract_id, reverses=number).order_by("number").last()
    if last is None or _standing_counter_order(contract_id, last.number) is not None:
        return None
    return last


def counter_order(
    locked: LockedContract, number: int, *, booked_on: date, reason: str
) -> OrderDraft:
    """Return the draft that undoes an order of a locked contract. Raises ChangeRefused."""
    plan = plan_reversal(locked.orders, number)
    order = from_plan(locked.state, plan, kind=OrderKind.REVERSAL, booked_on=booked_on)
    return replace(drafted(order), reason=reason, reverses=number)


def drafted(order: BookedOrder) -> OrderDraft:
    """Return a planned order as a draft."""
    return OrderDraft(
        kind=order.kind,
        effective_on=order.effective_on,
        booked_on=order.booked_on,
        actions=order.actions,
        terms=order.terms,
    )


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
    """Book the next term from segments that were priced already (a signed quote's lines).

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
        reason=reason or ("renewed late" if start < booked_on else ""),
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
    return change_contract(
        contract_id=contract_id,
        changes=[Terminate(ended_on, reason)],
        booked_on=booked_on,
        by=by,
        on=on,
        reason=reason,
        key=key or f"termination-{ended_on}",
    )
