"""Renewals walked from quote to closed, direct and through two tiers, and one termination.

People work in a browser; mails go through a real mail server and are read there; papers are opened.
What the worker does in production is called by its task here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tenure.book.models import Contract, Line
from tenure.closing.commands import reconcile
from tenure.closing.models import Booking, Discrepancy
from tenure.closing.rules import Side
from tenure.closing.tasks import book_accepted_quotes
from tenure.directory.models import Contact, Partner
from tenure.documents.queries import open_document
from tenure.foundation.commands import system_actor
from tenure.kernel.money import Money
from tenure.pricing.commands import publish_policy
from tenure.pricing.rules import MarginFacts
from tenure.quotes.commands import save_asked
from tenure.quotes.commands.approvers import publish_default_rules, seat_approver
from tenure.quotes.models import Acceptance, IssuedPaper, Quote
from tenure.quotes.rules.approvals import Approver
from tenure.quotes.rules.asked import Asked
from tenure.quotes.tasks import deliver_offer_mails
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.browser.conftest import PHONE
from tests.browser.mails import MailServer
from tests.closing.exports import Export
from tests.renewals.builders import Book
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def book(world: World) -> Book:
    """Return a maker of contracts that renew in a hundred days, with approvals set up."""
    made = Book(on=world.today, head=world.users["hana"], system=system_actor())
    publish_default_rules(by=made.head, on=world.today)
    margins = MarginFacts(
        code="margins", start_on=world.today, reseller_bp=2000, distributor_bp=500
    )
    publish_policy(policy=margins, name="Margins", by=made.head, on=world.today)
    for role in (Approver.MANAGER, Approver.DIRECTOR):
        seat_approver(
            role=role, user=world.users["sam"], start_on=world.today, by=made.head, on=world.today
        )
    return made


def due(book: Book, world: World, key: str, **facts: object) -> Renewal:
    """Make a contract of Alice's, and open its renewal."""
    end = world.today.replace(year=world.today.year + 1, day=1)
    contract = book.contract(
        key, end=end, owner=None, customer=f"CU-{key}", price=1200, lots=2, **facts
    )  # type: ignore[arg-type]
    Contract.objects.filter(pk=contract.pk).update(owner=world.staff["alice"])
    open_renewals(on=world.today, by=book.head, horizon_days=400)
    return Renewal.objects.get(contract=contract)


@pytest.fixture
def customer_page(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Return a function that opens an address on a phone, as somebody without an account."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]

    def opened(address: str) -> Page:
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    context.close()


def quoted(desk: Page, url: str, renewal: Renewal) -> Quote:
    """Let Alice make the quote on the renewal's page."""
    desk.goto(f"{url}/renewals/{renewal.pk}/")
    desk.get_by_role("button", name="Make the quote").click()
    desk.wait_for_load_state()
    return Quote.objects.get(renewal=renewal, is_primary=True)


def approved(open_as: Callable[..., Page], desk: Page, url: str, quote: Quote) -> None:
    """Let Alice ask for approval, and Sam give it."""
    desk.goto(f"{url}/quotes/{quote.pk}/approval/")
    desk.get_by_role("button", name="Ask").first.click()
    approver = open_as("sam", f"/quotes/{quote.pk}/approval/")
    while approver.get_by_role("button", name="Approve", exact=True).count():
        approver.get_by_role("button", name="Approve", exact=True).first.click()
        approver.wait_for_load_state()


def issued(desk: Page, url: str, quote: Quote) -> str:
    """Let Alice issue the order form; return what the PDF says."""
    desk.goto(f"{url}/quotes/{quote.pk}/")
    desk.get_by_label("Issue", exact=True).select_option("order_form")
    desk.get_by_role("button", name="Issue it").click()
    desk.wait_for_load_state()
    paper = IssuedPaper.objects.get(quote=quote)
    return text_of(open_document(paper.document))


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def sent(desk: Page, url: str, quote: Quote, to: str, mail_server: MailServer) -> str:
    """Let Alice send the offer; return the link in the mail."""
    desk.goto(f"{url}/quotes/{quote.pk}/#offer")
    desk.get_by_label("Send it to").select_option(to)
    desk.get_by_role("button", name="Send the offer").click()
    desk.get_by_text("The offer goes to").wait_for()
    deliver_offer_mails()
    [message] = mail_server.wait_for(to)
    found = re.search(r"https?://\S+/offer/\S+/", message["text"])
    assert found
    return found[0]


def accept(page: Page) -> None:
    """Accept the offer as the customer does."""
    page.get_by_label("Your name").first.fill("Dana Doe")
    page.get_by_label("Your office").fill("Head of Procurement")
    page.get_by_label("PO number").fill("PO-77")
    page.get_by_label("I may order for").check()
    page.get_by_role("button", name="Accept the offer").click()
    page.get_by_role("heading", name="is accepted").wait_for()


def require_booked_as_signed(quote: Quote, paper: str) -> None:
    """The booked order, the quote and the signed paper say the same, to the minor unit."""
    lines = Line.objects.filter(
        contract_id=quote.renewal.contract_id, start_on=quote.start_on
    ).order_by("lot")
    signed = list(quote.lines.order_by("lot"))
    assert [(row.lot, row.quantity, row.unit_price_e4) for row in lines] == [
        (row.lot, row.quantity, row.proposed_price_e4) for row in signed
    ]
    assert sum(row.arr_minor for row in lines) == quote.proposed_minor
    assert quote.number in paper
    for minor in (quote.proposed_minor, *(row.proposed_minor for row in signed)):
        amount = Money(minor, quote.currency).format().removesuffix(f" {quote.currency}")
        assert amount in paper, f"{amount} is not on the paper"


def agree_and_close(
    desk: Page, url: str, world: World, renewals: list[Renewal], folder: Path
) -> None:
    """Compare with CRM and billing, which know the same, and close step by step."""
    hana = world.users["hana"]
    for side in (Side.CRM, Side.BILLING):
        Export.that_agrees(side, world.today).load(folder, by=hana, on=world.today)
    reconcile(by=hana, on=world.today)
    contracts = [one.contract_id for one in renewals]
    assert not Discrepancy.objects.filter(contract__in=contracts, settlement=None).exists()
    for renewal in renewals:
        desk.goto(f"{url}/renewals/{renewal.pk}/closing/")
        while desk.get_by_role("button", name="It is done").count():
            desk.get_by_role("button", name="It is done").first.click()
            desk.wait_for_load_state()
        desk.get_by_role("heading", name="Closed", exact=True).wait_for()


def test_quote_to_closed(
    open_as: Callable[..., Page], customer_page: Callable[[str], Page], book: Book, world: World,
    mail_server: MailServer, live_server: LiveServer, settings: Any, tmp_path: Path,
) -> None:  # fmt: skip
    url = settings.DESK_URL = live_server.url
    desk = open_as("alice", "/")
    direct = due(book, world, "D-1")
    distributor = Partner.objects.create(
        key="DIST", name="Delta Distribution", kind="distributor", email="delta@example.com"
    )
    reseller = Partner.objects.create(
        key="RES", name="Rho Reselling", kind="reseller", email="rho@example.com"
    )
    tiers = due(
        book, world, "P-1", channel="distributor", reseller_id=reseller.pk,
        distributor_id=distributor.pk,
    )  # fmt: skip
    Contact.objects.filter(customer=tiers.customer).update(email="pia@example.com")

    made = []
    for renewal, to in ((direct, "dana@example.com"), (tiers, "rho@example.com")):
        quote = quoted(desk, url, renewal)
        quote = save_asked(
            quote_id=quote.pk, asked=Asked(discount_bp=1500), by=world.users["alice"],
            on=world.today,
        )  # fmt: skip
        approved(open_as, desk, url, quote)
        paper = issued(desk, url, quote)
        page = customer_page(sent(desk, url, quote, to, mail_server))
        body = page.inner_text("body")
        assert "margin" not in body.casefold()
        assert ("What you pay" in body) == (renewal == tiers)
        accept(page)
        made.append((quote, paper))

    book_accepted_quotes()
    assert Acceptance.objects.count() == Booking.objects.count() == 2
    for quote, paper in made:
        require_booked_as_signed(Quote.objects.get(pk=quote.pk), paper)
    agree_and_close(desk, url, world, [direct, tiers], tmp_path)
    assert {one.outcome.kind for one in Renewal.objects.filter(pk__in=[direct.pk, tiers.pk])} <= {
        "renewed", "partially_renewed",
    }  # fmt: skip


def test_a_termination_from_notice_to_letter(
    open_as: Callable[..., Page], book: Book, world: World, live_server: LiveServer
) -> None:
    url = live_server.url
    renewal = due(book, world, "T-1")
    desk = open_as("alice", f"/contracts/{renewal.contract_id}/termination/")
    desk.get_by_label("Who gave it").fill("Dana Doe")
    desk.get_by_label("Why they leave").select_option("budget")
    desk.get_by_role("button", name="When does it end?").click()
    desk.get_by_text("In time").wait_for()
    desk.get_by_role("button", name="Keep the notice").click()
    desk.get_by_text("The save play comes first").wait_for()
    desk.get_by_label("What was tried").select_option("executive_call")
    desk.get_by_label("What came of it").fill("Hana rang; the budget is gone.")
    desk.get_by_role("button", name="Log it").click()
    desk.get_by_text("It is logged.").wait_for()
    desk.get_by_role("button", name="Book the end").click()
    desk.get_by_text("The end of the contract is booked.").wait_for()
    desk.get_by_role("button", name="Issue it").click()
    desk.wait_for_load_state()

    paper = IssuedPaper.objects.get(contract=renewal.contract)
    said = text_of(open_document(paper.document))
    assert "T-1" in said
    ended = Contract.objects.get(pk=renewal.contract_id).ended_on
    assert ended == renewal.renewal_on
    assert str(renewal.due_on.year) in said
    for _ in range(5):
        desk.get_by_role("button", name="Done").first.click()
        desk.get_by_text("It is noted.").wait_for()
    desk.goto(f"{url}/renewals/{renewal.pk}/closing/")
    assert "Dana Doe gave notice" in desk.inner_text("main")
    assert Renewal.objects.get(pk=renewal.pk).outcome.kind == "churned"
