"""Pages of approval rules, seats and cover: published, seated, given away, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from tenure.quotes.commands.approvers import publish_default_rules
from tenure.quotes.models import ApprovalRule, ApproverSeat, Delegation
from tests.world import World

As = Callable[[str], Client]


def test_rules_of_a_day_with_what_came_before(as_: As, world: World) -> None:
    publish_default_rules(by=world.users["hana"], on=world.today)
    start = world.today + timedelta(days=10)
    rule = {"code": "pay-45", "trigger": "payment_days", "over": "45", "role": "finance",
            "start_on": str(start)}  # fmt: skip
    hana = as_("hana")
    assert hana.post("/approvals/rules/draft/", rule)["Location"] == "/approvals/rules/"
    body = hana.get("/approvals/rules/").content.decode()
    assert "over 45 days (pay-45)" in body
    then = as_("ada").get(f"/approvals/rules/?on={start}").content.decode()
    assert "before, from 1 Jan 2000: over 30 days (payment-terms)" in then
    assert "Publish a rule" not in then, "an auditor only reads"
    assert hana.get("/approvals/rules/?on=tomorrow").status_code == 404


def test_a_rule_that_makes_no_sense_says_where(as_: As, world: World) -> None:
    wrong = {"code": "x", "trigger": "discount", "over": "a lot", "role": "cfo",
             "start_on": str(world.today)}  # fmt: skip
    answer = as_("hana").post("/approvals/rules/draft/", wrong)
    assert answer.status_code == 400
    assert 'id="rule-over-error"' in answer.content.decode()
    assert not ApprovalRule.objects.exists()
    assert as_("alice").post("/approvals/rules/draft/", wrong).status_code == 403


def test_seats_are_taken_and_left(as_: As, world: World) -> None:
    given = {"role": "cfo", "region": "", "user": "ada", "start_on": str(world.today)}
    assert as_("alice").post("/approvals/seats/", given).status_code == 409
    as_("hana").post("/approvals/seats/", given)
    seat = ApproverSeat.objects.get()
    body = as_("alice").get("/approvals/seats/").content.decode()
    assert "Ada Adeyemi" in body
    assert "Nobody sits on:" in body
    later = str(world.today + timedelta(days=5))
    address = f"/approvals/seats/{seat.pk}/end/"
    assert as_("alice").post(address, {"end_on": later}).status_code == 403
    assert as_("hana").post(address, {"end_on": "2001-01-01"}).status_code == 409
    as_("hana").post(address, {"end_on": later})
    assert str(ApproverSeat.objects.get().end_on) == later
    assert as_("charlie").get("/approvals/seats/").status_code == 403


def test_cover_is_given_for_oneself_and_ended(as_: As, world: World) -> None:
    day = str(world.today)
    given = {"given_to": "hana", "start_on": day, "last_on": day}
    as_("alice").post("/approvals/cover/", given)
    cover = Delegation.objects.get()
    assert (cover.given_by, cover.given_to) == (world.users["alice"], world.users["hana"])
    for_sam = {**given, "given_by": "sam"}
    assert as_("bob").post("/approvals/cover/", for_sam).status_code == 409
    assert "Nobody stands in" in as_("bob").get("/approvals/cover/").content.decode()
    assert as_("bob").post(f"/approvals/cover/{cover.pk}/end/").status_code == 409
    as_("alice").post(f"/approvals/cover/{cover.pk}/end/")
    assert not Delegation.objects.exists()
    outsider = {**given, "given_to": "charlie"}
    assert as_("alice").post("/approvals/cover/", outsider).status_code == 409
