"""What a user's place in the company or at a partner lets them see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tenure.foundation.models import User
from tenure.foundation.roles import SEE_EVERYTHING, Role

_CACHE = "_tenure_scope"


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids that bound a user's view; read once per user object (so once per request)."""

    sees_everything: bool
    is_inside: bool
    cleared: bool
    staff_ids: tuple[int, ...] = ()
    owner_ids: tuple[int, ...] = ()
    partner_ids: tuple[int, ...] = ()

    def clearance_q(self, path: str) -> Q:
        """Return the export-control condition for a customer reached by `path` ('' or 'x__')."""
        return Q() if self.cleared else Q(**{f"{path}export_controlled": False})


def scope_of(user: User) -> Scope:
    """Return the user's scope.

    Renewals managers see the book of their team (they cover for one another); account executives
    and customer success managers their accounts; partners what they sell.
    """
    cached: Scope | None = getattr(user, _CACHE, None)
    if cached is None:
        cached = _read_scope(user)
        setattr(user, _CACHE, cached)
    return cached


def _read_scope(user: User) -> Scope:
    if user.role in SEE_EVERYTHING:
        return Scope(sees_everything=True, is_inside=True, cleared=user.cleared)
    if user.role == Role.PARTNER:
        seat = getattr(user, "partner_seat", None)
        partners = (seat.partner_id,) if seat else ()
        return Scope(False, is_inside=False, cleared=user.cleared, partner_ids=partners)
    staff = getattr(user, "staff", None)
    if staff is None:
        return Scope(sees_everything=False, is_inside=True, cleared=user.cleared)
    owners: tuple[int, ...] = ()
    if user.role == Role.RENEWALS_MANAGER:
        owners = (staff.pk,)
        if staff.team_id is not None:
            owners = tuple(staff.team.members.order_by("pk").values_list("pk", flat=True))
    return Scope(
        sees_everything=False,
        is_inside=True,
        cleared=user.cleared,
        staff_ids=(staff.pk,),
        owner_ids=owners,
    )
