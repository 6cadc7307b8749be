"""What is not for every day is behind one button, and says so when it is where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def test_places_for_now_and_then_are_behind_one_button(open_as: Callable[..., Page]) -> None:
    page = open_as("hana", "/")
    main = page.get_by_role("navigation", name="Main", exact=True)
    assert main.evaluate("nav => nav.scrollHeight <= nav.clientHeight"), "one row"
    more = main.locator("summary")
    more.focus()
    page.keyboard.press("Enter")
    # Of what lies under an open menu a part may be hidden: that is what menus do.
    assert violations(page, within="nav[aria-label='Main']") == []
    main.get_by_role("link", name="Policies").click()
    page.wait_for_url("**/policies/")
    assert more.inner_text().strip() == "Policies"
    assert more.get_attribute("aria-current") == "true"
    more.click()
    page.keyboard.press("Escape")
    assert not main.get_by_role("link", name="Closing").is_visible()
