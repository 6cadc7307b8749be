"""What a person who changes a contract has to see: the contract, and what the change would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenure.book.models import Charge, Contract, Order, PeriodLock, Product
from tenure.book.queries.contract_page import party_names, product_names
from tenure.book.queries.contracts import contracts_visible_to
from tenure.book.queries.effects import effect_of_changes, effect_of_reversal, proration_mode
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.backdating import require_open_periods, require_order_of_bookings
from tenure.book.rules.changes import Change, ChangeRefused, MoveIn, MoveOut, moved_pieces
from tenure.book.rules.effect import Effect, effect_of, planned
from tenure.book.rules.facts import BookedOrder, ContractState
from tenure.book.rules.fold import fold
from tenure.directory.models import Customer, Partner
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput

MOST_PRODUCTS = 1000
MOST_PARTIES = 500


@dataclass(frozen=True, slots=True)
class Bought:
    """A product of the catalogue."""

    code: str
    name: str
    recurring: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A contract that somebody is about to change, with all that forms offer."""

    contract: Contract
    orders: list[BookedOrder]
    state: ContractState
    products: Mapping[str, Bought]
    names: Mapping[str, str]
    parties: Mapping[tuple[str, int], str]
    today: date
    user: User

    @property
    def revision(self) -> int:
        """Return the number of the last order."""
        return self.state.revision


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would do to a contract, and why it cannot be booked like that (if so)."""

    contract: Contract
    effect: Effect
    refusal: str
    needs_reason: bool
    is_new: bool = False


def subject_of_changes(contract_id: int, *, today: date, user: User) -> Subject | None:
    """Return the contract to be changed; None when the person may not see it."""
    contract = contracts_visible_to(user).filter(pk=contract_id).first()
    if contract is None:
        return None
    orders = booked_orders(contract)
    state = fold(orders)
    catalogue = {
        code: Bought(code, name, charge == Charge.RECURRING)
        for code, name, charge in Product.objects.order_by("name", "code").values_list(
            "code", "name", "charge"
        )[:MOST_PRODUCTS]
    }
    codes = {segment.product for lot in state.lots.values() for segment in lot}
    names = {code: found.name for code, found in catalogue.items()}
    if missing := codes - names.keys():
        names |= product_names(missing)
    parties = party_names(contract, state.terms, user=user)
    return Subject(contract, orders, state, catalogue, names, parties, today, user)


def orders_since(contract_id: int, revision: int, *, user: User) -> list[Order]:
    """Return the orders booked after a revision of the contract, by number."""
    found = Order.objects.visible_to(user).filter(contract_id=contract_id, number__gt=revision)
    return list(found.select_related("booked_by").order_by("number")[:50])


def order_of(contract_id: int, number: int, *, user: User) -> Order | None:
    """Return one order with its contract and who booked it; None when it is not visible."""
    found = Order.objects.visible_to(user).filter(contract_id=contract_id, number=number)
    return found.select_related("contract", "booked_by").first()


def order_with_key(contract_id: int, key: str, *, user: User) -> Order | None:
    """Return the order of the contract that was booked with a key; None when there is none."""
    found = Order.objects.visible_to(user).filter(contract_id=contract_id, key=key)
    return found.first()


def contracts_booked_with(order: Order, *, user: User) -> list[tuple[int, str]]:
    """Return the other contracts, as (id, key), with an order booked together with this one."""
    if not order.bundle:
        return []
    found = Order.objects.visible_to(user).filter(bundle=order.bundle)
    others = found.exclude(contract_id=order.contract_id).order_by("contract_id")
    return list(others.values_list("contract_id", "contract__key"))


def reversal_of(contract_id: int, number: int) -> Order | None:
    """Return the order that undid an order, if one did."""
    return Order.objects.filter(contract_id=contract_id, reverses=number).first()


def preview_of_changes(subject: Subject, changes: Sequence[Change], *, reason: str) -> Preview:
    """Return what the changes would do, booked today. Raises ChangeRefused."""
    effect = effect_of_changes(
        subject.contract.pk, changes, booked_on=subject.today, user=subject.user
    )
    assert effect is not None
    return _checked(subject.contract, subject.orders, effect, reason)


def previews_of_reversal(order: Order, *, today: date, reason: str, user: User) -> list[Preview]:
    """Return what undoing an order would do, with those booked together with it.

    Raises ChangeRefused when a later order built on it, or when one of the contracts concerned is
    not the person's to see.
    """
    together = [order]
    if order.bundle:
        booked = Order.objects.filter(bundle=order.bundle).exclude(kind="reversal")
        seen = Order.objects.visible_to(user).filter(bundle=order.bundle).exclude(kind="reversal")
        together = list(seen.select_related("contract").order_by("contract_id"))
        if booked.count() != len(together):
            raise ChangeRefused(
                "It was booked together with an order of a contract that you do not see: ask "
                "somebody who sees both."
            )
    found = []
    for one in together:
        effect = effect_of_reversal(one.contract_id, one.number, booked_on=today, user=user)
        assert effect is not None
        found.append(_checked(one.contract, booked_orders(one.contract), effect, reason))
    return found


def previews_of_move(
    subject: Subject, kind: str, from_on: date, *, lots: tuple[int, ...], new_key: str,
    customer: Customer | None, reason: str,
) -> list[Preview]:  # fmt: skip
    """Return what a transfer or split would do: to the contract, and the one it opens."""
    leaving = _leaving(subject.contract, subject.orders, kind, from_on, lots, subject.today)
    pieces = moved_pieces(subject.state, from_on, lots)
    arrival = MoveIn(from_on, kind, pieces, subject.contract.key)
    first = planned(ContractState(), [arrival], booked_on=subject.today)
    terms = {"start_on": from_on, "end_on": subject.state.end_on}
    opened = Contract(
        key=new_key, customer=customer or subject.contract.customer,
        currency=subject.contract.currency,
    )  # fmt: skip
    coming = effect_of(ContractState(), replace(first, terms=terms), mode=proration_mode())
    return [
        _checked(subject.contract, subject.orders, leaving, reason),
        replace(_checked(opened, [], coming, reason), is_new=True),
    ]


def previews_of_merge(
    subject: Subject, others: Sequence[Contract], from_on: date, *, end_on: date | None, reason: str
) -> list[Preview]:
    """Return what merging other contracts into this one would do to each of them."""
    end = end_on or subject.state.end_on
    arrivals: list[Change] = []
    found = []
    for other in others:
        orders = booked_orders(other)
        leaving = _leaving(other, orders, "merge", from_on, (), subject.today)
        found.append(_checked(other, orders, leaving, reason))
        pieces = moved_pieces(fold(orders), from_on)
        arrivals.append(MoveIn(from_on, "merge", pieces, other.key, end))
    order = planned(subject.state, arrivals, booked_on=subject.today)
    into = effect_of(subject.state, order, mode=proration_mode())
    return [_checked(subject.contract, subject.orders, into, reason), *found]


def contracts_to_merge(subject: Subject) -> list[Contract]:
    """Return the running contracts of the same customer in the same currency, by key."""
    found = contracts_visible_to(subject.user).filter(
        customer_id=subject.contract.customer_id, currency=subject.contract.currency, ended_on=None
    )
    return list(found.exclude(pk=subject.contract.pk).order_by("key")[:MOST_PARTIES])


def customers_named(text: str, *, user: User) -> list[Customer]:
    """Return the customers with this key or name (any case), at most a few."""
    visible = Customer.objects.visible_to(user)
    by_key = list(visible.filter(key=text)[:1])
    return by_key or list(visible.filter(name__iexact=text).order_by("key")[:5])


def customers_to_offer(subject: Subject) -> list[tuple[str, str]]:
    """Return customers that the person sees as (key, name), by name: what a field suggests."""
    found = Customer.objects.visible_to(subject.user).exclude(pk=subject.contract.customer_id)
    return list(found.order_by("name", "key").values_list("key", "name")[:200])


def family_to_bill(subject: Subject) -> list[tuple[int, str]]:
    """Return the customer, its parent, its siblings and children as (id, name)."""
    own = subject.contract.customer
    visible = Customer.objects.visible_to(subject.user)
    kin = visible.filter(parent_id=own.pk)
    if own.parent_id is not None:
        kin |= visible.filter(pk=own.parent_id) | visible.filter(parent_id=own.parent_id)
    found = kin.exclude(pk=own.pk).order_by("name", "pk").values_list("pk", "name")[:MOST_PARTIES]
    return [(own.pk, own.name), *found]


def partners_to_choose(subject: Subject) -> list[tuple[int, str, str]]:
    """Return the partners that the person sees as (id, name, kind), by name."""
    found = Partner.objects.visible_to(subject.user).order_by("name", "pk")
    return list(found.values_list("pk", "name", "kind")[:MOST_PARTIES])


def _leaving(
    contract: Contract, orders: Sequence[BookedOrder], kind: str, from_on: date,
    lots: tuple[int, ...], today: date,
) -> Effect:  # fmt: skip
    state = fold(orders)
    try:
        order = planned(state, [MoveOut(from_on, kind, lots)], booked_on=today)
    except ChangeRefused as refused:
        raise ChangeRefused(f"{contract.key}: {refused}") from None
    return effect_of(state, order, mode=proration_mode())


def _checked(
    contract: Contract, orders: Sequence[BookedOrder], effect: Effect, reason: str
) -> Preview:
    """Return the preview with what `rules/backdating.py` would say at the booking."""
    order = effect.order
    needs_reason = bool(orders) and order.effective_on < order.booked_on
    locked = PeriodLock.objects.order_by("-before").values_list("before", flat=True).first()
    refusal = ""
    try:
        require_order_of_bookings(orders, order, reason=reason)
        require_open_periods(
            effect.before, effect.after, order, effect.movements, open_from=locked, booked=orders
        )
    except InvalidInput as refused:
        refusal = str(refused)
    return Preview(contract, effect, refusal, needs_reason)
