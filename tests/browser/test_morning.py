"""A renewals manager's morning by keyboard: what comes first, why, quoted, sent, waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tenure.book.models import Contract
from tenure.desk.commands import worklist
from tenure.desk.tasks import follow_audit_log
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent
from tenure.quotes.models import Quote, Sending
from tenure.renewals.commands.opening import open_renewals
from tests.renewals.builders import Book
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser


@pytest.fixture
def most_urgent(world: World, monkeypatch: pytest.MonkeyPatch) -> Contract:
    """Return a contract of Alice's that renews in 35 days and has no quote: late, and large."""

    def everything(after: int, *, limit: int) -> int:
        # A transaction of another test's database would hold up the cursor.
        return max(after, AuditEvent.objects.latest("pk").pk)

    monkeypatch.setattr(worklist, "settled_upto", everything)
    book = Book(on=world.today, head=world.users["hana"], system=system_actor())
    contract = book.contract(
        "N-1", end=world.today + timedelta(days=35), owner=None, customer="NIMBUS", price=20_000,
        lots=3,
    )  # fmt: skip
    Contract.objects.filter(pk=contract.pk).update(owner=world.staff["alice"])
    open_renewals(on=world.today, by=book.head, horizon_days=60)
    return contract


def press(page: Page, what: Locator) -> None:
    """Reach something by the keyboard's focus, and press Enter."""
    what.focus()
    page.keyboard.press("Enter")


def test_a_renewals_managers_morning(
    open_as: Callable[..., Page], world: World, most_urgent: Contract
) -> None:
    page = open_as("alice", "/")
    page.context.clear_cookies()
    page.reload()
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Worklist")

    first = page.locator("[data-row]").first
    expect(first).to_contain_text("Nimbus")
    expect(first).to_contain_text("Make the late quote")
    expect(first).to_contain_text("No quote by T-90")
    expect(first).to_contain_text("60,000 EUR at stake: 10 days earlier")
    expect(first).to_contain_text("34 days left")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Nimbus")
    press(page, page.get_by_role("button", name="Make the quote"))
    press(page, page.get_by_role("link", name="Open the quote"))
    quote = Quote.objects.get(renewal__contract=most_urgent, is_primary=True)
    expect(page.locator("h1")).to_contain_text(quote.number)
    expect(page.get_by_role("table").first).to_contain_text("20,000.00")
    press(page, page.get_by_role("link", name="Approval", exact=True))
    press(page, page.get_by_role("button", name="Ask for approval"))
    expect(page.locator("h1")).to_contain_text("nobody is needed")
    press(page, page.get_by_role("link", name=quote.number).first)
    press(page, page.get_by_role("button", name="Send the offer"))
    expect(page.get_by_text("The offer goes to Dana")).to_be_visible()
    assert Sending.objects.get(quote=quote).email == "dana@example.com"

    follow_audit_log(0)
    press(page, page.get_by_role("link", name="Worklist").first)
    row = page.locator("[data-row]").filter(has_text="Nimbus")
    expect(row).to_contain_text("waits on the customer")
    expect(row).to_contain_text("The offer is out since")
    expect(row).to_contain_text("Ask for the decision")
    expect(page.locator("[data-row]").first).not_to_contain_text("Nimbus")
