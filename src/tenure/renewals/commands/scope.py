"""What the commands of people have in common: may they, and do they see it."""

from __future__ import annotations

from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Renewal


class RenewalNotFound(InvalidInput):
    """There is no such renewal among those the person may see."""


class RenewalClosed(Conflict):
    """The renewal is decided; it does not change any more."""


def locked_renewals(*, renewal_ids: list[int], by: User) -> list[Renewal]:
    """Lock and return open renewals that the person may work on, by id.

    Raises NotAllowed, RenewalNotFound, RenewalClosed.
    """
    if not may(by.role, Permission.WORK_RENEWALS):
        raise NotAllowed("Your role may look at renewals but not work on them.")
    found = list(
        Renewal.objects.visible_to(by)
        .filter(pk__in=renewal_ids)
        .select_related("contract", "customer")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if len(found) < len(set(renewal_ids)):
        raise RenewalNotFound("There is no such renewal in your book.")
    for renewal in found:
        if renewal.closed_on is not None:
            raise RenewalClosed(f"The renewal {renewal} is closed.")
    return found
