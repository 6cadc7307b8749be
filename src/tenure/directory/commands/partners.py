"""Set a partner's tier from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.directory.models import Partner, PartnerTier, Tier
from tenure.directory.queries import tier_on
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed


class TierRefused(InvalidInput):
    """The tier cannot be set as asked; the message says why."""


@transaction.atomic
def set_partner_tier(
    *, partner_id: int, tier: str, start_on: date, by: User, on: date
) -> PartnerTier | None:
    """Put a partner into a tier from a day on, or out of every tier (an empty one).

    The tier it is in on that day already changes nothing; None where it is and was in none.
    Raise TierRefused for what is no tier or no partner, NotAllowed without the right.
    """
    if not may(by.role, Permission.MANAGE_PARTNERS):
        raise NotAllowed(f"{by} may not set partners' tiers.")
    if tier and tier not in Tier.values:
        raise TierRefused(f"{tier!r} is not a tier: {', '.join(Tier.values)}, or none.")
    partner = Partner.objects.visible_to(by).select_for_update().filter(pk=partner_id).first()
    if partner is None:
        raise TierRefused("There is no such partner.")
    known = tier_on(partner.pk, start_on)
    if (known.tier if known else "") == tier:
        return known
    made = PartnerTier.objects.create(partner=partner, tier=tier, start_on=start_on, recorded_by=by)
    detail = {"tier": tier, "from": start_on.isoformat(), "before": known.tier if known else ""}
    record_event(by=by, on=on, verb="directory.set_partner_tier", subject=partner, detail=detail)
    return made
