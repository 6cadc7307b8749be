"""The pages of the forecast: the waterfall with its records, and what is expected of a renewal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from tenure.forecast.models import Call, Judgement
from tests.web.addresses import called, frozen
from tests.world import World

As = Callable[[str], Client]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_mark_leads_to_its_renewals_and_who_changed_them(as_: As, world: World) -> None:
    renewal, hana = world.renewals["C-1001"], as_("hana")
    assert "Nothing is frozen yet" in page(hana, "/forecast/movement/")
    shown = page(hana, f"/forecast/movement/?{frozen(world)}&in=EUR")
    assert 'kind=up&amp;in=EUR#records" aria-label="Up +' in shown
    assert re.search(r'<a [^>]*kind=up&amp;in=EUR#records"[^>]* aria-label="Up: \+', shown)
    assert f'<a href="/forecast/renewals/{renewal.pk}/">Aurora Shipping</a>' in shown
    assert "Renewals: set forecast" in shown
    assert "All of it." in shown
    assert "1 pushed, 0 pulled in" in shown
    assert "Their board meets." in shown
    assert "do not" not in shown
    end = page(hana, f"/forecast/movement/?{frozen(world)}&kind=end&in=JPY".replace("kind=up&", ""))
    assert "C-1004" in end
    assert "C-1004" not in page(as_("alice"), f"/forecast/movement/?{frozen(world)}&in=JPY")
    assert as_("charlie").get("/forecast/movement/").status_code == 403
    for query, reason in (
        ("period=soon", "Name a month"),
        (f"to={world.today - timedelta(days=9)}", "told later"),
        ("from=yesterday", "is not a day like"),
    ):
        assert reason in page(hana, f"/forecast/movement/?{query}")


def test_what_is_expected_of_a_renewal(as_: As, world: World) -> None:
    renewal, alice = world.renewals["C-1001"], as_("alice")
    frozen(world)
    address = f"/forecast/renewals/{renewal.pk}/"
    assert f'href="{address}"' in page(alice, f"/renewals/{renewal.pk}/")
    assert "Best case" in page(alice, address)
    said = {"category": "commit", "close_on": str(renewal.due_on), "reason": "Signed."}
    assert alice.post(f"{address}judgement/", said).status_code == 302
    last = Judgement.objects.latest("pk")
    assert (last.category, last.by.username, last.was_category) == ("commit", "alice", "best_case")
    assert "Signed." in page(alice, address)
    for change, reason in (
        ({"reason": " "}, "Say why"),
        ({"category": "sure"}, "A category is one of"),
        ({"close_on": "2020-01-01"}, "on a day to come"),
        ({"swing": "1"}, "at most what is forecast to be lost"),
        ({"swing": "much"}, "much"),
        ({"close_on": ""}, "Say by when"),
    ):
        answer = alice.post(f"{address}judgement/", said | change)
        assert answer.status_code == 409
        assert reason in answer.content.decode()
    assert as_("ada").post(f"{address}judgement/", said).status_code == 403
    other = world.renewals["C-1005"].pk
    assert alice.get(f"/forecast/renewals/{other}/").status_code == 404
    assert alice.post(f"/forecast/renewals/{other}/judgement/", said).status_code == 404


def test_the_forecast_by_category_and_person(as_: As, world: World) -> None:
    alice, hana, staff = as_("alice"), as_("hana"), world.staff["alice"]
    assert "That is no period" in page(hana, "/forecast/?period=soon")
    assert "Nothing is due in 1990" in page(hana, "/forecast/?period=1990")
    shown = page(hana, f"/forecast/?{called(world)}")
    assert "Overridden by Hana Hashimoto" in shown
    assert "One slips." in shown
    assert "C-1001" in shown
    year = world.renewals["C-1001"].due_on.year
    given = {"period": str(year), "in": "EUR", "amount": "11,000", "reason": "Mine."}
    assert alice.post(f"/forecast/people/{staff.pk}/call/", given).status_code == 302
    assert Call.objects.latest("pk").amount_minor == 11_000_00
    assert "Mine." in page(alice, f"/forecast/?period={year}&in=EUR&category=pipeline")
    bob = world.staff["bob"].pk
    assert alice.post(f"/forecast/people/{bob}/call/", given).status_code == 409
    assert alice.post(f"/forecast/people/{staff.pk}/call/", given | {"in": "?"}).status_code == 409
    assert as_("ada").post(f"/forecast/people/{staff.pk}/call/", given).status_code == 403
    assert as_("charlie").get("/forecast/").status_code == 403
