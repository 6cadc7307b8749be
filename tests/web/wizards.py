"""What tests of the change wizards share: fill in, preview, book."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from tests.world import World

# A Django test client's answer; its stubs name a private class.
Answer = Any


def address(world: World, kind: str, key: str = "C-1001") -> str:
    """Return where a kind of change of a contract is filled in."""
    return f"/contracts/{world.contracts[key].pk}/changes/{kind}/"


def filled(kind: str, *, reason: str = "", **typed: Any) -> dict[str, Any]:
    """Return a form of one change as a browser sends it."""
    fields = {f"c0-{name}": value for name, value in typed.items()}
    return {"change": f"0:{kind}", "reason": reason, **fields}


def preview(client: Client, place: str, form: dict[str, Any]) -> Answer:
    """Send the form for a preview."""
    return client.post(place, {**form, "act": "preview"})


def seal_of(answer: Answer) -> str:
    """Return the seal of a preview; empty when it cannot be booked."""
    found = re.search(r'name="seal" value="([^"]+)"', answer.content.decode())
    return found[1] if found else ""


def book(client: Client, place: str, form: dict[str, Any], seal: str) -> Answer:
    """Book what was previewed."""
    return client.post(place, {**form, "seal": seal, "act": "book"})


def preview_and_book(client: Client, place: str, form: dict[str, Any]) -> Answer:
    """Preview, then book."""
    seen = preview(client, place, form)
    assert seen.status_code == 200, text_of(seen)
    return book(client, place, form, seal_of(seen))


def text_of(answer: Answer) -> str:
    """Return the page's main part without tags, on one line."""
    body = answer.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
