"""Approval rules over time, who sits where, and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tenure.directory.models import Region
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, Role, may
from tenure.quotes.models import ApproverSeat, Delegation
from tenure.quotes.queries.approvals import approval_rules
from tenure.quotes.rules.approvals import RuleSlot, slots_on

REGIONS = tuple(str(region) for region in Region.values)
# How long what is over is still listed.
_KEPT = timedelta(days=365)


def rule_slots(user: User, *, on: date) -> list[RuleSlot]:
    """Return the rules as they are on a day, each with what came before and what will come."""
    return slots_on(approval_rules(), on) if scope_of(user).is_inside else []


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's seat as people read it: `is_held` on the day that was asked for."""

    row: ApproverSeat
    is_held: bool
    is_over: bool


def seats(user: User, *, on: date) -> list[Seat]:
    """Return who sits where on a day, who will, and who did in the year before."""
    rows = (
        ApproverSeat.objects.visible_to(user)
        .filter(Q(end_on=None) | Q(end_on__gt=on - _KEPT))
        .select_related("user")
        .order_by("role", "region", "-start_on")
    )
    return [
        Seat(
            row,
            is_held=row.start_on <= on and (row.end_on is None or on < row.end_on),
            is_over=row.end_on is not None and row.end_on <= on,
        )
        for row in rows
    ]


def covers(user: User, *, on: date) -> QuerySet[Delegation]:
    """Return who stands in for whom, now and later: a person's own, or all for who seats them."""
    rows = Delegation.objects.visible_to(user).filter(end_on__gt=on)
    if not may(user.role, Permission.SET_APPROVALS):
        rows = rows.filter(Q(given_by=user) | Q(given_to=user))
    return rows.select_related("given_by", "given_to").order_by("start_on", "pk")


def colleagues(user: User) -> list[User]:
    """Return those who may approve or stand in: everybody inside the company who is here."""
    if not scope_of(user).is_inside:
        return []
    rows = User.objects.filter(is_active=True).exclude(role__in=[Role.PARTNER, Role.SYSTEM])
    return list(rows.order_by("first_name", "last_name", "username"))


def find_colleague(username: str, user: User) -> User | None:
    """Return a colleague by user name."""
    return next((one for one in colleagues(user) if one.username == username), None)
