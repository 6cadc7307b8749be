"""What the contract and customer pages ask of the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.db.models import Count, QuerySet

from tenure.book.models import ArrMovement, Contract, Line, Order
from tenure.foundation.models import User

MOST_LINES = 500
MOST_MOVEMENTS = 500


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement of the ledger with the contract's ARR after it, in minor units a year."""

    movement: ArrMovement
    balance_minor: int


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """A contract with its lines, orders and ledger, oldest first; `cut` when there are more."""

    contract: Contract
    lines: list[Line]
    orders: Sequence[Order]
    postings: list[Posting]
    cut: bool

    @property
    def arr_minor(self) -> int:
        """Return the contract's ARR once every posted movement has taken effect."""
        return self.postings[-1].balance_minor if self.postings else 0


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """Return the contracts the person may see, with the parties."""
    return Contract.objects.visible_to(user).select_related(
        "customer", "bill_to", "reseller", "distributor", "owner"
    )


def contract_keyed(key: str, *, user: User) -> Contract | None:
    """Return the contract with a key; None when the person may not see it."""
    return contracts_visible_to(user).filter(key=key).first()


def contract_facts(contract_id: int, *, user: User) -> ContractFacts | None:
    """Return the contract's page (four queries); None when the person may not see it."""
    contract = contracts_visible_to(user).filter(pk=contract_id).first()
    if contract is None:
        return None
    lines = list(
        Line.objects.filter(contract=contract)
        .select_related("product")
        .order_by("lot", "start_on")[: MOST_LINES + 1]
    )
    orders = list(
        Order.objects.filter(contract=contract)
        .select_related("booked_by")
        .annotate(changes=Count("actions"))
        .order_by("number")[:MOST_LINES]
    )
    movements = list(
        ArrMovement.objects.filter(contract=contract)
        .select_related("order")
        .order_by("effective_on", "id")[:MOST_MOVEMENTS]
    )
    balances = accumulate(movement.amount_minor for movement in movements)
    postings = [Posting(*pair) for pair in zip(movements, balances, strict=True)]
    return ContractFacts(contract, lines[:MOST_LINES], orders, postings, len(lines) > MOST_LINES)


def contracts_of_customer(customer_id: int, *, user: User, limit: int = 100) -> list[Contract]:
    """Return the customer's contracts that the person may see, running ones first."""
    found = contracts_visible_to(user).filter(customer_id=customer_id)
    return list(found.order_by("ended_on", "end_on", "pk")[:limit])


def contracts_of_partner(partner_id: int, *, user: User, limit: int = 100) -> list[Contract]:
    """Return the contracts that a partner sells, those that end first on top."""
    found = contracts_visible_to(user)
    sold = found.filter(reseller_id=partner_id) | found.filter(distributor_id=partner_id)
    return list(sold.filter(ended_on=None).order_by("end_on", "pk")[:limit])


def lines_running_on(contract_id: int, day: object) -> list[Line]:
    """Return the contract's lines that run on a day, by lot."""
    found = Line.objects.filter(contract_id=contract_id, start_on__lte=day).exclude(end_on__lte=day)
    return list(found.select_related("product").order_by("lot")[:MOST_LINES])
