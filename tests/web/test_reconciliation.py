"""The reconciliation pages: what is open, what both say, and how it is worked off."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tenure.closing.models import Discrepancy
from tests.world import World

As = Callable[[str], Client]


def address(world: World, rest: str = "") -> str:
    assert world.discrepancy is not None
    return f"/discrepancies/{world.discrepancy.pk}/{rest}"


def test_the_list_says_what_differs_by_how_much_and_for_how_long(as_: As, world: World) -> None:
    body = as_("alice").get("/reconciliation/").content.decode()
    assert "Another price" in body
    assert "600.00 EUR" in body
    assert "9 days ago" in body
    assert "C-1001" not in as_("bob").get("/reconciliation/").content.decode()
    none = as_("hana").get("/reconciliation/?side=crm&kind=missing").content.decode()
    assert "Nothing is open here" in none
    assert as_("hana").get("/reconciliation/?kind=nonsense").status_code == 404


def test_one_shows_both_sides(as_: As, world: World) -> None:
    body = as_("alice").get(address(world)).content.decode()
    for text in ("12,000.00 EUR", "11,400.00 EUR", "EDGE", "What both say"):
        assert text in body
    assert as_("bob").get(address(world)).status_code == 404
    assert as_("charlie").get(address(world)).status_code == 403


def test_it_is_noted_given_away_and_settled(as_: As, world: World) -> None:
    hana = as_("hana")
    hana.post(address(world, "note/"), {"text": "Billing applies <last> year's price."})
    hana.post(address(world, "owner/"), {"owner": world.staff["bob"].pk})
    body = hana.get(address(world)).content.decode()
    assert "&lt;last&gt;" in body
    assert Discrepancy.objects.get().owner == world.staff["bob"]

    unexplained = hana.post(address(world, "settlement/"), {"reason": "accepted"})
    assert unexplained.status_code == 409
    assert "Say why" in unexplained.content.decode()
    hana.post(address(world, "settlement/"), {"reason": "source", "note": "Fixed by billing."})
    body = hana.get(address(world)).content.decode()
    assert "Corrected in the other system" in body
    assert "Settle it" not in body
    again = hana.post(address(world, "settlement/"), {"reason": "source"})
    assert again.status_code == 409
    assert "Nothing is open here" in hana.get("/reconciliation/").content.decode()


def test_those_who_may_not_work_only_look(as_: As, world: World) -> None:
    ada = as_("ada")
    assert "Settle it" not in ada.get(address(world)).content.decode()
    for rest in ("note/", "owner/", "settlement/"):
        assert ada.post(address(world, rest), {"reason": "source"}).status_code == 403
    assert ada.post("/reconciliation/run/").status_code == 403


def test_a_comparison_is_queued_once(as_: As, world: World) -> None:
    for said in ("under way", "waiting already"):
        body = as_("hana").post("/reconciliation/run/", follow=True).content.decode()
        assert said in body
