"""Naming a colleague in a note, and the forms that open on the renewal page, on both widths."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import violations
from tests.world import World


def test_a_colleague_is_picked_and_named(open_as: Callable[..., Page], world: World) -> None:
    page = open_as("alice", f"/renewals/{world.renewals['C-1001'].pk}/")
    page.get_by_label("A note;").fill("Please look,")
    page.get_by_label("Name a colleague").type("ali")
    page.get_by_role("button", name="Alice Archer").click()
    code = world.staff["alice"].code
    assert page.get_by_label("A note;").input_value() == f"Please look, @{code} "
    page.get_by_role("button", name="Write the note").click()
    page.get_by_text("Alice Archer is being told").wait_for()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for name in ("Set a step", "It waits on", "Snooze", "Set the risk", "Set a part", "Log a"):
            summary = page.locator("summary", has_text=name)
            summary.click()
            body = summary.locator("xpath=following-sibling::form")
            box = body.bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= size["width"], (name, box)
            if folder := os.environ.get("TENURE_SHOTS"):
                page.screenshot(path=str(Path(folder) / f"open-{name}-{size['width']}.png"))
            summary.click()
    page.locator("summary", has_text="Log a").click()
    assert violations(page) == []
