"""Handle the renewals of one customer that end on one day together."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.renewals.commands.scope import locked_renewals
from tenure.renewals.models import Renewal, RenewalGroup


class NotCoTerminating(InvalidInput):
    """These renewals do not belong to one customer and one day."""


@transaction.atomic
def group_renewals(*, renewal_ids: list[int], by: User, on: date) -> RenewalGroup:
    """Put two or more renewals of one customer and one renewal date into one group.

    Repeating it, or adding to the group later, is fine.
    """
    renewals = locked_renewals(renewal_ids=renewal_ids, by=by)
    if len(renewals) < 2:
        raise NotCoTerminating("A group holds at least two renewals.")
    slices = {(renewal.customer_id, renewal.renewal_on) for renewal in renewals}
    if len(slices) > 1:
        raise NotCoTerminating("Only renewals of one customer on one day can be grouped.")
    [(customer_id, renewal_on)] = slices
    group, _ = RenewalGroup.objects.get_or_create(customer_id=customer_id, renewal_on=renewal_on)
    added = [renewal for renewal in renewals if renewal.group_id != group.pk]
    if added:
        Renewal.objects.filter(pk__in=[renewal.pk for renewal in added]).update(group=group)
        detail = {"added": [str(renewal) for renewal in added]}
        record_event(by=by, on=on, verb="renewals.group", subject=group, detail=detail)
    return group


@transaction.atomic
def ungroup_renewal(*, renewal_id: int, by: User, on: date) -> Renewal:
    """Take a renewal out of its group; a renewal without one stays as it is."""
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    if renewal.group_id is not None:
        renewal.group = None
        renewal.save(update_fields=["group"])
        record_event(by=by, on=on, verb="renewals.ungroup", subject=renewal)
    return renewal
