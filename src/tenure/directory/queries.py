"""Reads of customers, partners, contacts and colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from tenure.directory.models import (
    Contact,
    Customer,
    Partner,
    PartnerTier,
    StaffMember,
    Tier,
)
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput

OWNER_ROLES = ("renewals_manager", "head_of_renewals")
TIER_CHOICES = Tier.choices


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signed-in person stands: which worklists make sense for them."""

    is_inside: bool
    sees_everything: bool
    staff_id: int | None
    owns_renewals: bool
    team_ids: tuple[int, ...]


def place_of(user: User) -> Place:
    """Return the person's own staff id and those of the team, empty for outsiders."""
    scope = scope_of(user)
    staff: StaffMember | None = getattr(user, "staff", None)
    own = staff.pk if staff else None
    team = scope.owner_ids or ((own,) if own else ())
    return Place(scope.is_inside, scope.sees_everything, own, bool(scope.owner_ids), team)


def owners_visible_to(user: User, *, also: int | None = None) -> list[tuple[int, str]]:
    """Return the colleagues who may own renewals, as (id, name), by name; and one more by id."""
    owners = models.Q(active=True, role__in=OWNER_ROLES)
    found = StaffMember.objects.visible_to(user).filter(owners | models.Q(pk=also))
    return list(found.order_by("name", "pk").values_list("pk", "name")[:500])


def customers_visible_to(user: User) -> models.QuerySet[Customer]:
    """Return the customers the person may see, with those who look after them."""
    return Customer.objects.visible_to(user).select_related(
        "parent", "account_executive", "success_manager"
    )


def staff_id_named(name: str) -> int | None:
    """Return the id of the colleague with this code or e-mail address, if there is one."""
    named = models.Q(code__iexact=name) | models.Q(email__iexact=name)
    return StaffMember.objects.filter(named).order_by("pk").values_list("pk", flat=True).first()


def partners_visible_to(user: User) -> models.QuerySet[Partner]:
    """Return the partners the person may see."""
    return Partner.objects.visible_to(user)


def tier_on(partner_id: int, day: date) -> PartnerTier | None:
    """Return the row that says which tier a partner is in on a day; none: it never was in one."""
    found = PartnerTier.objects.filter(partner_id=partner_id, start_on__lte=day)
    return found.order_by("-start_on", "-pk").first()


def tiers_of(partner_id: int, *, user: User) -> list[PartnerTier]:
    """Return the partner's tiers, the latest first; of several for a day the one that counts."""
    found = PartnerTier.objects.visible_to(user).filter(partner_id=partner_id)
    latest = found.order_by("-start_on", "-pk").distinct("start_on")
    return list(latest.select_related("recorded_by")[:100])


def partner_named(key: str, *, user: User) -> Partner | None:
    """Return the partner with this key as far as the person may see it."""
    return Partner.objects.visible_to(user).filter(key=key).first()


def partner_acting(key: str, *, user: User) -> int:
    """Return the id of the partner with this key, or without one that of the person's own seat.

    Raise InvalidInput where there is none.
    """
    own = scope_of(user).partner_ids
    if not key and own:
        return own[0]
    partner = partner_named(key, user=user)
    if partner is None:
        raise InvalidInput(f"There is no partner {key[:120]}." if key else "Name the partner.")
    return partner.pk


def contacts_of(customer_id: int, *, user: User) -> list[Contact]:
    """Return the customer's contacts, those for renewals first."""
    order = models.Case(models.When(role="renewal", then=0), default=1)
    found = Contact.objects.filter(customer_id=customer_id).visible_to(user)
    return list(found.order_by(order, "name", "pk")[:100])


def family_of(customer: Customer, *, user: User) -> list[Customer]:
    """Return the other members of the customer's family one level up and down, by name."""
    kin = models.Q(parent_id=customer.pk)
    if customer.parent_id is not None:
        kin |= models.Q(pk=customer.parent_id) | models.Q(parent_id=customer.parent_id)
    found = Customer.objects.visible_to(user).filter(kin).exclude(pk=customer.pk)
    return list(found.order_by("name", "pk")[:50])
