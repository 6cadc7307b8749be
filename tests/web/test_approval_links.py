"""The page behind the link in an approver's mail: no sign-in, one decision, nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tenure.foundation.commands import system_actor
from tenure.quotes.models import ApprovalDecision
from tenure.quotes.tasks import tell_approvers
from tests.world import World


@pytest.fixture
def address(world: World, settings: Any) -> str:
    """Let Sam be told of what waits; return where the link in the mail leads."""
    settings.EMAIL_HOST = "mail.example.com"
    settings.DESK_URL = "https://desk.example.com"
    system_actor()
    assert tell_approvers(timestamp=0) == 1
    [message] = mail.outbox
    assert message.to == ["sam@example.com"]
    [line] = [line for line in str(message.body).splitlines() if "/approval-links/" in line]
    return line.strip().removeprefix("https://desk.example.com")


def test_it_shows_what_is_asked_and_takes_the_decision(address: str, world: World) -> None:
    client = Client()
    page = client.get(address)
    body = page.content.decode()
    quote = world.quotes["C-1001"]
    why = "A discount of 24 % is over 20 %."
    for text in (
        quote.number,
        "Aurora Shipping",
        why,
        "13,650.00 EUR",
        "as Sam Silva",
        "Approved by Ada Adeyemi: Once.",
    ):
        assert text in body
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "sessionid" not in client.cookies, "it signs in nobody"
    done = client.post(address, {"kind": "approve"})
    assert "You approved it" in done.content.decode()
    decision = ApprovalDecision.objects.get(step__role="director")
    assert (decision.by, decision.kind) == (world.users["sam"], "approve")
    assert client.get("/approvals/").status_code == 302


def test_nothing_is_decided_by_looking_and_nothing_shows_afterwards(
    address: str, world: World
) -> None:
    client = Client()
    client.get(address)
    client.head(address)
    assert ApprovalDecision.objects.count() == 1
    assert client.post(address, {"kind": "reject"}).status_code == 400, "a reason is needed"
    client.post(address, {"kind": "reject", "note": "Too much."})
    for answer in (client.get(address), client.post(address, {"kind": "approve"})):
        assert answer.status_code == 404
        assert "Aurora" not in answer.content.decode()
    assert ApprovalDecision.objects.filter(step__role="director").count() == 1


def test_altered_links_show_nothing(address: str) -> None:
    client = Client()
    whole = client.get(address[:-2] + "/").content.decode()
    assert "This link does not work" in whole
    assert "Aurora" not in whole
    for other in ("/approval-links/x/", "/approval-links/" + "a" * 4000 + "/"):
        assert client.get(other).status_code == 404
    assert client.post(address, {"kind": "answer", "note": "x"}).status_code == 404


def test_it_asks_for_the_token_of_the_form(address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address, {"kind": "approve"}).status_code == 403
    assert ApprovalDecision.objects.count() == 1
