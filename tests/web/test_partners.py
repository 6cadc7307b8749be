"""The partner page: its tier, and who may set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from tenure.directory.models import PartnerTier
from tests.world import World

As = Callable[[str], Client]


def page(world: World) -> str:
    assert world.partner is not None
    return f"/partners/{world.partner.pk}/"


def test_the_tier_is_shown_and_set_by_those_who_may(as_: As, world: World) -> None:
    hana, later = as_("hana"), world.today + timedelta(days=30)
    assert "in no tier" in hana.get(page(world)).content.decode()
    assert hana.post(page(world) + "tier/", {"tier": "silver"}).status_code == 302
    response = hana.post(
        page(world) + "tier/", {"tier": "gold", "start": later.isoformat()}, follow=True
    )
    body = response.content.decode()
    assert "The tier is set." in body
    heading = body.split("<h1>")[1].split("</h1>")[0]
    assert "Silver" in heading
    assert "Gold" not in heading
    assert body.index(">Gold<") < body.index(">Silver</strong>")


def test_a_partner_sees_its_tier_but_sets_none(as_: As, world: World) -> None:
    as_("hana").post(page(world) + "tier/", {"tier": "gold"})
    charlie = as_("charlie")
    body = charlie.get(page(world)).content.decode()
    assert "Gold" in body
    assert "Set the tier" not in body
    for name in ("charlie", "alice", "ada"):
        assert as_(name).post(page(world) + "tier/", {"tier": "platinum"}).status_code == 403
    assert PartnerTier.objects.count() == 1


def test_what_makes_no_sense_is_refused(as_: As, world: World) -> None:
    hana = as_("hana")
    for typed in ({"tier": "tin"}, {"tier": "gold", "start": "soon"}):
        response = hana.post(page(world) + "tier/", typed)
        assert response.status_code == 409
        assert "That was not done" in response.content.decode()
    assert hana.post("/partners/999999/tier/", {"tier": "gold"}).status_code == 409
    assert not PartnerTier.objects.exists()
