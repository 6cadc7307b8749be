"""The what-if in a real browser: figures follow the typing, and saving makes the next version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tenure.book.models import PriceBook, PriceEntry, Product
from tenure.quotes.models import Quote
from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import violations
from tests.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def address(world: World) -> str:
    """Give the page of C-1001's quote, with a product in the price list."""
    book = PriceBook.objects.create(code="standard", name="Standard")
    product = Product.objects.create(code="BOTS", name="Bot Management", charge="recurring")
    PriceEntry.objects.create(
        price_book=book, product=product, currency="EUR", unit_price_e4=600_0000,
        start_on=date(2020, 1, 1),
    )  # fmt: skip
    return f"/quotes/{world.quotes['C-1001'].pk}/"


def complaints(page: Page) -> list[str]:
    """Return what axe finds, from the top: nothing is half under the head of the page."""
    page.evaluate("window.scrollTo(0, 0)")
    return violations(page)


def opened(page: Page) -> Page:
    """Unfold the what-if by keyboard."""
    page.locator(".wi-fold > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wi-total-EUR-asked")).to_contain_text("13,000.00 EUR")
    return page


def test_figures_follow_and_the_next_version_is_saved(
    open_as: Open, world: World, address: str
) -> None:
    told: list[str] = []
    page = opened(open_as("alice", address, told=told))
    total = page.locator("#wi-total-EUR-asked")
    page.get_by_label("2 years").check()
    expect(total).to_contain_text("26,000.00 EUR")
    uplift = page.get_by_label("Uplift, %", exact=True)
    uplift.focus()
    page.keyboard.type("2,5", delay=40)
    expect(total).to_contain_text("26,650.00 EUR")
    expect(uplift).to_be_focused()
    expect(uplift).to_have_value("2,5")
    expect(page.locator("#wi-said")).to_contain_text("26,650.00 EUR for 24 months")
    page.get_by_label("Quantity of Edge Network, lot 1").fill("12")
    expect(page.locator("#wi-lines-1-asked")).to_contain_text("29,520.00 EUR")
    page.get_by_label("Leave out Web Firewall, lot 2").check()
    expect(total).to_contain_text("29,520.00 EUR")
    assert Quote.objects.filter(renewal=world.renewals["C-1001"]).count() == 1
    assert complaints(page) == []
    page.get_by_label("Note for colleagues").fill("By telephone")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.locator("#messages")).to_contain_text("-v2 is made.")
    expect(page.locator(".desk-sub").first).to_contain_text("version 2")
    expect(page.get_by_text("24 months; uplift 2.5 %; lot 1: quantity 12; lot 2")).to_be_visible()
    made = Quote.objects.get(renewal=world.renewals["C-1001"], is_primary=True)
    assert (made.version, made.proposed_minor) == (2, 2_952_000)
    assert complaints(page) == []
    assert told == []


def test_a_date_chooses_itself_and_errors_stand_at_their_fields(
    open_as: Open, world: World, address: str
) -> None:
    page = opened(open_as("alice", address, size=PHONE))
    last_day = world.quotes["C-1001"].end_on
    page.get_by_label("Last day of the term").fill(last_day.isoformat())
    expect(page.get_by_label("Until a date", exact=True)).to_be_checked()
    expect(page.locator("#wi-term-until-figures")).to_contain_text("EUR")
    discount = page.get_by_label("Discount, %", exact=True)
    discount.fill("101")
    expect(page.locator("#wi-discount-error")).to_have_text("A discount is from 0 % to 100 %.")
    expect(discount).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#wi-total-EUR-asked")).to_have_text("\N{EN DASH}")
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    discount.fill("10")
    expect(page.locator("#wi-discount-error")).to_be_empty()
    expect(discount).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#wi-total-EUR-asked")).to_contain_text("EUR")


def test_a_product_is_found_added_and_taken_away(open_as: Open, address: str) -> None:
    page = opened(open_as("alice", address))
    page.get_by_label("Discount, %", exact=True).fill("10")
    expect(page.locator("#wi-total-EUR-asked")).to_contain_text("11,700.00 EUR")
    page.get_by_label("Add a product").fill("bot")
    expect(page.locator("#what-if-products option")).to_have_attribute("value", "BOTS")
    page.get_by_label("Add a product").fill("BOTS")
    page.locator("#wi-new-quantity").fill("5")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("#wi-added-1-asked")).to_contain_text("2,700.00 EUR")
    expect(page.get_by_label("Discount, %", exact=True)).to_have_value("10")
    page.get_by_label("Quantity of Bot Management, new").fill("10")
    expect(page.locator("#wi-added-1-asked")).to_contain_text("5,400.00 EUR")
    assert complaints(page) == []
    page.get_by_role("button", name="Take Bot Management away again").click()
    expect(page.locator("#wi-added-1-asked")).to_have_count(0)
    expect(page.locator("#wi-total-EUR-asked")).to_contain_text("11,700.00 EUR")


def test_it_works_without_scripts(open_as: Open, world: World, address: str) -> None:
    page = open_as("alice", address, scripts=False)
    page.locator(".wi-fold > summary").click()
    page.get_by_role("link", name="Open the what-if").click()
    page.get_by_label("3 years").check()
    page.get_by_label("Uplift, %", exact=True).fill("2")
    page.keyboard.press("Enter")  # shows the figures, never saves
    expect(page.locator("#wi-total-EUR-asked")).to_contain_text("39,780.00 EUR")
    expect(page.get_by_label("3 years")).to_be_checked()
    assert Quote.objects.filter(renewal=world.renewals["C-1001"]).count() == 1
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.locator("#messages")).to_contain_text("-v2 is made.")
