"""Dashboards: each question with its definition, of what the person may see, kept to a part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tenure.directory.models import Partner
from tenure.insight.queries import dashboards as queries
from tenure.insight.rules.dashboards import dashboards
from tests.world import World

As = Callable[[str], Client]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_dashboard_is_listed_and_shown(as_: As, world: World) -> None:
    hana = as_("hana")
    listed = page(hana, "/dashboards/")
    for name, one in dashboards().items():
        assert f'<a href="/dashboards/{name}/">{one.title}</a>' in listed
        shown = page(hana, f"/dashboards/{name}/")
        for panel in one.panels if name != "program" else ():
            assert panel.title in shown
            assert escape(panel.why) in shown
    assert hana.get("/dashboards/weather/").status_code == 404
    assert as_("charlie").get("/dashboards/head/").status_code == 403


def test_a_mark_leads_to_its_records(as_: As, world: World) -> None:
    hana = as_("hana")
    shown = page(hana, "/dashboards/head/?in=EUR")
    start = shown.index('<a href="/insight/?metric=arr_waterfall')
    link = shown[start + 9 : shown.index('"', start + 9)].replace("&amp;", "&")
    assert "#records" in link
    assert "C-1001, Aurora Shipping" in page(hana, link.partition("#")[0])


def test_a_person_sees_their_own_book(as_: As, world: World) -> None:
    shown = page(as_("alice"), "/dashboards/person/")
    assert "My book: Alice Archer" in shown
    assert "within=owner%3Aalice%40example.com" in shown
    assert "JPY" not in shown
    of_bob = page(as_("hana"), "/dashboards/person/?of=bob%40example.com")
    assert "My book: Bob Barnes" in of_bob
    assert "JPY" in of_bob
    # Alice may not choose somebody of another team.
    assert "Alice Archer" in page(as_("alice"), "/dashboards/person/?of=bob%40example.com")


def test_who_is_not_among_the_first_can_be_chosen(
    as_: As, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_CHOICES", 1)
    names = sorted(Partner.objects.values_list("name", "key"))
    assert f"within=partner%3A{names[-1][1]}" in page(
        as_("hana"), f"/dashboards/partner/?of={names[-1][1]}"
    )
    assert "owner%3Abob%40example.com" in page(
        as_("hana"), "/dashboards/person/?of=bob@example.com"
    )


def test_a_team_a_partner_and_a_program(as_: As, world: World) -> None:
    hana = as_("hana")
    assert "Team: Renewals EMEA" in page(as_("alice"), "/dashboards/team/")
    amer = page(hana, "/dashboards/team/?of=amer")
    assert "owner%3Abob%40example.com" in amer
    assert "alice%40example.com" not in amer
    partner = page(hana, "/dashboards/partner/?of=P-1")
    assert "within=partner%3AP-1" in partner
    assert "within=channel%3Areseller" in partner
    assert "There is no program yet" in page(hana, "/dashboards/program/")


@pytest.mark.parametrize("who", ["hana", "alice"])
def test_what_a_dashboard_asks_of_the_database(as_: As, world: World, who: str) -> None:
    client = as_(who)
    page(client, "/dashboards/head/")
    with CaptureQueriesContext(connection) as asked:
        page(client, "/dashboards/head/")
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(said) <= 10, said
