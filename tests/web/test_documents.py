"""A quote's documents: set when they are opened, and only for those who may see them."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.world import World

As = Callable[[str], Client]


def test_the_pdf_is_the_same_each_time(as_: As, world: World) -> None:
    address = f"/quotes/{world.quotes['C-1001'].pk}/document/"
    alice = as_("alice")
    first = alice.get(address)
    assert first.status_code == 200
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert "'self'" in first["Content-Security-Policy"]
    assert alice.get(address).content == first.content
    again = alice.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "attachment" in alice.get(f"{address}?download=1")["Content-Disposition"]


def test_it_is_not_there_for_others(as_: As, world: World) -> None:
    for name in ("bob", "charlie"):
        response = as_(name).get(f"/quotes/{world.quotes['C-1001'].pk}/document/")
        assert response.status_code == 404


def test_the_explanation_is_for_people_inside_who_may_see_the_quote(as_: As, world: World) -> None:
    page, address = (f"/quotes/{world.quotes['C-1001'].pk}/{rest}" for rest in ("", "explanation/"))
    first = as_("alice").get(address)
    assert first.content.startswith(b"%PDF-")
    assert "price-explanation.pdf" in first["Content-Disposition"]
    again = as_("alice").get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert address in as_("alice").get(page).content.decode()
    assert as_("bob").get(address).status_code == 404
    world.contracts["C-1001"].reseller = world.partner
    world.contracts["C-1001"].save()
    shown = as_("charlie").get(page)
    assert shown.status_code == 200
    assert "explanation" not in shown.content.decode()
    assert "Entitled" not in shown.content.decode()
    assert as_("charlie").get(address).status_code == 404
