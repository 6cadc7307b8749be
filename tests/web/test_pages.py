"""Each page says what it should to those who may see it, and 404 to the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from tenure.kernel.period import format_day
from tests.world import World

As = Callable[[str], Client]


def test_the_worklist_shows_action_reason_and_money(as_: As) -> None:
    body = as_("hana").get("/?whose=all").content.decode()
    for text in ("Aurora Shipping", "Review and send the quote", "send it by T-60", "C-1004"):
        assert text in body
    assert "13,000.00 EUR" in body
    assert "C-1005" not in body  # under export control, and Hana is not cleared


def test_a_partner_sees_only_what_it_sells(as_: As, world: World) -> None:
    charlie = as_("charlie")
    body = charlie.get("/").content.decode()
    assert "C-1003" in body
    assert "C-1001" not in body
    for kind, key in (("renewals", "C-1001"), ("contracts", "C-1001")):
        found = getattr(world, kind)[key]
        assert charlie.get(f"/{kind}/{found.pk}/").status_code == 404
    own = charlie.get(f"/contracts/{world.contracts['C-1003'].pk}/").content.decode()
    assert "ARR ledger" not in own
    assert charlie.get(f"/quotes/{world.quotes['C-1001'].pk}/").status_code == 404


def test_the_renewal_page_keeps_three_amounts_apart(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    body = as_("alice").get(f"/renewals/{renewal.pk}/").content.decode()
    for text in ("Available to renew", "13,000.00 EUR", "11,700.00 EUR", "Known when", "T-90"):
        assert text in body
    assert "Ingrid Dahl" in body
    assert "C-1002" in body  # the other renewal of the customer on that day


def test_a_stale_quote_says_so_and_shows_the_difference(as_: As, world: World) -> None:
    contract = world.contracts["C-1001"]
    contract.revision = 2
    contract.save()
    line = contract.lines.get(lot=1)
    line.quantity = Decimal(25)
    line.save()
    alice = as_("alice")
    quote = world.quotes["C-1001"]
    renewal_page = alice.get(f"/renewals/{quote.renewal_id}/").content.decode()
    quote_page = alice.get(f"/quotes/{quote.pk}/").content.decode()
    assert "is stale" in renewal_page
    assert "Stale." in quote_page
    for body in (renewal_page, quote_page):
        moved = body.split('id="moved"')[1].split("</section>")[0]
        assert "lot 1, changed" in moved
        assert "10 × 1,200.00 EUR" in moved  # noqa: RUF001
        assert "25 × 1,200.00 EUR" in moved  # noqa: RUF001
        assert "lot 2" not in moved


def test_a_quote_in_pieces_names_their_days_and_its_mode(as_: As, world: World) -> None:
    quote = world.quotes["C-1001"]
    days = f"{format_day(quote.start_on)} to {format_day(quote.end_on - timedelta(days=1))}</span>"
    assert days not in as_("alice").get(f"/quotes/{quote.pk}/").content.decode()
    longer = quote.end_on + timedelta(days=365)
    type(quote).objects.filter(pk=quote.pk).update(proration="thirty_360", end_on=longer)
    body = as_("alice").get(f"/quotes/{quote.pk}/").content.decode()
    assert body.count(days) == quote.lines.count() == 2
    assert "Prices are prorated by 30/360, Eurobond basis." in body
    other = as_("alice").get(f"/quotes/{world.quotes['C-1002'].pk}/").content.decode()
    assert "Prices are prorated" not in other


def test_quote_contract_customer_and_partner_pages(as_: As, world: World) -> None:
    alice = as_("alice")
    quote = alice.get(f"/quotes/{world.quotes['C-1001'].pk}/").content.decode()
    assert "changed by 5 %" in quote
    contract = alice.get(f"/contracts/{world.contracts['C-1003'].pk}/").content.decode()
    assert "ARR ledger" in contract
    assert "Harbour Resale" in contract
    customer = alice.get(f"/customers/{world.customers['Birch & Sons'].pk}/").content.decode()
    assert "Birch &amp; Sons" in customer
    assert "Aurora Shipping" in customer  # its parent
    assert world.partner is not None
    partner = alice.get(f"/partners/{world.partner.pk}/").content.decode()
    assert "C-1003" in partner


def test_another_teams_records_are_not_there(as_: As, world: World) -> None:
    alice = as_("alice")
    assert alice.get(f"/renewals/{world.renewals['C-1004'].pk}/").status_code == 404
    page = alice.get(f"/customers/{world.customers['Cedar Robotics'].pk}/")
    assert page.status_code == 404
    assert "There is nothing here that you may see" in page.content.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("auro", "Aurora Shipping"), ("C-1001", "C-1001"), ("harbour", "Harbour Resale")],
)
def test_search_finds_by_part_of_a_name(as_: As, text: str, expected: str) -> None:
    assert expected in as_("alice").get("/search/", {"q": text}).content.decode()
    options = as_("alice").get("/search/", {"q": text, "palette": "1"}).content.decode()
    assert 'role="option"' in options
    assert "<html" not in options


def test_search_does_not_show_what_is_not_ones_own(as_: As) -> None:
    assert "Cedar" not in as_("alice").get("/search/", {"q": "robotics"}).content.decode()


def test_a_view_is_saved_shown_and_forgotten(as_: As) -> None:
    hana = as_("hana")
    query = "currency=EUR&whose=all"
    assert hana.post("/views/", {"name": "Euro", "query": query}).status_code == 302
    body = hana.get("/").content.decode()
    assert "Euro" in body
    removal = body.split('action="/views/')[1].split('"')[0]
    assert as_("alice").post(f"/views/{removal}").status_code == 404
    assert hana.post(f"/views/{removal}").status_code == 302
    assert "/removal/" not in hana.get("/").content.decode()
    assert hana.post("/views/", {"name": " ", "query": query}).status_code == 400
