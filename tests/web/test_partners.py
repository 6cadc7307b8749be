"""The partner page: its tier, and who may set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from tenure.book.models import DealRegistration
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


def contract_page(world: World) -> str:
    return f"/contracts/{world.contracts['C-1003'].pk}/"


def deals_shown(client: Client, world: World) -> str:
    body = client.get(contract_page(world)).content.decode()
    return body.split('id="deals"')[1].split("</section>")[0]


def test_a_partner_registers_a_deal_and_somebody_inside_approves_it(as_: As, world: World) -> None:
    charlie, hana = as_("charlie"), as_("hana")
    assert "Register a deal" in deals_shown(charlie, world)
    assert charlie.post(contract_page(world) + "deals/", {"note": "ours"}).status_code == 302
    deal = DealRegistration.objects.get()
    assert deal.partner == world.partner
    assert "Approve" not in deals_shown(charlie, world)
    assert "Approve" in deals_shown(hana, world)
    assert "to be decided" in hana.get(page(world)).content.decode()
    address = f"/deals/{deal.pk}/approval/"
    for name in ("charlie", "alice", "ada"):
        assert as_(name).post(address).status_code == 403
    assert hana.post(address).status_code == 302
    shown = deals_shown(charlie, world)
    assert "in force" in shown
    assert "approved" not in shown, "who of ours decided is not told to the partner"
    assert "by Hana" in deals_shown(hana, world)


def test_a_deal_is_withdrawn_with_a_reason(as_: As, world: World) -> None:
    alice = as_("alice")
    assert world.partner is not None
    given = {"partner": world.partner.key, "until": (world.today + timedelta(20)).isoformat()}
    assert alice.post(contract_page(world) + "deals/", given).status_code == 302
    deal = DealRegistration.objects.get()
    assert deal.end_on == world.today + timedelta(21)
    address = f"/deals/{deal.pk}/withdrawal/"
    assert alice.post(address, {"reason": ""}).status_code == 409
    assert as_("ada").post(address, {"reason": "x"}).status_code == 403
    assert alice.post(address, {"reason": "They buy elsewhere"}).status_code == 302
    assert "They buy elsewhere" in deals_shown(alice, world)


def test_what_cannot_be_registered_is_refused(as_: As, world: World) -> None:
    hana, charlie = as_("hana"), as_("charlie")
    address = contract_page(world) + "deals/"
    for client, given in (
        (hana, {}), (hana, {"partner": "P-9"}), (hana, {"partner": "P-1", "until": "soon"}),
        (charlie, {"partner": "P-9"}),
    ):  # fmt: skip
        assert client.post(address, given).status_code == 409
    other = f"/contracts/{world.contracts['C-1001'].pk}/deals/"
    assert charlie.post(other).status_code == 409
    assert as_("ada").post(address, {"partner": "P-1"}).status_code == 403
    assert not DealRegistration.objects.exists()
