"""Prices for given facts: by the same engine, refused by line and field, nothing written."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.foundation.models import AuditEvent
from tenure.pricing.commands import publish_policy
from tenure.pricing.queries import policies, price
from tenure.pricing.rules import LineFacts, MarginFacts, PolicyFacts, trace_of
from tenure.quotes.commands import make_quote
from tenure.quotes.models import Quote
from tests.api.conftest import As, problem_of
from tests.world import World

PRICE = "/api/price"
LINE: dict[str, Any] = {
    "currency": "EUR", "program": "vip", "price_months": 12,
    "quantity_e4": 100_000, "expiring_price_e4": 100_0000,
    "term_start_on": "2027-04-01", "term_end_on": "2028-04-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def published(world: World) -> None:
    hana, start = world.user("hana"), date(2019, 1, 1)
    for policy in (
        PolicyFacts("vip", "uplift", 500, start, program="vip"),
        MarginFacts(code="vip", start_on=start, program="vip", reseller_bp=1500),
    ):
        publish_policy(policy=policy, name="For tests", by=hana, on=start)


def priced(program: As, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    answer = program("alice").post(PRICE, {"lines": list(lines)})
    assert answer.status_code == 200, answer.content
    return list(answer.json()["lines"])  # type: ignore[attr-defined]


def refused(program: As, *lines: Any) -> list[tuple[int, str, str]]:
    told = problem_of(program("alice").post(PRICE, {"lines": list(lines)}), 422, "invalid_facts")
    return [(one["line"], one["field"], one["reason"]) for one in told["where"]]


def test_it_is_what_the_engine_says(program: As) -> None:
    facts = LineFacts(
        line_id=0, quantity_e4=100_000, expiring_price_e4=100_0000, price_months=12,
        currency="EUR", term_start_on=date(2027, 4, 1), term_end_on=date(2028, 4, 1),
        more={"program": "vip", "deal_discount_bp": 1000},
    )  # fmt: skip
    [expected] = price([facts], policies())
    [line] = priced(program, LINE | {"deal_discount_bp": 1000})
    assert line["proposed"] == {"minor": expected.proposed_minor, "currency": "EUR"}
    assert line["why"]["trace"] == trace_of(expected)
    assert (line["proposed_price_e4"], line["quantity_e4"]) == (94_5000, 100_000)
    assert line["why"]["leakage"] == {"minor": 10_500, "currency": "EUR"}
    assert line["why"]["leakage_reason"] == "deal"
    assert line["why"]["policies"][0]["code"] == "vip"
    assert line["partner"] is None


def test_lines_come_back_in_their_order_each_in_its_currency(program: As) -> None:
    yen = LINE | {"currency": "JPY", "through_reseller": True}
    days = LINE | {"term_end_on": "2027-04-16"}
    first, second, third = priced(program, LINE, yen, days)
    assert [first["line"], second["line"], third["line"]] == [0, 1, 2]
    assert second["proposed"] == {"minor": 1050, "currency": "JPY"}
    assert second["partner"] == {"minor": 893, "currency": "JPY"}
    assert third["proposed"]["minor"] == 4375  # half of April, of a year at 1,050.00


def test_the_stored_inputs_of_a_quote_price_to_the_same(
    world: World, program: As, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    hana = world.user("hana")
    quote = make_quote(renewal_id=world.renewals["C-1003"].pk, by=hana, on=world.today)
    told = program("alice").get(f"/api/quotes/{quote.number}").json()  # type: ignore[attr-defined]
    lines = [line["why"]["inputs"] | {"currency": "GBP"} for line in told["lines"]]
    again = priced(program, *lines)
    assert [line["proposed"] for line in again] == [line["proposed"] for line in told["lines"]]
    assert [line["why"]["trace"] for line in again] == [
        line["why"]["trace"] for line in told["lines"]
    ]


def test_nothing_is_written(program: As) -> None:
    alice = program("alice")
    before = (Quote.objects.count(), AuditEvent.objects.count())
    with CaptureQueriesContext(connection) as captured:
        alice.post(PRICE, {"lines": [LINE] * 40})
    assert (Quote.objects.count(), AuditEvent.objects.count()) == before
    written = [one["sql"] for one in captured if not one["sql"].lstrip().startswith("SELECT")]
    assert [sql.split()[2] for sql in written] == ["foundation_apiuse"]
    assert len(captured) == 5  # the token, the count, policies of three kinds


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"colour": 1}, "colour", "no step of pricing knows"),
        ({"line_id": 1}, "line_id", "no step of pricing knows"),
        ({"quantity_e4": "10"}, "quantity_e4", "a whole number"),
        ({"quantity_e4": 1.5}, "quantity_e4", "a whole number"),
        ({"quantity_e4": True}, "quantity_e4", "a whole number"),
        ({"quantity_e4": None}, "quantity_e4", "cannot be null"),
        ({"quantity_e4": 1 << 63}, "quantity_e4", "too large"),
        ({"price_months": 0}, "price_months", "1 or more"),
        ({"cap_bp": -1}, "cap_bp", "0 or more"),
        ({"deal_discount_bp": 10_001}, "deal_discount_bp", "10000 or less"),
        ({"deal_discount_bp": None}, "deal_discount_bp", "leave it out"),
        ({"term_start_on": "1 April"}, "term_start_on", "a day like"),
        ({"term_start_on": "2027-02-30"}, "term_start_on", "a day like"),
        ({"term_start_on": 20270401}, "term_start_on", "a day like"),
        ({"term_end_on": "2027-04-01"}, "term_end_on", "come after"),
        ({"term_end_on": None}, "term_end_on", "cannot be null"),
        ({"credit": "yes"}, "credit", "true or false"),
        ({"segment": "x" * 201}, "segment", "text of at most"),
        ({"segment": "a\0b"}, "segment", "text of at most"),
        ({"contract_method": "cheap"}, "contract_method", "one of '', 'list'"),
        ({"charge": "gift"}, "charge", "one of 'recurring'"),
        ({"currency": "XXX"}, "currency", "not the code of a currency"),
        ({"currency": ["EUR"]}, "currency", "not the code of a currency"),
        ({"minor_factor": 1}, "minor_factor", "not that of EUR"),
        ({"successor_n": 2}, "", "successor_n"),
        ({"quantity_e4": -1}, "", "credit"),
        ({"quantity_e4": 10**18, "expiring_price_e4": 10**18}, "", "too large"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_field(
    program: As, change: dict[str, Any], field: str, reason: str
) -> None:
    found = refused(program, LINE, LINE | change)
    assert (1, field) in [(line, name) for line, name, _ in found]
    assert any(reason in why for _, _, why in found)


def test_everything_that_is_wrong_is_told_at_once(program: As) -> None:
    found = refused(program, {"cap_bp": "5 %"}, LINE, 7)
    assert [(line, field) for line, field, _ in found] == [
        (0, "cap_bp"), (0, "currency"), (0, "term_end_on"), (0, "quantity_e4"),
        (0, "expiring_price_e4"), (0, "price_months"), (0, "term_start_on"), (2, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 201])
def test_a_request_has_some_lines_and_not_too_many(program: As, count: int) -> None:
    assert refused(program, *[LINE] * count) == [(0, "", "there must be 1 to 200 lines")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "unreadable"),
        ("[" * 100_000, 400, "unreadable"),
        ('"text"', 422, "invalid"),
        ("{}", 422, "invalid"),
        ('{"lines": 1}', 422, "invalid"),
        ('{"lines": [NaN]}', 422, "invalid_facts"),
        (json.dumps({"lines": [LINE | {"quantity_e4": float("inf")}]}), 422, "invalid_facts"),
        ('{"lines": [{"quantity_e4": ' + "9" * 5000 + "}]}", 400, "unreadable"),
        ("\xff", 400, "unreadable"),
    ],
)
def test_bodies_that_are_no_request(program: As, body: str, status: int, code: str) -> None:
    problem_of(program("alice").post(PRICE, body.encode("latin-1")), status, code)


def test_the_length_of_a_term_may_be_given_itself(program: As) -> None:
    given = {name: value for name, value in LINE.items() if name != "term_end_on"}
    [line] = priced(program, given | {"term_months": 6, "term_days": 0, "term_month_days": 1})
    assert line["proposed"]["minor"] == 52_500
    assert refused(program, given | {"term_months": 6}) == [
        (0, "term_days", "it is needed"), (0, "term_month_days", "it is needed"),
    ]  # fmt: skip
