"""A quote's PDF is set at first opening, and only for those who may see the quote."""

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
