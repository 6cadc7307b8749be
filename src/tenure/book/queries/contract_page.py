"""A contract's page: what it is or was on a day, as it was known on another, and how it came about.

Its orders make it, so today's page and any other day's are the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Count

from tenure.book.models import ArrMovement, Contract, Order, Product
from tenure.book.queries.contracts import MOST_MOVEMENTS, Posting
from tenure.book.queries.effects import AsOf, contract_as_of
from tenure.book.rules.facts import BookedOrder, Segment, day_of
from tenure.directory.models import Customer, Partner
from tenure.foundation.models import User

MOST_ORDERS = 500


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the contract: its first day, and the first day after it (none: open)."""

    start_on: date
    end_on: date | None


@dataclass(frozen=True, slots=True)
class ContractPage:
    """A contract on a day as it was known on another, with the orders that made it."""

    as_of: AsOf
    booked: Sequence[Order]
    undone: Mapping[int, int]
    partners_in_bundles: Mapping[str, list[tuple[int, str]]]
    postings: list[Posting]
    products: Mapping[str, str]
    facts: Mapping[str, Any]
    facts_are_later: bool
    parties: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def in_force(self) -> list[Segment]:
        """Return the segments that run on the day, by lot."""
        return self.as_of.state.segments_on(self.as_of.day)

    @property
    def others(self) -> list[Segment]:
        """Return the segments that are over or still to come, by lot and day."""
        day = self.as_of.day
        return [
            segment
            for _, segments in sorted(self.as_of.state.lots.items())
            for segment in segments
            if not segment.period.contains(day)
        ]

    @property
    def terms(self) -> list[Term]:
        """Return the terms there were and are, by their first day."""
        return terms_of(self.as_of.orders)


def contract_page(contract_id: int, *, day: date, known: date, user: User) -> ContractPage | None:
    """Return the contract's page; None when the person may not see it.

    Seven queries, three more where a party is another than the customer, a product is swapped or
    orders were booked together.
    """
    as_of = contract_as_of(contract_id, day=day, known=known, user=user)
    if as_of is None:
        return None
    booked = list(
        Order.objects.filter(contract=as_of.contract, number__lte=len(as_of.orders))
        .select_related("booked_by")
        .annotate(changes=Count("actions"))
        .order_by("number")[:MOST_ORDERS]
    )
    facts, are_later = _facts(as_of)
    return ContractPage(
        as_of=as_of,
        booked=booked,
        undone={order.reverses: order.number for order in booked if order.reverses is not None},
        partners_in_bundles=_bundles(booked, user=user),
        postings=_postings(as_of),
        products=product_names(
            segment.product for lot in as_of.state.lots.values() for segment in lot
        ),
        facts=facts,
        facts_are_later=are_later,
        parties=party_names(as_of.contract, facts, user=user),
    )


def terms_of(orders: Iterable[BookedOrder]) -> list[Term]:
    """Return the terms that the orders set; one whose end was moved has its last end."""
    found: dict[date, date | None] = {}
    facts: dict[str, Any] = {}
    for order in sorted(orders, key=lambda order: order.number):
        facts.update(order.terms)
        start = day_of(facts.get("start_on"))
        if start is not None:
            found = {day: end for day, end in found.items() if day <= start}
            found[start] = day_of(facts.get("end_on"))
    return [Term(*pair) for pair in sorted(found.items(), key=lambda pair: pair[0])]


def product_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of products by their codes."""
    return dict(Product.objects.filter(code__in=set(codes)).values_list("code", "name"))


def party_names(
    contract: Contract, facts: Mapping[str, Any], *, user: User
) -> dict[tuple[str, int], str]:
    """Return the names of the customer and partners that the facts name, by (fact, id).

    Those of the contract as it is are seen with it; earlier ones by those who may see them.
    """
    now = {
        "bill_to_id": contract.bill_to,
        "reseller_id": contract.reseller,
        "distributor_id": contract.distributor,
    }
    found = {(fact, one.pk): one.name for fact, one in now.items() if one is not None}
    asked = {(fact, facts[fact]) for fact in now if facts.get(fact)} - found.keys()
    customers = {pk for fact, pk in asked if fact == "bill_to_id"}
    partners = {pk for fact, pk in asked if fact != "bill_to_id"}
    names: dict[str, dict[int, str]] = {"bill_to_id": {}, "reseller_id": {}, "distributor_id": {}}
    if customers:
        rows = Customer.objects.visible_to(user).filter(pk__in=customers)
        names["bill_to_id"] = dict(rows.values_list("pk", "name"))
    if partners:
        sellers = Partner.objects.visible_to(user).filter(pk__in=partners)
        names["reseller_id"] = dict(sellers.values_list("pk", "name"))
        names["distributor_id"] = names["reseller_id"]
    return found | {(fact, pk): names[fact][pk] for fact, pk in asked if pk in names[fact]}


def _facts(as_of: AsOf) -> tuple[dict[str, Any], bool]:
    """Return the facts in effect on the day; where none is on file yet, those known for later."""
    if as_of.terms or not as_of.state.terms:
        return dict(as_of.terms), False
    return dict(as_of.state.terms), True


def _postings(as_of: AsOf) -> list[Posting]:
    movements = list(
        ArrMovement.objects.filter(contract=as_of.contract, booked_on__lte=as_of.known_on)
        .select_related("order")
        .order_by("effective_on", "id")[:MOST_MOVEMENTS]
    )
    balances = accumulate(movement.amount_minor for movement in movements)
    return [Posting(*pair) for pair in zip(movements, balances, strict=True)]


def _bundles(booked: Sequence[Order], *, user: User) -> dict[str, list[tuple[int, str]]]:
    """Return by bundle the other contracts, as (id, key), that the person may see."""
    wanted = {order.bundle for order in booked if order.bundle}
    found: dict[str, list[tuple[int, str]]] = {bundle: [] for bundle in wanted}
    if wanted:
        own = booked[0].contract_id
        rows = Order.objects.visible_to(user).filter(bundle__in=wanted).exclude(contract_id=own)
        for bundle, pk, key in rows.order_by("contract_id").values_list(
            "bundle", "contract_id", "contract__key"
        ):
            found[bundle].append((pk, key))
    return found
