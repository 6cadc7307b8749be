"""Every page, light and dark, wide and narrow: accessible, within its width, without complaint."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import PAGES, address_of
from tests.world import World

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = (("desktop", DESKTOP, False), ("dark", DESKTOP, True), ("phone", PHONE, False))
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
        "resultTypes: ['violations']})",
        TAGS,
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {(node.get('failureSummary') or '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


# Complaints of the browser that are as they should be.
EXPECTED = ("404 (Not Found)", "409 (Conflict)")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_sound(open_as: Callable[..., Page], world: World, name: str) -> None:
    """At each width, light and dark: axe finds nothing, nothing sticks out sideways, and the
    browser does not complain (no inline script or style, nothing missing).

    Screenshots are left in TENURE_SHOTS when it is set.
    """
    for label, size, dark in LOOKS:
        complaints: list[str] = []
        page = open_as(
            PAGES[name].persona, address_of(name, world), size=size, dark=dark, told=complaints
        )
        page.wait_for_load_state("networkidle")
        if folder := os.environ.get("TENURE_SHOTS"):
            page.screenshot(path=str(Path(folder) / f"{name}-{label}.png"), full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide on {label}"
        found = violations(page)
        assert not found, f"{name} on {label}\n" + "\n".join(found)
        serious = [text for text in complaints if not text.endswith(EXPECTED)]
        assert serious == [], f"{name} on {label}"


def test_axe_finds_nothing_at_the_door(open_as: Callable[..., Page], live_server: Any) -> None:
    page = open_as("alice", "/")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/")
    assert violations(page) == []


def test_axe_finds_nothing_in_open_dialogs(open_as: Callable[..., Page]) -> None:
    page = open_as("hana", "/?whose=all")
    page.keyboard.press("Control+k")
    page.keyboard.type("auro")
    page.wait_for_selector("#palette-results [role=option]")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    assert violations(page) == []
