"""Contracts in the database for tests, and short words to change them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tenure.book.commands.moving import Move
from tenure.book.commands.orders import OrderDraft, change_contract, open_contract
from tenure.book.models import ArrMovement, Charge, Contract, Order, Product
from tenure.book.queries.orders import state_of
from tenure.book.rules.changes import Change
from tenure.book.rules.facts import Action, ContractState, Segment
from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tests.book.builders import day, segment

START = "2026-01-01"
END = "2027-01-01"


def opened(
    key: str = "K1", *segments: Segment, customer: str = "C1", end: str | None = END, **terms: Any
) -> Contract:
    """Open a contract for 2026, by default of one lot of 10 at 100.00 EUR a year."""
    for code, charge in (("PLAT", "recurring"), ("NEXT", "recurring"), ("SETUP", "one_time")):
        Product.objects.get_or_create(code=code, defaults={"name": code, "charge": Charge(charge)})
    owner, _ = Customer.objects.get_or_create(key=customer, defaults={"name": customer})
    found = segments or (segment(START, end),)
    draft = OrderDraft(
        kind="new",
        effective_on=day(START),
        booked_on=day(START),
        actions=[Action("add", each) for each in found],
        terms={"currency": found[0].currency, "end_on": end and day(end), **terms},
        key=f"first-{key}",
    )
    return open_contract(
        key=key, customer=owner, draft=draft, by=system_actor(), on=day(START), name="Deal"
    )


def change(
    contract: Contract, *changes: Change, booked: str, reason: str = "", **more: Any
) -> Order:
    """Change a contract in an order booked on a day."""
    order = change_contract(
        contract_id=contract.pk, changes=changes, booked_on=day(booked), by=system_actor(),
        on=day(booked), reason=reason, **more,
    )  # fmt: skip
    contract.refresh_from_db()
    return order


def move(on: str, *lots: int, booked: str = "2026-05-20", reason: str = "as agreed") -> Move:
    return Move(day(on), day(booked), reason, lots)


def now(contract: Contract) -> ContractState:
    return state_of(contract)


def posted(contract: Contract) -> list[tuple[str, str, int]]:
    """Return the contract's movements as (day, kind, amount), summed, by day and kind."""
    total: dict[tuple[date, str], int] = {}
    for movement in ArrMovement.objects.filter(contract=contract):
        place = (movement.effective_on, movement.kind)
        total[place] = total.get(place, 0) + movement.amount_minor
    return [(str(on), kind, amount) for (on, kind), amount in sorted(total.items()) if amount]
