"""A handover between two regions: Alice edits and gives, Bob acknowledges on his phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tenure.renewals.models import Renewal
from tests.browser.conftest import PHONE
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_handover_between_regions(open_as: Callable[..., Page], world: World) -> None:
    assert world.handover is not None
    page = open_as("alice", "/shifts/")
    page.get_by_role("link", name="Handovers").click()
    page.get_by_role("link", name="Alice Archer to Bob Barnes").click()
    page.get_by_label("Promise made to the customer").fill("An answer by Friday")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("until it is acknowledged you own it")).to_be_visible()
    renewal = Renewal.objects.get(pk=world.renewals["C-1002"].pk)
    assert renewal.owner == world.staff["alice"]
    phone = open_as("bob", "/handovers/", size=PHONE)
    phone.get_by_role("link", name="Alice Archer to Bob Barnes").click()
    expect(phone.get_by_text("An answer by Friday")).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    phone.get_by_role("button", name="Acknowledge: I own them now").click()
    expect(phone.get_by_text("You own these renewals now.")).to_be_visible()
    renewal.refresh_from_db()
    assert renewal.owner == world.staff["bob"]
