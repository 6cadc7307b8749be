"""A partner's tier is dated: what is recorded stays, and the latest row for a day counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from tenure.directory.commands.partners import TierRefused, set_partner_tier
from tenure.directory.models import Partner, PartnerTier
from tenure.directory.queries import tier_on, tiers_of
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 1)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def desk() -> User:
    return User.objects.create(username="dora", role=Role.DEAL_DESK)


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(key="P-1", name="Harbour Resale", kind="reseller")


def put(partner: Partner, tier: str, start_on: date, by: User) -> PartnerTier | None:
    return set_partner_tier(partner_id=partner.pk, tier=tier, start_on=start_on, by=by, on=ON)


def test_a_tier_holds_from_its_day_until_the_next(partner: Partner, desk: User) -> None:
    put(partner, "silver", date(2026, 1, 1), desk)
    put(partner, "gold", NEW_YEAR, desk)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), NEW_YEAR]
    found = [tier_on(partner.pk, day) for day in days]
    assert [row.tier if row else None for row in found] == [None, "silver", "silver", "gold"]
    event = AuditEvent.objects.filter(verb="directory.set_partner_tier").last()
    assert event is not None
    assert event.detail == {"tier": "gold", "from": "2027-01-01", "before": "silver"}


def test_a_mistake_is_put_right_by_another_row(partner: Partner, desk: User) -> None:
    put(partner, "gold", NEW_YEAR, desk)
    put(partner, "silver", NEW_YEAR, desk)
    assert [row.tier for row in tiers_of(partner.pk, user=desk)] == ["silver"]
    assert PartnerTier.objects.count() == 2
    put(partner, "", NEW_YEAR, desk)
    found = tier_on(partner.pk, NEW_YEAR)
    assert found is not None
    assert found.tier == ""


def test_the_same_tier_again_records_nothing(partner: Partner, desk: User) -> None:
    assert put(partner, "", NEW_YEAR, desk) is None
    first = put(partner, "gold", NEW_YEAR, desk)
    assert put(partner, "gold", NEW_YEAR, desk) == first
    assert put(partner, "gold", date(2027, 6, 1), desk) == first
    assert PartnerTier.objects.count() == AuditEvent.objects.count() == 1


def test_refused_without_the_right_a_known_tier_or_a_partner(partner: Partner, desk: User) -> None:
    manager = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    with pytest.raises(NotAllowed):
        put(partner, "gold", NEW_YEAR, manager)
    with pytest.raises(TierRefused, match="not a tier: registered, silver"):
        put(partner, "diamond", NEW_YEAR, desk)
    with pytest.raises(TierRefused, match="no such partner"):
        set_partner_tier(partner_id=0, tier="gold", start_on=NEW_YEAR, by=desk, on=ON)


def test_the_database_keeps_what_is_recorded(partner: Partner, desk: User) -> None:
    made = put(partner, "gold", NEW_YEAR, desk)
    assert made is not None
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PartnerTier.objects.filter(pk=made.pk).update(tier="silver")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        PartnerTier.objects.create(partner=partner, tier="tin", start_on=NEW_YEAR, recorded_by=desk)
