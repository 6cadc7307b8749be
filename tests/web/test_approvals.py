"""The approval pages: what waits for whom, deciding, and terms that void what was approved."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tenure.quotes.commands.approvers import publish_default_rules
from tenure.quotes.models import ApprovalRequest, ApprovalStep, OfferTerms
from tests.world import World

As = Callable[[str], Client]


def address(world: World, rest: str = "") -> str:
    return f"/quotes/{world.quotes['C-1001'].pk}/approval/{rest}"


def decision(role: str) -> str:
    return f"/approvals/{ApprovalStep.objects.get(role=role).pk}/decision/"


def test_it_shows_who_is_asked_why_and_what_was_said(as_: As, world: World) -> None:
    body = as_("alice").get(address(world)).content.decode()
    for text in ("A discount of 24 % is over 20 %.", "Approved by Ada Adeyemi", "Sam Silva"):
        assert text in body
    assert 'value="approve"' not in body, "not hers to decide"
    assert 'value="approve"' in as_("sam").get(address(world)).content.decode()
    assert as_("bob").get(address(world)).status_code == 404
    assert as_("charlie").get(address(world)).status_code == 403


def test_what_waits_for_me_and_goes_when_i_decide(as_: As, world: World) -> None:
    sam = as_("sam")
    assert world.quotes["C-1001"].number in sam.get("/approvals/").content.decode()
    given = {"quote": world.quotes["C-1001"].pk, "kind": "approve"}
    assert sam.post(decision("director"), given)["Location"] == address(world)
    assert "Nothing waits for you" in sam.get("/approvals/").content.decode()
    assert "approved</span>" in sam.get(address(world)).content.decode()


def test_a_refusal_needs_words_and_others_may_not_decide(as_: As, world: World) -> None:
    given = {"quote": world.quotes["C-1001"].pk, "kind": "reject"}
    unexplained = as_("sam").post(decision("director"), given)
    assert unexplained.status_code == 409
    assert "Say why" in unexplained.content.decode()
    assert as_("hana").post(decision("director"), {**given, "note": "x"}).status_code == 409
    assert as_("ada").post(decision("director"), given).status_code == 403
    as_("sam").post(decision("director"), {**given, "note": "Too <much>."})
    body = as_("alice").get(address(world)).content.decode()
    assert "Too &lt;much&gt;." in body
    assert "rejected" in body


def test_a_changed_payment_term_voids_and_asks_anew(as_: As, world: World) -> None:
    publish_default_rules(by=world.users["hana"], on=world.today)
    quote = world.quotes["C-1001"]
    terms = {"quote": quote.pk, "payment_days": "60", "paper": "standard", "auto_renews": "on"}
    alice = as_("alice")
    alice.post(f"/renewals/{quote.renewal_id}/terms/", terms)
    assert OfferTerms.objects.get().payment_days == 60
    assert ApprovalRequest.objects.exclude(void_because="").count() == 1
    body = alice.get(address(world)).content.decode()
    assert "Payment in 60 days is later than 30 days." in body
    assert "Changed since: payment days." in body
    wrong = alice.post(f"/renewals/{quote.renewal_id}/terms/", {**terms, "payment_days": "900"})
    assert wrong.status_code == 409
    assert as_("bob").post(f"/renewals/{quote.renewal_id}/terms/", terms).status_code == 409


def test_asking_shows_that_nobody_is_needed(as_: As, world: World) -> None:
    other = world.quotes["C-1002"]
    address = f"/quotes/{other.pk}/approval/"
    assert "Nobody has asked yet" in as_("alice").get(address).content.decode()
    as_("alice").post(f"{address}request/")
    assert "nobody is needed" in as_("alice").get(address).content.decode()
