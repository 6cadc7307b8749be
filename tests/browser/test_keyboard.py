"""The worklist by keyboard, search by palette, and the main path without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_rows_are_walked_selected_and_opened(open_as: Open) -> None:
    page = open_as("hana", "/?whose=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-open]:focus")).to_have_text("Aurora Shipping")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("1 selected")
    page.keyboard.press("k")
    expect(page.locator("[data-open]:focus")).to_have_text("Elm Street Blog")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Elm Street Blog")


def test_a_task_is_finished_by_its_key(open_as: Open, world: World) -> None:
    page = open_as("alice", "/tasks/?which=all")
    waiting = page.locator("[data-row]").filter(has=page.locator("[data-finish]"))
    count = waiting.count()
    waiting.first.locator("[data-open]").focus()
    page.keyboard.press("x")
    expect(page.locator("#announcer")).to_have_text("1 selected")
    page.keyboard.press("d")
    page.keyboard.type("Sent on Monday")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("The task is finished.")
    expect(waiting).to_have_count(count - 1)
    waiting.first.locator("[data-open]").focus()
    page.keyboard.press("x")
    page.keyboard.press("b")
    page.keyboard.type("Both are done")
    page.keyboard.press("Enter")
    expect(page.locator("p:focus")).to_contain_text("1 would be finished")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 task finished.")


def test_the_filter_swaps_the_table_and_says_so(open_as: Open) -> None:
    page = open_as("hana", "/?whose=all")
    page.keyboard.press("/")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("cedar")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#announcer")).to_have_text("1 renewal")
    expect(page).to_have_url(re.compile("text=cedar"))
    expect(page.locator("#id_text")).to_be_focused()
    assert page.locator("#id_text").input_value() == "cedar"
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(5)


def test_the_palette_opens_what_it_finds(open_as: Open) -> None:
    page = open_as("hana", "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("C-1004")
    expect(page.locator("#palette-results [aria-selected=true]")).to_contain_text("C-1004")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("C-1004")


def test_single_key_shortcuts_can_be_turned_off(open_as: Open) -> None:
    page = open_as("hana", "/?whose=all")
    page.keyboard.press("?")
    page.locator("[data-shortcuts]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-open]:focus")).to_have_count(0)


def test_dark_mode_is_kept(open_as: Open) -> None:
    page = open_as("hana", "/")
    assert page.locator("html").get_attribute("data-bs-theme") == "light"
    page.locator(".desk-person summary").click()
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_the_skip_link_comes_first(open_as: Open) -> None:
    page = open_as("hana", "/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_without_scripts_one_filters_assigns_and_reads(open_as: Open, world: World) -> None:
    page = open_as("hana", "/?whose=all", scripts=False)
    page.locator("#id_text").fill("elm")
    page.locator("#filter button[type=submit]").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody input[type=checkbox]").check()
    page.locator("#bulk-action").select_option(label="Give an owner")
    page.get_by_role("button", name="Preview").click()
    page.get_by_label("New owner").select_option(label="Bob Barnes")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Give an owner: 1 renewal").click()
    expect(page.locator("#messages")).to_contain_text("1 done")
    page.locator("[data-open]").first.click()
    expect(page.locator("h1")).to_have_text("Elm Street Blog")


def test_a_phone_finds_its_way(open_as: Open) -> None:
    page = open_as("hana", "/?whose=all", size=PHONE)
    page.locator(".desk-phone-nav summary").click()
    page.locator(".desk-phone-nav").get_by_role("link", name="Audit").click()
    expect(page.locator("h1")).to_have_text("Audit log")
