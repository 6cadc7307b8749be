"""A look at what an order would do, and at what a contract was: folds, never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from tenure.book.models import Contract
from tenure.book.queries.contracts import contracts_visible_to
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.changes import Change
from tenure.book.rules.changes.reversing import plan_reversal
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.effect import Effect, effect_of, from_plan, planned
from tenure.book.rules.facts import BookedOrder, ContractState
from tenure.book.rules.fold import fold, known_on, terms_on
from tenure.book.rules.ledger import arr_on, available_to_renew
from tenure.foundation.models import User


@dataclass(frozen=True, slots=True)
class AsOf:
    """A contract on a day, as it was known on another; amounts in minor units a year."""

    contract: Contract
    day: date
    known_on: date
    state: ContractState
    terms: dict[str, Any]
    orders: list[BookedOrder]

    @property
    def arr_minor(self) -> int:
        """Return the ARR on the day."""
        return arr_on(self.state, self.day)

    @property
    def atr_minor(self) -> int:
        """Return what is up for renewal at the end of the term, as it was known."""
        return available_to_renew(self.state)


def proration_mode() -> Mode:
    """Return how this company prices a part of a term."""
    return Mode(settings.PRORATION_MODE)


def effect_of_changes(
    contract_id: int,
    changes: Sequence[Change],
    *,
    booked_on: date,
    user: User,
) -> Effect | None:
    """Return what the changes would do; None when the person may not see the contract.

    Three queries, nothing written, nothing locked. Raises ChangeRefused.
    """
    contract = contracts_visible_to(user).filter(pk=contract_id).first()
    if contract is None:
        return None
    state = fold(booked_orders(contract))
    return effect_of(state, planned(state, changes, booked_on=booked_on), mode=proration_mode())


def effect_of_reversal(
    contract_id: int, number: int, *, booked_on: date, user: User
) -> Effect | None:
    """Return what a counter-order would do; None when the person may not see the contract."""
    contract = contracts_visible_to(user).filter(pk=contract_id).first()
    if contract is None:
        return None
    orders = booked_orders(contract)
    state = fold(orders)
    plan = plan_reversal(orders, number)
    order = from_plan(state, plan, kind="reversal", booked_on=booked_on)
    return effect_of(state, order, mode=proration_mode())


def contract_as_of(contract_id: int, *, day: date, known: date, user: User) -> AsOf | None:
    """Return the contract on a day as known on another; None when the person may not see it."""
    contract = contracts_visible_to(user).filter(pk=contract_id).first()
    if contract is None:
        return None
    orders = known_on(booked_orders(contract), known)
    return AsOf(contract, day, known, fold(orders), terms_on(orders, day), orders)
