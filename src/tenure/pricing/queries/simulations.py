"""Simulations that were asked for: where they stand, what came of them, one contract of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tenure.book.models import Contract, Product
from tenure.foundation.models import User
from tenure.pricing.models import PolicySimulation
from tenure.pricing.queries.engine import price_rows
from tenure.pricing.queries.facts import DESCRIPTIONS, FACT_NAMES, lines_sql, next_terms
from tenure.pricing.queries.policies import policies
from tenure.pricing.queries.simulation import NamedMovers, named_movers
from tenure.pricing.rules import (
    AnyPolicy,
    PolicyKind,
    PricedLine,
    explain,
    kind_of,
    slice_words,
    terms_words,
    trace_of,
)
from tenure.pricing.rules.proposals import Proposal, proposals_from
from tenure.pricing.rules.simulation import Simulated, basis_of, simulated_from, with_proposed


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Hold a proposed policy as its page shows it; `is_published` when it is by now."""

    name: str
    policy: AnyPolicy
    is_published: bool

    @property
    def kind(self) -> PolicyKind:
        """Return what kind of policy it is."""
        return kind_of(self.policy)

    @property
    def slice(self) -> str:
        """Return whom it is for, in words."""
        return slice_words(self.policy)

    @property
    def terms(self) -> str:
        """Return what it says, in words."""
        return terms_words(self.policy)


@dataclass(frozen=True, slots=True)
class SimulationView:
    """Hold a simulation: where it stands, and what came of it.

    `is_outdated` when other policies stand by now than when it was made.
    """

    row: PolicySimulation
    proposals: list[ProposalView]
    found: Simulated | None
    movers: NamedMovers | None
    is_outdated: bool

    @property
    def state(self) -> str:
        """Return waiting, running, done or failed."""
        return state_of(self.row)

    @property
    def is_published(self) -> bool:
        """Tell whether all of its policies are published by now."""
        return all(proposal.is_published for proposal in self.proposals)


def state_of(row: PolicySimulation) -> str:
    """Return where a simulation stands: waiting, running, done or failed."""
    if row.finished_at is not None:
        return "failed" if row.error else "done"
    return "running" if row.started_at is not None else "waiting"


def simulations_visible_to(user: User) -> QuerySet[PolicySimulation]:
    """Return the simulations a person may see, newest first, without their results."""
    found = PolicySimulation.objects.visible_to(user).select_related("asked_by")
    return found.defer("result").order_by("-pk")


def find_simulation(user: User, simulation_id: int) -> SimulationView | None:
    """Return a simulation as far as the person may see it."""
    rows = PolicySimulation.objects.visible_to(user).select_related("asked_by")
    row = rows.filter(pk=simulation_id).first()
    if row is None:
        return None
    stand = policies()
    proposals = [
        ProposalView(one.name, one.policy, one.policy in stand)
        for one in proposals_from(row.proposed)
    ]
    found = simulated_from(row.result) if row.result is not None else None
    movers = named_movers(found, user) if found is not None else None
    outdated = found is not None and basis_of(stand) != found.basis
    return SimulationView(row, proposals, found, movers, outdated)


def proposals_of(user: User, simulation_id: int) -> list[Proposal]:
    """Return what a simulation that the person may see proposes; nothing where there is none."""
    row = PolicySimulation.objects.visible_to(user).filter(pk=simulation_id).first()
    return proposals_from(row.proposed) if row is not None else []


@dataclass(frozen=True, slots=True)
class LineCompared:
    """Hold one line of a contract priced now and then, and why each time."""

    product: str
    currency: str
    quantity: Decimal
    now: PricedLine
    then: PricedLine
    says_now: str
    says_then: str

    @property
    def is_touched(self) -> bool:
        """Tell whether anything about its price changes."""
        return any(
            self.now.columns[name] != self.then.columns[name]
            for name in ("proposed_price_e4", "partner_price_e4")
        )


@dataclass(frozen=True, slots=True)
class ContractCompared:
    """Hold a contract with its lines priced as things stand and with the proposed policies."""

    contract: Contract
    renewal_on: date | None
    lines: list[LineCompared]


def compare_contract(user: User, simulation_id: int, contract_id: int) -> ContractCompared | None:
    """Return a contract's lines priced now and then, as the book is today; by lot and piece.

    None for a simulation or a contract that the person may not see.
    """
    proposals = proposals_of(user, simulation_id)
    contracts = Contract.objects.visible_to(user).select_related("customer")
    contract = contracts.filter(pk=contract_id).first()
    if not proposals or contract is None:
        return None
    rows = _rows_of(contract_id)
    stand = policies()
    facts = [{name: row[name] for name in FACT_NAMES} for row in rows]
    before = price_rows(facts, stand)
    after = price_rows(facts, with_proposed(stand, [one.policy for one in proposals]))
    names = dict(
        Product.objects.filter(pk__in={row["product_id"] for row in rows}).values_list("pk", "name")
    )
    lines = [
        LineCompared(
            product=names[row["product_id"]],
            currency=row["currency"],
            quantity=Decimal(row["quantity_e4"]) / 10_000,
            now=now,
            then=then,
            says_now=explain(trace_of(now), row["currency"]),
            says_then=explain(trace_of(then), row["currency"]),
        )
        for row, now, then in zip(rows, before, after, strict=True)
    ]
    return ContractCompared(contract, contract.end_on, lines)


def _rows_of(contract_id: int) -> Sequence[dict[str, Any]]:
    terms = next_terms("c.id = %s", [contract_id])
    names = (*DESCRIPTIONS, *FACT_NAMES)
    with connection.cursor() as cursor:
        cursor.execute(f"{lines_sql(terms.rows.sql)} ORDER BY lot, line_id", terms.rows.parameters)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
