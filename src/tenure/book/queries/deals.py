"""Registered deals as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tenure.book.models import DealRegistration
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may

MOST = 100


@dataclass(frozen=True, slots=True)
class DealView:
    """Hold a registered deal, how it stands on a day, and what the reader may do with it."""

    deal: DealRegistration
    on: date
    may_approve: bool
    may_withdraw: bool

    @property
    def state(self) -> str:
        """Return "withdrawn", "expired", "replaced", "in force" or "to be decided"."""
        approval = getattr(self.deal, "approval", None)
        if getattr(self.deal, "withdrawal", None):
            return "withdrawn"
        if self.deal.end_on <= self.on:
            return "expired"
        if approval is None:
            return "to be decided"
        return "replaced" if approval.end_on <= self.on else "in force"


def deals_of_contract(contract_id: int, *, on: date, user: User) -> list[DealView]:
    """Return the deals registered on a contract, the latest first (one query)."""
    return _views(Q(contract_id=contract_id), on=on, user=user)


def deals_of_partner(partner_id: int, *, on: date, user: User) -> list[DealView]:
    """Return the deals that a partner registered, the latest first (one query)."""
    return _views(Q(partner_id=partner_id), on=on, user=user)


def deals_to_decide(*, on: date, user: User) -> list[DealView]:
    """Return the deals that wait for a decision, the latest first (one query)."""
    return _views(Q(approval=None, withdrawal=None, end_on__gt=on), on=on, user=user)


def _views(wanted: Q, *, on: date, user: User) -> list[DealView]:
    rows = (
        DealRegistration.objects.visible_to(user)
        .filter(wanted)
        .select_related("contract__customer", "partner", "registered_by", "approval__approved_by")
        .select_related("withdrawal__withdrawn_by")
        .order_by("-pk")[:MOST]
    )
    return [_view(row, on, user) for row in rows]


def _view(deal: DealRegistration, on: date, user: User) -> DealView:
    decides = may(user.role, Permission.MANAGE_PARTNERS)
    own = deal.partner_id in scope_of(user).partner_ids or deal.registered_by_id == user.pk
    stands = getattr(deal, "withdrawal", None) is None and deal.end_on > on
    undecided = stands and getattr(deal, "approval", None) is None
    return DealView(
        deal=deal,
        on=on,
        may_approve=decides and undecided and (deal.registered_by_id != user.pk or user.is_system),
        may_withdraw=stands and (own or decides),
    )
