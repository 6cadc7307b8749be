"""A next term as it was signed: what goes on, what is new, and what took a product's place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tenure.book.rules.changes.base import Plan
from tenure.book.rules.changes.lines import AddLine, SwapProduct
from tenure.book.rules.changes.renewing import Renew
from tenure.book.rules.facts import BookedOrder, ContractState
from tenure.book.rules.fold import apply


@dataclass(frozen=True, slots=True)
class RenewAsSigned:
    """Renew, then put successors into the place of products and add what is new, in one order."""

    renew: Renew
    changes: tuple[SwapProduct | AddLine, ...] = ()
    order_kind: ClassVar[str] = "renewal"

    def plan(self, state: ContractState) -> Plan:
        """Return all of it as one plan, each on what the ones before left. Raises ChangeRefused."""
        plan = self.renew.plan(state)
        for change in self.changes:
            following = change.plan(_after(state, plan))
            plan = Plan(plan.effective_on, plan.actions + following.actions, plan.terms)
        return plan


def _after(state: ContractState, plan: Plan) -> ContractState:
    day = plan.effective_on
    order = BookedOrder(state.revision + 1, "renewal", day, day, plan.actions, plan.terms)
    return apply(state, order)
