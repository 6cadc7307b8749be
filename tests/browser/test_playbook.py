"""A play is edited and published in a browser, with a mistake on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenure.desk.models import PlayDraft, PlayVersion
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_play_is_edited_and_published(
    open_as: Callable[..., Page], live_server: LiveServer, world: World
) -> None:
    told: list[str] = []
    page = open_as("hana", "/playbook/direct/", told=told)
    page.get_by_role("link", name="Edit").click()
    field = page.get_by_role("textbox", name="The play")
    right = field.input_value().replace("Send the quote and agree", "Bring the quote and agree")
    wrong = right.replace('due = "T-90"', 'due = "soon"')
    line = wrong.split("\n").index('due = "soon"') + 1
    field.fill(wrong)
    expect(page.get_by_role("heading", name=f"Line {line} is not right")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text(f"Line {line}: 'due' is")
    page.get_by_label("Why does it change?").fill("We bring it now.")
    page.get_by_role("button", name="Publish").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("what you wrote is kept")
    expect(alert).to_contain_text(f"Line {line}: 'due' is")
    assert PlayDraft.objects.get().source == wrong
    expect(page.get_by_label("Why does it change?")).to_have_value("We bring it now.")
    page.get_by_role("textbox", name="The play").fill(right)
    expect(page.get_by_role("cell", name="Bring the quote and agree").first).to_be_visible()
    page.get_by_label("Example of a renewal date").fill("2027-12-31")
    expect(page.get_by_role("cell", name="2 Oct 2027")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("version 2 is published")).to_be_visible()
    made = PlayVersion.objects.get(play__code="direct", version=2)
    assert (made.source, made.why) == (right, "We bring it now.")
    page.get_by_role("link", name="what changed").click()
    changed = page.get_by_role("row", name=re.compile("added.*Bring the quote"))
    expect(changed).to_be_visible()
    assert not [text for text in told if "409" not in text]
