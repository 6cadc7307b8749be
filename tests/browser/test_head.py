"""A Head of Renewals' morning: what is new and late, what it is worth, and one thing done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tenure.desk.commands.escalating import climb_ladder
from tenure.desk.models import Escalation
from tenure.foundation.commands import system_actor
from tests.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_a_head_of_renewals_morning(open_as: Open, world: World) -> None:
    actor, today = system_actor(), world.today
    late = Escalation.objects.get()
    at = late.opened_at + timedelta(days=20)
    climb_ladder(by=actor, on=today, at=at)
    page = open_as("hana", "/head/")
    expect(page.locator("h1")).to_have_text("The morning")
    expect(page.get_by_role("region", name="New since yesterday")).to_contain_text("1")
    late_ones = page.get_by_role("region", name="What is late")
    expect(late_ones).to_contain_text("Aurora Shipping")
    expect(late_ones).to_contain_text("13,000.00 EUR")
    expect(page.get_by_role("region", name="What changed since yesterday")).to_contain_text(
        "Climbed: 2"
    )
    late_ones.get_by_role("link", name="No quote at T-90").click()
    expect(page.locator("h1")).to_have_text("No quote at T-90: Aurora Shipping")
    page.get_by_label("By when it is resolved").fill(str(today + timedelta(days=2)))
    page.get_by_label("What will be done").fill("Quote goes out tomorrow, by hand.")
    page.get_by_role("button", name="Keep the plan").click()
    expect(page.get_by_role("region", name="What happened")).to_contain_text(
        "Quote goes out tomorrow, by hand."
    )
    expect(page.get_by_role("region", name="What it is about")).to_contain_text("Hana Hashimoto")
    page.get_by_label("Why it is resolved").fill("Quoted.")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("Resolved on")).to_be_visible()
    page.goto(page.url.split("/escalations/")[0] + "/head/")
    expect(page.get_by_role("region", name="What is late")).to_contain_text("Nothing is late.")
