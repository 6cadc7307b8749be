"""What people do on the worklist and the renewal page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tenure.foundation.models import AuditEvent
from tenure.quotes.models import Quote
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


def test_bulk_assigns_and_groups(as_: As, world: World) -> None:
    bob, first, second = world.staff["bob"], world.renewals["C-1001"], world.renewals["C-1002"]
    chosen = {"renewal": [first.pk, second.pk], "owner": bob.pk, "back": "/?whose=all"}
    response = as_("hana").post("/worklist/owner/", chosen, follow=True)
    assert "2 assigned." in response.content.decode()
    assert as_("hana").post("/worklist/group/", chosen).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.group_id is not None
    assert (first.owner, first.group_id) == (bob, second.group_id)
    other = {"renewal": [first.pk, world.renewals["C-1003"].pk]}
    assert as_("hana").post("/worklist/group/", other).status_code == 409


def test_bulk_quotes_what_has_none_and_keeps_what_has(as_: As, world: World) -> None:
    chosen = [world.renewals["C-1001"].pk, world.renewals["C-1003"].pk]
    response = as_("hana").post("/worklist/quotes/", {"renewal": chosen}, follow=True)
    assert "2 quoted." in response.content.decode()
    assert Quote.objects.filter(renewal_id=chosen[1]).count() == 1
    assert Quote.objects.filter(renewal_id=chosen[0]).count() == 1


def test_bulk_goes_nowhere_else(as_: As, world: World) -> None:
    chosen = {"renewal": [world.renewals["C-1001"].pk], "back": "https://evil.example/"}
    assert as_("hana").post("/worklist/quotes/", chosen)["Location"] == "/"


def test_bulk_leaves_out_what_one_may_not_see(as_: As, world: World) -> None:
    chosen = {"renewal": [world.renewals["C-1004"].pk], "owner": world.staff["alice"].pk}
    body = as_("alice").post("/worklist/owner/", chosen, follow=True).content.decode()
    assert "not in your book" in body
    world.renewals["C-1004"].refresh_from_db()
    assert world.renewals["C-1004"].owner == world.staff["bob"]
