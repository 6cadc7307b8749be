"""What people do on the worklist and the renewal page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenure.foundation.models import AuditEvent
from tenure.renewals.commands.owners import assign_owner
from tests.world import World

As = Callable[[str], Client]


def test_an_owner_is_assigned_once_and_audited(as_: As, world: World) -> None:
    renewal, alice = world.renewals["C-1006"], world.staff["alice"]
    address = f"/renewals/{renewal.pk}/owner/"
    for _ in range(2):
        assert as_("hana").post(address, {"owner": alice.pk}).status_code == 302
    renewal.refresh_from_db()
    assert renewal.owner == alice
    assert AuditEvent.objects.filter(verb="renewals.assign_owner").count() == 1


def test_a_refusal_is_explained_on_the_page(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    response = as_("hana").post(f"/renewals/{renewal.pk}/owner/", {"owner": "0"})
    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()
    no_reason = as_("hana").post(f"/renewals/{renewal.pk}/outcome/", {"kind": "churned"})
    assert "Say why" in no_reason.content.decode()


@pytest.mark.parametrize("noun", ["owner", "quote", "outcome", "group"])
def test_changes_are_refused_to_those_who_may_only_look(as_: As, world: World, noun: str) -> None:
    address = f"/renewals/{world.renewals['C-1003'].pk}/{noun}/"
    for name in ("ada", "charlie"):
        assert as_(name).post(address).status_code == 403
    assert as_("hana").get(address).status_code == 405
    assert as_("bob").post(address, {"reason": "x", "kind": "churned"}).status_code == 404


@pytest.mark.parametrize(("typed", "minor"), [("9,500.50", 950_050), ("0", 0)])
def test_the_forecast_is_set_in_the_renewals_currency(
    as_: As, world: World, typed: str, minor: int
) -> None:
    renewal = world.renewals["C-1001"]
    address = f"/renewals/{renewal.pk}/forecast/"
    response = as_("alice").post(address, {"amount": typed, "reason": "They said so"})
    assert response.status_code == 302
    renewal.refresh_from_db()
    assert renewal.forecast_minor == minor
    assert renewal.atr_minor == 1_300_000


@pytest.mark.parametrize("typed", ["", "abc", "-1", "1.234", "NaN", "1e999"])
def test_a_forecast_that_is_no_amount_is_refused(as_: As, world: World, typed: str) -> None:
    renewal = world.renewals["C-1001"]
    address = f"/renewals/{renewal.pk}/forecast/"
    response = as_("alice").post(address, {"amount": typed, "reason": "because"})
    assert response.status_code == 409
    renewal.refresh_from_db()
    assert renewal.forecast_minor == 1_170_000


def confirmed(client: Client, address: str) -> dict[str, Any]:
    """Return what the form under a preview sends."""
    page = client.get(address).context
    seen = [f"{row.renewal_id}:{row.seen}" for row in page["page"].rows]
    return {"action": page["action"], "back": page["back"], "seen": seen, **page["given"]}


def test_bulk_shows_what_would_change_and_does_it(as_: As, world: World) -> None:
    bob, first, second = world.staff["bob"], world.renewals["C-1001"], world.renewals["C-1002"]
    other = world.renewals["C-1004"]
    chosen = f"renewal={first.pk}&renewal={second.pk}&back=/%3Fwhose%3Dall"
    address = f"/worklist/bulk/?action=owner&{chosen}"
    body = as_("hana").get(address).content.decode()
    assert "Choose an owner" in body
    assert "Then" not in body
    assert "Choose an active colleague" in as_("hana").get(f"{address}&shown=1").content.decode()
    address += f"&renewal={other.pk}&shown=1&person={bob.pk}"
    body = as_("hana").get(address).content.decode()
    assert "2 change, 1 stays, 0 refused" in body
    assert "Give an owner: 2 renewals" in body
    sent = confirmed(as_("hana"), address)
    response = as_("hana").post("/worklist/bulk/", sent, follow=True)
    assert response.redirect_chain == [("/?whose=all", 302)]
    assert "2 done." in response.content.decode()
    first.refresh_from_db()
    assert first.owner == bob
    again = as_("hana").post("/worklist/bulk/", sent, follow=True).content.decode()
    assert "3 were so already." in again
    assign_owner(
        renewal_id=other.pk, staff_id=world.staff["alice"].pk, by=world.users["hana"],
        on=world.today,
    )  # fmt: skip
    response = as_("hana").post("/worklist/bulk/", sent, follow=True)
    body = response.content.decode()
    assert "since the preview something changed about Cedar Robotics C-1004" in body
    assert "1 changes, 2 stay, 0 refused" in body, "the preview is shown anew"
    first.refresh_from_db()
    assert first.owner == bob
    together = f"/worklist/bulk/?action=group&{chosen}"
    as_("hana").post("/worklist/bulk/", confirmed(as_("hana"), together))
    first.refresh_from_db()
    assert first.group_id is not None


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_bulk_goes_nowhere_else(as_: As, world: World, back: str) -> None:
    sent = {"seen": f"{world.renewals['C-1001'].pk}:x", "action": "wake", "back": back}
    assert as_("hana").post("/worklist/bulk/", sent)["Location"] == "/"


def test_bulk_refuses_what_makes_no_sense(as_: As, world: World) -> None:
    one = world.renewals["C-1004"].pk
    for query in (f"action=paint&renewal={one}", "action=wake", "action=wake&renewal=x"):
        assert as_("hana").get(f"/worklist/bulk/?{query}").status_code == 400
    wrong = as_("hana").get(f"/worklist/bulk/?action=snooze&renewal={one}&shown=1&day=soon")
    assert b"is not a day like" in wrong.content
    assert as_("hana").post("/worklist/bulk/", {"action": "wake"}).status_code == 409
    for name in ("ada", "charlie"):
        assert as_(name).get(f"/worklist/bulk/?action=wake&renewal={one}").status_code == 403
        assert as_(name).post("/worklist/bulk/", {"seen": f"{one}:x"}).status_code == 403


def test_bulk_leaves_out_what_one_may_not_see(as_: As, world: World) -> None:
    one = world.renewals["C-1004"].pk
    body = as_("alice").get(f"/worklist/bulk/?action=wake&renewal={one}").content.decode()
    assert "1 of them is not in your book." in body
    sent = {"action": "owner", "person": world.staff["alice"].pk, "seen": f"{one}:x"}
    body = as_("alice").post("/worklist/bulk/", sent, follow=True).content.decode()
    assert "not in your book" in body
    world.renewals["C-1004"].refresh_from_db()
    assert world.renewals["C-1004"].owner == world.staff["bob"]
