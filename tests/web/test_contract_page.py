"""The contract page: what it shows of today, of another day, and to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tenure.book.commands.orders import change_contract
from tenure.book.models import Order
from tenure.book.rules.changes import (
    AddLine,
    Change,
    ChangeQuantity,
    Offer,
    RampStep,
    Suspend,
    SwapProduct,
)
from tests.web.wizards import text_of
from tests.world import World

As = Callable[[str], Client]


def booked(world: World, *changes: Change, days_ago: int = 0, reason: str = "") -> Order:
    return change_contract(
        contract_id=world.contracts["C-1001"].pk, changes=changes,
        booked_on=world.today - timedelta(days=days_ago), by=world.users["hana"], on=world.today,
        reason=reason,
    )  # fmt: skip


def place(world: World, query: str = "") -> str:
    return f"/contracts/{world.contracts['C-1001'].pk}/{query}"


def test_the_timeline_tells_of_bars_steps_pauses_and_orders(as_: As, world: World) -> None:
    day = world.today
    ramp = (RampStep(day + timedelta(days=10), 80_000, 5_000_000),)
    offer = Offer("WAF", 40_000, 5_000_000, "EUR")
    booked(world, AddLine(day, offer, ramp=ramp), reason="They grow")
    booked(world, SwapProduct(day, 2, Offer("EDGE", 10_000, 3_000_000, "EUR")))
    booked(world, Suspend(day + timedelta(days=1), day + timedelta(days=9), (1,)))
    body = as_("alice").get(place(world)).content.decode()
    drawing = body.split("data-ct>")[1].split('aria-labelledby="facts"')[0]
    for part in (
        "Web Firewall, lot 3", "became lot 4", "in place of lot 2", "suspended: 10",
        "Term ends", "Notice by", "ct-flag-today", "They grow", "by Hana Hashimoto",
        'href="#order-2"', "ct-hatched", "ct-next",
    ):  # fmt: skip
        assert part in drawing, part
    heights = re.findall(r'height="(\d+)"><g role="img" aria-label="Web Firewall, lot 3', drawing)
    assert len(heights) == 2
    assert int(heights[0]) < int(heights[1])
    assert "style=" not in drawing


def test_the_table_behind_the_drawing_says_the_same(as_: As, world: World) -> None:
    booked(world, ChangeQuantity(world.today + timedelta(days=5), 1, to_e4=120_000))
    text = text_of(as_("alice").get(place(world)))
    assert "Lines in force on" in text
    assert "1 segment that is over or still to come" in text
    assert "to come" in text


def test_another_day_is_shown_as_it_was_known_with_a_way_back(as_: As, world: World) -> None:
    day = world.today
    booked(world, ChangeQuantity(day - timedelta(days=20), 1, to_e4=200_000), reason="Counted late")
    was = str(day - timedelta(days=10))
    today_text = text_of(as_("alice").get(place(world)))
    assert "25,000.00 EUR" in today_text
    assert "You are looking at" not in today_text
    as_now_known = text_of(as_("alice").get(place(world, f"?as_of={was}")))
    assert "You are looking at" in as_now_known
    assert "Back to today" in as_now_known
    assert "25,000.00 EUR" in as_now_known
    as_known_then = text_of(as_("alice").get(place(world, f"?as_of={was}&known={was}")))
    assert "13,000.00 EUR" in as_known_then
    assert "25,000.00 EUR" not in as_known_then
    assert "1 of 2" in as_known_then
    assert "Counted late" not in as_known_then.split("History")[0]


def test_before_anything_was_booked_there_is_nothing(as_: As, world: World) -> None:
    answer = as_("alice").get(place(world, "?as_of=2001-01-01&known=2001-01-01"))
    assert answer.status_code == 200
    assert "No order of this contract was booked by then" in text_of(answer)
    assert "There is nothing to draw" in text_of(answer)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?as_of=31.12.2026", "This is not a day"),
        ("?as_of=2026-02-30", "This is not a day"),
        ("?as_of=9999-12-31", "A day between 1970 and 2199"),
        ("?known=2199-01-01", "nobody knows yet"),
        ("?as_of=%3Cscript%3Ealert(1)%3C/script%3E", "This is not a day"),
    ],
)
def test_a_day_that_is_none_is_said_beside_its_field(
    as_: As, world: World, query: str, says: str
) -> None:
    answer = as_("alice").get(place(world, query))
    assert answer.status_code == 400
    assert says in text_of(answer)
    assert "<script>alert" not in answer.content.decode()


def test_a_partner_sees_neither_reasons_nor_names_nor_policy(as_: As, world: World) -> None:
    contract = world.contracts["C-1003"]
    change_contract(
        contract_id=contract.pk, changes=[ChangeQuantity(world.today, 1, to_e4=200_000)],
        booked_on=world.today, by=world.users["hana"], on=world.today, reason="Their price hurts",
    )  # fmt: skip
    address = f"/contracts/{contract.pk}/?as_of={world.today - timedelta(days=3)}"
    for query in ("", f"?as_of={world.today - timedelta(days=3)}"):
        inside = as_("alice").get(f"/contracts/{contract.pk}/{query}").content.decode()
        outside = as_("charlie").get(f"/contracts/{contract.pk}/{query}").content.decode()
        for text in ("Their price hurts", "Hana Hashimoto", "Uplift cap"):
            assert text in inside, text
            assert text not in outside, text
        assert "2. Amendment" in text_of(as_("charlie").get(f"/contracts/{contract.pk}/{query}"))
    assert as_("bob").get(address).status_code == 404


def test_many_lots_are_folded_beyond_a_screenful(as_: As, world: World) -> None:
    offer = Offer("WAF", 10_000, 1_000_000, "EUR")
    booked(world, *[AddLine(world.today, offer) for _ in range(70)])
    body = as_("alice").get(place(world)).content.decode()
    shown, folded, rest = body.split("<summary>")[:3]
    assert shown.count('role="group" aria-label="Web Firewall, lot') == 11
    assert "13 to 62 of 72 lots" in folded
    assert folded.count('role="group" aria-label="Web Firewall, lot') == 50
    assert "63 to 72 of 72 lots" in rest
