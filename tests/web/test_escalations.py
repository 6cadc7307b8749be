"""Escalations and save plays on pages: who sees them, what is done there, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tenure.desk.models import ContestedMark, Escalation, EscalationRule, SaveResult, SaveTactic
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


def test_an_escalation_is_worked_on_where_it_stands(as_: As, world: World) -> None:
    one = world.escalation
    assert one is not None
    page = f"/escalations/{one.pk}/"
    for address in ("/escalations/", page, f"/renewals/{one.renewal_id}/"):
        shown = as_("alice").get(address).content.decode()
        assert "It renews in 40 days and has no quote." in shown
    assert "Nothing is escalated here" in as_("bob").get("/escalations/").content.decode()
    assert as_("bob").get(page).status_code == 404
    alice, soon = as_("alice"), str(world.today)
    for address, given, expected in (
        ("acknowledgement/", {}, 302),
        ("plan/", {"plan_on": "", "note": "x"}, 409),
        ("plan/", {"plan_on": soon, "note": "<b>Call</b>"}, 302),
        ("resolution/", {"reason": " "}, 409),
        ("resolution/", {"reason": "Quoted."}, 302),
        ("resolution/", {"reason": "Quoted."}, 409),
        ("reopening/", {"reason": "Not quoted."}, 302),
    ):
        assert alice.post(page + address, given).status_code == expected, address
    shown = alice.get(page).content.decode()
    assert "Re-opened, high" in shown
    assert "&lt;b&gt;Call&lt;/b&gt;" in shown
    assert as_("ada").post(f"{page}resolution/", {"reason": "x"}).status_code == 403
    assert as_("bob").post(f"{page}resolution/", {"reason": "x"}).status_code == 409
    given = {"why": "Wants a third off."}
    assert alice.post(f"/renewals/{one.renewal_id}/contest/", given).status_code == 302
    assert ContestedMark.objects.get().why == "Wants a third off."


def test_lists_are_narrowed_and_nonsense_is_not_found(as_: As, world: World) -> None:
    for query, found in (
        ("severity=high&cause=no_quote&region=EMEA&whose=mine", True),
        ("severity=low", False), ("standing=ended", False), ("after=3.1", False),
    ):  # fmt: skip
        shown = as_("alice").get(f"/escalations/?{query}").content.decode()
        assert ("has no quote" in shown) == found, query
    for query in ("severity=x", "cause=x", "region=x", "whose=x", "standing=x"):
        assert as_("alice").get(f"/escalations/?{query}").status_code == 404
    assert as_("hana").get("/escalations/rules/?on=soon").status_code == 400


def test_rules_are_drafted_with_what_they_would_do_published_and_withdrawn(
    as_: As, world: World
) -> None:
    hana, day = as_("hana"), world.today + timedelta(days=9)
    draft = {
        "code": "quote-soon", "cause": "no_quote", "severity": "critical", "days": "45",
        "start_on": str(day),
    }  # fmt: skip
    address = "/escalations/rules/draft/"
    shown = " ".join(hana.get(address, {**draft, "preview": "1"}).content.decode().split())
    assert "It renews in 40 days and has no quote." in shown
    assert "<strong>3</strong> would be of another severity" in shown
    assert not EscalationRule.objects.filter(code="quote-soon").exists()
    ended = hana.get(address, {**draft, "severity": "high", "ends": "on", "preview": "1"})
    assert "<strong>3</strong> would end" in " ".join(ended.content.decode().split())
    for wrong, where in (({"days": "soon"}, "days"), ({"over": "5"}, "currency")):
        refused = hana.post(address, {**draft, **wrong})
        assert refused.status_code == 400
        assert f'id="rule-{where}-error"' in refused.content.decode()
    assert hana.post(address, draft)["Location"] == "/escalations/rules/"
    rules = hana.get("/escalations/rules/").content.decode()
    assert "45 days or fewer left (quote-soon)" in rules
    assert "severity=high&amp;days=60" in rules, "a draft that replaces a rule begins with it"
    gone = {"code": "quote-soon", "reason": "Too early."}
    assert as_("alice").post("/escalations/rules/withdrawal/", gone).status_code == 403
    assert hana.post("/escalations/rules/withdrawal/", {**gone, "code": "x"}).status_code == 409
    assert hana.post("/escalations/rules/withdrawal/", gone).status_code == 302
    assert "(quote-soon)" not in hana.get("/escalations/rules/").content.decode()
    assert as_("alice").get(address).status_code == 403


def test_partners_see_none_of_it(as_: As, world: World) -> None:
    for address in ("/escalations/", "/escalations/rules/", "/saves/", "/head/"):
        assert as_("charlie").get(address).status_code == 403
    renewal = world.renewals["C-1003"]
    Escalation.objects.update(renewal=renewal, contract=renewal.contract)
    shown = as_("charlie").get(f"/renewals/{renewal.pk}/").content.decode()
    assert "Escalations" not in shown
    assert "Save plays" not in shown
    assert as_("alice").get("/head/").status_code == 403


def test_rules_are_read_and_the_first_are_published(as_: As, world: World) -> None:
    assert "60 days or fewer left" in as_("alice").get("/escalations/rules/").content.decode()
    assert as_("alice").post("/escalations/defaults/").status_code == 403
    assert as_("hana").post("/escalations/defaults/").status_code == 302


def test_save_plays_are_begun_and_told_on_the_renewal(as_: As, world: World) -> None:
    renewal, alice = world.renewals["C-1002"], as_("alice")
    given = {"tactic": "executive_call", "note": "Their CFO.", "cost": "1,250.50"}
    for expected in (302, 409):
        answer = alice.post(f"/renewals/{renewal.pk}/saves/", given)
        assert answer.status_code == expected
    assert "cost 1,250.50 EUR" in alice.get(f"/renewals/{renewal.pk}/").content.decode()
    save = renewal.saves.get()
    for outcome, kept, expected in (
        ("won", "", 404), ("partly", "", 409), ("partly", "x", 409), ("partly", "6,500", 302),
    ):  # fmt: skip
        told = {"outcome": outcome, "kept": kept}
        assert alice.post(f"/saves/{save.pk}/result/", told).status_code == expected
    assert SaveResult.objects.get().kept_minor == 6_500_00
    shown = alice.get("/saves/").content.decode()
    assert "0 of 1; 1 in part, 0 lost" in shown
    assert "6,500.00 EUR of 13,000.00 EUR" in shown
    assert as_("bob").post(f"/saves/{save.pk}/result/", {"outcome": "lost"}).status_code == 404
    assert as_("alice").post("/saves/tactics/", {"code": "x1"}).status_code == 403
    added = {"code": "visit", "name": "Executive visit", "about": "Ours goes to theirs."}
    assert as_("hana").post("/saves/tactics/", added).status_code == 302
    assert SaveTactic.objects.filter(code="visit").exists()
