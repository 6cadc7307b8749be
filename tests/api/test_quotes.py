"""A quote by the API: what is stored, with the reasons for those who may know them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.pricing.commands import publish_policy
from tenure.pricing.rules import MarginFacts, PolicyFacts
from tenure.quotes.commands import make_quote
from tenure.quotes.models import Quote
from tests.api.conftest import As
from tests.world import World


@pytest.fixture
def quote(world: World, settings: Any, tmp_path: Any) -> Quote:
    settings.DATA_DIR = tmp_path
    hana = world.user("hana")
    start = date(2019, 1, 1)
    for policy in (
        PolicyFacts("near", "uplift", 500, start, segment="smb"),
        MarginFacts(code="near", start_on=start, segment="smb", reseller_bp=1500),
    ):
        publish_policy(policy=policy, name="For tests", by=hana, on=start)
    return make_quote(renewal_id=world.renewals["C-1003"].pk, by=hana, on=world.today)


def test_it_is_what_is_stored(program: As, quote: Quote) -> None:
    told = program("alice").get(f"/api/quotes/{quote.number}").json()  # type: ignore[attr-defined]
    assert (told["number"], told["contract"], told["customer"]) == (quote.number, "C-1003", "BIRCH")
    assert told["proposed"] == {"minor": quote.proposed_minor, "currency": "GBP"}
    assert told["last_day"] == (quote.end_on - timedelta(days=1)).isoformat()
    assert (told["is_stale"], told["proration"], told["asked"]) == (False, "months", [])
    rows = list(quote.lines.select_related("product").order_by("position"))
    assert [line["position"] for line in told["lines"]] == [row.position for row in rows]
    for line, row in zip(told["lines"], rows, strict=True):
        assert line["proposed"] == {"minor": row.proposed_minor, "currency": "GBP"}
        assert (line["product"], line["proposed_price_e4"]) == (
            row.product.code, row.proposed_price_e4,
        )  # fmt: skip
        assert line["why"]["trace"] == row.trace
        assert line["why"]["inputs"] == row.inputs
        assert line["why"]["entitled"]["minor"] == row.entitled_minor
        assert line["why"]["leakage"] == {"minor": 0, "currency": "GBP"}
    assert sum(line["proposed"]["minor"] for line in told["lines"]) == quote.proposed_minor
    assert told["entitled"]["minor"] - told["leakage"]["minor"] == told["proposed"]["minor"]


def test_why_it_is_so(program: As, quote: Quote) -> None:
    told = program("alice").get(f"/api/quotes/{quote.number}").json()  # type: ignore[attr-defined]
    why = told["lines"][0]["why"]
    assert why["sentence"].endswith(".")
    assert why["steps"][0]["step"] == "expiring price"
    assert isinstance(why["steps"][0]["unit_price_e4"], int)
    assert [(policy["kind"], policy["code"]) for policy in why["policies"]] == [
        ("price", "near"), ("margin", "near"),
    ]  # fmt: skip
    assert why["policies"][0]["start_on"] == "2019-01-01"
    assert why["policies"][0]["says"] == "uplift 5 %"


def test_a_partner_sees_the_price_and_not_the_reasons(
    world: World, program: As, quote: Quote
) -> None:
    world.contracts["C-1003"].reseller = world.partner
    world.contracts["C-1003"].save()
    told = program("charlie").get(f"/api/quotes/{quote.number}").json()  # type: ignore[attr-defined]
    assert told["proposed"]["minor"] == quote.proposed_minor
    assert (told["entitled"], told["leakage"]) == (None, None)
    assert {str(line["why"]) for line in told["lines"]} == {"None"}


def test_an_older_quote_says_that_its_inputs_are_not_stored(world: World, program: As) -> None:
    number = world.quotes["C-1001"].number
    told = program("alice").get(f"/api/quotes/{number}").json()  # type: ignore[attr-defined]
    assert told["lines"][0]["why"]["inputs"] is None
    assert told["proration"] == ""


def test_queries_do_not_grow_with_the_lines(world: World, program: As, quote: Quote) -> None:
    alice = program("alice")
    with CaptureQueriesContext(connection) as captured:
        alice.get(f"/api/quotes/{quote.number}")
    # the token, the count, staff and team, the quote, its lines, policies of two kinds
    assert len(captured) == 9
