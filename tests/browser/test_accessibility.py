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
TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# Dark and light differ in their colours alone.
COLOURS = {"type": "rule", "values": ["color-contrast"]}
LOOKS = (
    ("desktop", DESKTOP, "light", TAGS), ("dark", DESKTOP, "dark", COLOURS),
    ("phone", PHONE, "light", TAGS),
)  # fmt: skip


def violations(page: Page, rules: dict[str, Any] = TAGS, *, within: str = "html") -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "([where, rules]) => axe.run(where, {runOnly: rules, resultTypes: ['violations']})",
        [within, rules],
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {(node.get('failureSummary') or '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


# Complaints of the browser that are as they should be.
EXPECTED = ("404 (Not Found)", "409 (Conflict)")


# So many pages are looked at over one company: to make it anew for each takes longer.
_TOGETHER = 16
_NAMES = sorted(PAGES)
GROUPS = [_NAMES[start : start + _TOGETHER] for start in range(0, len(_NAMES), _TOGETHER)]


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: f"{names[0]}..{names[-1]}")
def test_the_pages_are_sound(open_as: Callable[..., Page], world: World, names: list[str]) -> None:
    """At each width, light and dark: axe finds nothing, nothing sticks out sideways, and the
    browser does not complain (no inline script or style, nothing missing).

    Screenshots are left in TENURE_SHOTS when it is set.
    """
    faults = [fault for name in names for fault in faults_of(open_as, world, name)]
    assert not faults, "\n".join(faults)


def faults_of(open_as: Callable[..., Page], world: World, name: str) -> list[str]:
    """Return what is wrong with a page, looked at wide, dark and narrow in turn."""
    complaints: list[str] = []
    page = open_as(PAGES[name].persona, address_of(name, world), told=complaints)
    faults: list[str] = []
    for label, size, colours, rules in LOOKS:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        # Without motion, so that no colour is measured on its way to the next.
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]
        if label == "phone":
            page.reload()  # what scripts laid out at first, they lay out for its width
        if folder := os.environ.get("TENURE_SHOTS"):
            page.screenshot(path=str(Path(folder) / f"{name}-{label}.png"), full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            faults.append(f"{name} is {wide} px too wide on {label}")
        faults += [f"{name} on {label}: {found}" for found in violations(page, rules)]
    page.close()
    return faults + [f"{name}: {text}" for text in complaints if not text.endswith(EXPECTED)]


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
