"""The one writer of orders: everything that books goes through `LockedContract.book`.

1. Lock the contract's row, so that two bookings of one contract follow one another. A repeated
   booking (same order key) ends here and returns the first.
2. Fold the contract's orders.
3. Let the caller draft the order on what the contract is now.
4. Refuse what a locked period, the book's dates or the products forbid.
5. Write the order, its actions, the lines and ledger movements that differ, the contract's facts.
6. Record one audit event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tenure.book.models import (
    ArrMovement,
    Charge,
    Contract,
    Line,
    Order,
    OrderAction,
    PeriodLock,
    PriceIndex,
    Product,
)
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.backdating import require_open_periods, require_order_of_bookings
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply, chained, fold
from tenure.book.rules.index_clause import INDEX_FACTS, fault_of_index_clause
from tenure.book.rules.ledger import Step, movements
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError
from tenure.kernel.money import QUANTITY_SCALE

# Contract columns that orders set, as they stand in `Order.terms`.
TERM_FACTS = (
    "start_on", "end_on", "first_start_on", "term_months", "renewal_type", "renewal_term_months",
    "notice_days", "price_method", "uplift_bp", "uplift_cap_bp", "price_hold_until",
    "terms_version", "co_term_group", "ended_on", "end_reason", "currency", "bill_to_id",
    "reseller_id", "distributor_id", "channel", "billing_months", "time_zone", "escalator_bp",
    *INDEX_FACTS,
)  # fmt: skip
DATE_FACTS = frozenset({"start_on", "end_on", "first_start_on", "price_hold_until", "ended_on"})


class OrderRefused(TenureError):
    """The order does not fit the contract; the message says why."""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What is to be booked. `terms` are contract facts by column name (see TERM_FACTS).

    `bundle` joins the orders that one act books on several contracts; `details` are kept with the
    order as they are (a termination's cause and settlement).
    """

    kind: str
    effective_on: date
    booked_on: date
    actions: Sequence[Action]
    terms: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    reason: str = ""
    reverses: int | None = None
    bundle: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


class LockedContract:
    """A contract whose row is locked until the transaction ends, and what its orders make of it."""

    def __init__(self, contract_id: int) -> None:
        """Lock. Raises Contract.DoesNotExist."""
        self.contract = Contract.objects.select_for_update().get(pk=contract_id)
        self._known: dict[str, tuple[int, str]] = {}

    @cached_property
    def orders(self) -> list[BookedOrder]:
        """Return the contract's orders, by number."""
        return booked_orders(self.contract)

    @cached_property
    def state(self) -> ContractState:
        """Return what the orders make of the contract."""
        return fold(self.orders)

    def repeated(self, key: str) -> Order | None:
        """Return the order that was booked with this key before."""
        if not key:
            return None
        return Order.objects.filter(contract=self.contract, key=key).first()

    def book(self, draft: OrderDraft, *, by: User, on: date) -> Order:
        """Write an order that was drafted on this state. Raises OrderRefused, PeriodLocked."""
        order = as_booked(draft, number=self.contract.revision + 1)
        before, after = self.state, apply(self.state, order)
        posted = movements(before, after)
        self._require_sound(draft)
        self._require_whole_index_clause(draft, after)
        require_order_of_bookings(self.orders, order, reason=draft.reason)
        require_open_periods(
            before, after, order, posted, open_from=open_from(), booked=self.orders
        )
        saved = self._save_order(draft, order, by=by)
        self._save_actions(saved, draft)
        self._save_lines(before, after)
        self._save_movements(saved, posted)
        self._save_facts(order)
        self.orders, self.state = [*self.orders, order], after
        record_event(
            by=by,
            on=on,
            verb="book.book_order",
            subject=self.contract,
            detail={
                "order": saved.number, "kind": saved.kind, "booked_on": str(draft.booked_on),
                "effective_on": str(draft.effective_on), **_given(draft),
            },
        )  # fmt: skip
        return saved

    def _require_sound(self, draft: OrderDraft) -> None:
        for action in draft.actions:
            if action.segment.currency != self.contract.currency:
                raise OrderRefused(
                    f"{self.contract.key}: lot {action.segment.lot_key} is in "
                    f"{action.segment.currency}, the contract in {self.contract.currency}"
                )
        charges = self._charges(action.segment.product for action in draft.actions)
        for action in draft.actions:
            segment = action.segment
            if segment.recurring != (charges[segment.product] == Charge.RECURRING):
                said = "recurring" if segment.recurring else "not recurring"
                raise OrderRefused(
                    f"{self.contract.key}: lot {segment.lot_key} is booked as {said}, but "
                    f"{segment.product} is charged as {charges[segment.product]}"
                )

    def _require_whole_index_clause(self, draft: OrderDraft, after: ContractState) -> None:
        if not draft.terms.keys() & set(INDEX_FACTS):
            return
        if fault := fault_of_index_clause(after.terms):
            raise OrderRefused(f"{self.contract.key}: {fault[0]}: {fault[1]}")
        code = after.terms.get("index_code")
        if code and not PriceIndex.objects.filter(code=code).exists():
            raise OrderRefused(
                f"{self.contract.key}: there is no price index {code}; publish its values first"
            )

    def _save_order(self, draft: OrderDraft, order: BookedOrder, *, by: User) -> Order:
        return Order.objects.create(
            contract=self.contract,
            number=order.number,
            kind=order.kind,
            effective_on=order.effective_on,
            booked_on=order.booked_on,
            key=draft.key,
            reason=draft.reason[:200],
            terms=dict(order.terms) or None,
            reverses=draft.reverses,
            bundle=draft.bundle,
            details=dict(draft.details),
            booked_by=by,
        )

    def _save_actions(self, order: Order, draft: OrderDraft) -> None:
        products = self._products(action.segment.product for action in draft.actions)
        sources = _contracts(action.from_contract for action in draft.actions)
        OrderAction.objects.bulk_create(
            OrderAction(
                order=order,
                kind=action.kind,
                replaces_lot=action.replaces,
                from_contract_id=sources.get(action.from_contract),
                **_columns(action.segment, products[action.segment.product]),
            )
            for action in draft.actions
        )

    def _save_lines(self, before: ContractState, after: ContractState) -> None:
        """Replace the lines of the lots that changed; the others are not touched."""
        lots = before.lots.keys() | after.lots.keys()
        changed = [lot for lot in sorted(lots) if after.lots.get(lot) != before.lots.get(lot)]
        now = {lot: after.lots.get(lot, ()) for lot in changed}
        Line.objects.filter(contract=self.contract, lot__in=changed).delete()
        ids = self._products(segment.product for found in now.values() for segment in found)
        Line.objects.bulk_create(
            Line(
                contract=self.contract,
                arr_minor=segment.arr_minor,
                prior_end_on=prior_end,
                **_columns(segment, ids[segment.product]),
            )
            for found in now.values()
            for segment, prior_end in chained(found)
        )

    def _save_movements(self, order: Order, posted: Sequence[Step]) -> None:
        ArrMovement.objects.bulk_create(
            ArrMovement(
                contract=self.contract,
                order=order,
                lot=step.lot,
                kind=step.kind,
                effective_on=step.effective_on,
                booked_on=order.booked_on,
                amount_minor=step.amount_minor,
                currency=self.contract.currency,
            )
            for step in posted
        )

    def _save_facts(self, order: BookedOrder) -> None:
        self.contract.revision = order.number
        for name, value in order.terms.items():
            is_day = value is not None and name in DATE_FACTS
            setattr(self.contract, name, date.fromisoformat(value) if is_day else value)
        self.contract.save()

    def _products(self, codes: Iterable[str]) -> dict[str, int]:
        return {code: key for code, (key, _) in self._catalogue(codes).items()}

    def _charges(self, codes: Iterable[str]) -> dict[str, str]:
        return {code: charge for code, (_, charge) in self._catalogue(codes).items()}

    def _catalogue(self, codes: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Return id and charge of products, each looked up once."""
        wanted = set(codes)
        if missing := wanted - self._known.keys():
            rows = Product.objects.filter(code__in=missing).values_list("code", "pk", "charge")
            self._known |= {code: (key, charge) for code, key, charge in rows}
        if missing := wanted - self._known.keys():
            names = ", ".join(sorted(missing))
            raise OrderRefused(f"{self.contract.key}: unknown product {names}")
        return {code: self._known[code] for code in wanted}


def open_from() -> date | None:
    """Return the first day that no lock covers (none: nothing is locked)."""
    holding = PeriodLock.objects.filter(reopening=None).order_by("-before")
    return holding.values_list("before", flat=True).first()


def as_booked(draft: OrderDraft, *, number: int) -> BookedOrder:
    """Return the draft as the order it becomes; facts as JSON values."""
    return BookedOrder(
        number=number,
        kind=draft.kind,
        effective_on=draft.effective_on,
        booked_on=draft.booked_on,
        actions=tuple(draft.actions),
        terms=plain(draft.terms),
    )


def plain(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms as JSON values; refuse a fact that is not a contract's."""
    unknown = set(terms) - set(TERM_FACTS)
    if unknown:
        raise OrderRefused(f"not a contract fact: {', '.join(sorted(unknown))}")
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in terms.items()
    }


def _given(draft: OrderDraft) -> dict[str, Any]:
    """Return what an audit event says beyond kind and dates, where there is any."""
    found: dict[str, Any] = {"reason": draft.reason, "bundle": draft.bundle, **draft.details}
    found["reverses"] = draft.reverses
    return {name: value for name, value in found.items() if value not in ("", None)}


def _contracts(keys: Iterable[str]) -> dict[str, int]:
    wanted = {key for key in keys if key}
    return dict(Contract.objects.filter(key__in=wanted).values_list("key", "pk")) if wanted else {}


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
        "suspended": segment.suspended,
    }
