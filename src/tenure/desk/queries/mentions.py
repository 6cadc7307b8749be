"""Colleagues who are named in notes: whose names there are, who sees a renewal, whom to mail."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Lower

from tenure.desk.models import Mention
from tenure.directory.models import StaffMember
from tenure.foundation.models import User
from tenure.renewals.models import Renewal

MOST_NAMES = 8


def named_in(codes: Sequence[str]) -> dict[str, StaffMember]:
    """Return the active colleagues whose code or e-mail address is one of these, by that name."""
    wanted = set(codes)
    if not wanted:
        return {}
    people = StaffMember.objects.annotate(low=Lower("code"), mail=Lower("email"))
    found = people.filter(Q(low__in=wanted) | Q(mail__in=wanted), active=True)
    names: dict[str, StaffMember] = {}
    for person in found.select_related("user").order_by("pk"):
        for name in (person.code.lower(), person.email.lower()):
            if name in wanted:
                names.setdefault(name, person)
    return names


def sees(person: StaffMember, renewal_id: int) -> bool:
    """Tell whether a colleague signs in and may see a renewal."""
    if person.user is None:
        return False
    return Renewal.objects.visible_to(person.user).filter(pk=renewal_id).exists()


def who_may_be_named(renewal_id: int, prefix: str, *, user: User) -> list[StaffMember]:
    """Return colleagues whose code or name begins with a prefix and who see the renewal."""
    if not Renewal.objects.visible_to(user).filter(pk=renewal_id).exists():
        return []
    begins = Q(code__istartswith=prefix) | Q(name__istartswith=prefix)
    people = StaffMember.objects.visible_to(user).filter(begins, active=True, user__isnull=False)
    found = people.select_related("user").order_by("name", "pk")[: MOST_NAMES * 3]
    return [person for person in found if sees(person, renewal_id)][:MOST_NAMES]


def unsent_mentions() -> list[Mention]:
    """Return the mentions whose mail waits, oldest first (by index)."""
    waiting = Mention.objects.filter(sent_at=None, failure="").exclude(recipient="")
    return list(waiting.select_related("note__by", "note__renewal__customer").order_by("pk")[:500])
