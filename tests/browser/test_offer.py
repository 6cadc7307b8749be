"""An offer from the desk by a real mail server to the customer's page, and back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tenure.foundation.commands import system_actor
from tenure.quotes.commands import add_options, make_quote
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.commands.notes import write_offer_note
from tenure.quotes.models import Acceptance, OfferMail, Quote, Sending
from tenure.quotes.rules.asked import Asked
from tenure.quotes.rules.offer_mail import offer_mail_id
from tenure.quotes.rules.options import OptionWanted
from tenure.quotes.tasks import deliver_offer_mails
from tenure.renewals.commands.opening import open_renewals
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.mails import MailServer
from tests.browser.test_accessibility import violations
from tests.renewals.builders import Book
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def quote(world: World) -> Quote:
    """Return an approved quote with an approved option, and a note to the customer."""
    today, alice = world.today, world.users["alice"]
    book = Book(on=today, head=world.users["hana"], system=system_actor())
    contract = book.contract(
        "S-1", end=today.replace(year=today.year + 1, day=1), owner=None, customer="NIMBUS",
        price=1200, lots=3,
    )  # fmt: skip
    type(contract).objects.filter(pk=contract.pk).update(owner=world.staff["alice"])
    open_renewals(on=today, by=book.head, horizon_days=400)
    renewal = contract.renewals.get()
    made = make_quote(renewal_id=renewal.pk, by=alice, on=today)
    wanted = OptionWanted(label="24 months", asked=Asked(months=24))
    links = add_options(quote_id=made.pk, wanted=[wanted], by=alice, on=today)
    for one in (made.pk, links[0].quote_id):
        request_approval(quote_id=one, by=alice, on=today, at=timezone.now())
    write_offer_note(
        renewal_id=renewal.pk, text="Thank you for another year with us.", by=alice, on=today
    )
    return made


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address as somebody without an account."""
    contexts = []

    def opened(address: str, size: dict[str, int] = PHONE) -> Page:
        context = browser.new_context(viewport=size)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("TENURE_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def sound(page: Page, name: str) -> None:
    """Nothing sticks out sideways, axe finds nothing."""
    shot(page, name)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    found = violations(page)
    assert not found, f"{name}\n" + "\n".join(found)


def test_sent_read_asked_answered_and_accepted(
    open_as: Callable[..., Page], open_page: Callable[..., Page], quote: Quote,
    mail_server: MailServer, live_server: LiveServer, settings: Any,
) -> None:  # fmt: skip
    settings.DESK_URL = live_server.url
    desk = open_as("alice", f"/quotes/{quote.pk}/#offer")
    desk.get_by_text("Preview of the mail").click()
    sound(desk, "send-desktop")
    desk.get_by_role("button", name="Send the offer").click()
    desk.get_by_text("The offer goes to Dana").wait_for()
    assert deliver_offer_mails() == 1
    assert deliver_offer_mails() == 0
    [message] = mail_server.wait_for("dana@example.com")
    assert message["subject"].startswith(f"Your renewal offer {quote.number}")
    row = OfferMail.objects.get()
    assert message["headers"]["message-id"].strip("<>") == offer_mail_id(row.pk).strip("<>")
    found = re.search(r"https?://\S+/offer/\S+/", message["text"])
    assert found
    address = found[0]

    wide = open_page(address, DESKTOP)
    sound(wide, "offer-desktop")
    page = open_page(address)
    sound(page, "offer-phone")
    body = page.inner_text("body")
    assert "Thank you for another year with us." in body
    assert "24 months" in body
    page.get_by_label("Your question").fill("Does the price hold?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Your question is with us").wait_for()
    deliver_offer_mails()
    assert "Does the price hold?" in mail_server.wait_for("alice@example.com")[0]["text"]

    desk.goto(f"{live_server.url}/quotes/{quote.pk}/")
    desk.get_by_label("Your answer, which goes out by mail").fill("It does, all year.")
    desk.get_by_role("button", name="Answer").click()
    desk.get_by_text("The answer goes to").wait_for()
    sound(desk, "sent-desktop")
    deliver_offer_mails()
    assert "It does, all year." in mail_server.wait_for("dana@example.com", 2)[1]["text"]

    page.goto(address)
    assert "It does, all year." in page.inner_text("body")
    page.get_by_label("24 months").check()
    page.get_by_label("Your name").first.fill("Dana Doe")
    page.get_by_label("Your office").fill("Head of Procurement")
    page.get_by_label("PO number").fill("PO-77")
    page.get_by_label("I may order for").check()
    page.get_by_role("button", name="Accept the offer").click()
    page.get_by_role("heading", name="is accepted").wait_for()
    sound(page, "receipt-phone")
    accepted = Acceptance.objects.get()
    assert (accepted.name, accepted.po_number) == ("Dana Doe", "PO-77")
    assert accepted.quote.option == 1, "the option that was chosen"
    deliver_offer_mails()
    assert "accepted" in mail_server.wait_for("dana@example.com", 3)[2]["subject"]


def test_a_link_that_does_not_work(
    open_page: Callable[..., Page], quote: Quote, live_server: LiveServer
) -> None:
    page = open_page(f"{live_server.url}/offer/not-a-link/")
    sound(page, "offer-gone-phone")
    assert "This link does not work" in page.inner_text("main")
    assert not Sending.objects.exists()
