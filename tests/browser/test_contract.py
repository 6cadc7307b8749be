"""The contract's timeline by keyboard, and one change from the page to the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tenure.book.commands.orders import change_contract
from tenure.book.models import Line, Order
from tenure.book.rules.changes import ChangeQuantity
from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import violations
from tests.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def address(world: World, rest: str = "") -> str:
    return f"/contracts/{world.contracts['C-1001'].pk}/{rest}"


def grow(world: World) -> None:
    change_contract(
        contract_id=world.contracts["C-1001"].pk,
        changes=[ChangeQuantity(world.today - timedelta(days=60), 1, to_e4=200_000)],
        booked_on=world.today, by=world.users["hana"], on=world.today, reason="They grew",
    )  # fmt: skip


def test_the_timeline_is_walked_by_keyboard(open_as: Open, world: World) -> None:
    grow(world)
    page = open_as("alice", address(world))
    detail = page.locator("[data-ct-detail]")
    page.locator(".ct-scroll").first.focus()
    page.keyboard.press("Tab")
    expect(detail).to_contain_text("Order 1, new")
    page.keyboard.press("ArrowRight")
    expect(detail).to_contain_text("Order 2, amendment")
    expect(detail).to_contain_text("by Hana Hashimoto: They grew")
    page.keyboard.press("Tab")
    expect(detail).to_contain_text("Edge Network, lot 1")
    page.keyboard.press("End")
    expect(detail).to_contain_text("20 × 1,200.00 EUR")  # noqa: RUF001
    page.keyboard.press("ArrowDown")
    expect(detail).to_contain_text("Web Firewall, lot 2")
    assert violations(page) == []
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.split("#")[0] + "#order-2")
    expect(page.locator("#order-2")).to_be_in_viewport()


def test_pointing_at_a_bar_tells_of_it(open_as: Open, world: World) -> None:
    page = open_as("alice", address(world))
    page.locator(".ct-piece").nth(1).hover()
    expect(page.locator("[data-ct-detail]")).to_contain_text("Web Firewall, lot 2")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_quantity_is_changed_from_the_page_to_the_book(
    open_as: Open, world: World, scripts: bool
) -> None:
    page = open_as("alice", address(world), scripts=scripts)
    page.get_by_role("link", name="Change this contract").click()
    page.get_by_role("link", name="Change a quantity").click()
    page.get_by_label("Line").select_option("1")
    page.get_by_label("Change it by").check()
    page.get_by_label("Quantity", exact=True).fill("5")
    page.keyboard.press("Enter")  # previews, never books
    expect(page.get_by_role("heading", name="What it would do")).to_be_visible()
    expect(page.locator(".ct-preview")).to_contain_text("+6,000.00 EUR")
    assert Order.objects.filter(contract__key="C-1001").count() == 1
    if scripts:
        assert violations(page) == []
        expect(page.locator(".ct-preview")).to_be_focused()
    page.get_by_role("button", name="Book the order").click()
    expect(page.locator("#messages")).to_contain_text("Order 2 is booked: amendment.")
    line = Line.objects.get(contract__key="C-1001", lot=1, start_on=world.today)
    assert line.quantity == 15


def test_a_form_that_changed_is_previewed_again(open_as: Open, world: World) -> None:
    page = open_as("alice", address(world, "changes/quantity/"), size=PHONE)
    page.get_by_label("Quantity", exact=True).fill("15")
    page.get_by_role("button", name="Preview the effect").click()
    book = page.get_by_role("button", name="Book the order")
    expect(book).to_be_enabled()
    page.get_by_label("Reason").fill("It does not change what is booked")
    expect(book).to_be_enabled()
    page.get_by_label("Quantity", exact=True).fill("16")
    expect(book).to_be_disabled()
    expect(page.locator("[data-changed]")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert violations(page) == []


def test_several_amendments_are_filled_in_on_one_page(open_as: Open, world: World) -> None:
    page = open_as("alice", address(world, "changes/quantity/"))
    page.get_by_label("Quantity", exact=True).fill("12")
    page.get_by_label("Another change in the same order").select_option("price")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="2. Reprice a line")).to_be_visible()
    page.get_by_label("New unit price").last.fill("1,300")
    page.get_by_role("button", name="Preview the effect").click()
    expect(page.locator(".ct-preview")).to_contain_text("12 × 1,300.00 EUR")  # noqa: RUF001
    assert violations(page) == []
