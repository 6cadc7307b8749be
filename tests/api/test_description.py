"""What the API says of itself: every address, every fact of every step."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from tenure.pricing.rules import WATERFALL
from tests.api.conftest import As

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_it_is_open_to_anybody_and_the_same_each_time(client: Client) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert client.get("/api/openapi.json").content == answer.content
    told = answer.json()
    assert told["openapi"].startswith("3.")
    assert set(told["paths"]) == {
        "/api/quotes/{number}", "/api/price", "/api/pricing/steps", "/api/request-kinds",
        "/api/requests", "/api/requests/{number}",
    }  # fmt: skip
    assert told["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}


def test_every_address_is_in_the_manual(client: Client) -> None:
    manual = DOCS.read_text()
    for address in client.get("/api/openapi.json").json()["paths"]:
        assert address in manual


def test_every_fact_of_the_steps_can_be_given(client: Client) -> None:
    shapes = client.get("/api/openapi.json").json()["components"]["schemas"]
    line = shapes["PriceRequest"]["properties"]["lines"]["items"]
    facts = WATERFALL.facts.keys() - {"line_id"}
    assert set(line["properties"]) == facts | {"currency", "term_end_on"}
    assert line["properties"]["cap_bp"]["minimum"] == 0
    assert line["properties"]["contract_method"]["enum"] == ["", "list", "same", "uplift"]
    assert line["required"] == [
        "currency", "quantity_e4", "expiring_price_e4", "price_months", "term_start_on",
    ]  # fmt: skip


def test_the_steps_are_told_in_their_order(program: As) -> None:
    told = program("charlie").get("/api/pricing/steps").json()  # type: ignore[attr-defined]
    assert [step["name"] for step in told["steps"]] == [step.name for step in WATERFALL.steps]
    cap = next(step for step in told["steps"] if step["name"] == "cap")
    assert cap["about"].startswith("The lower of that price")
    assert cap["facts"] == [
        {"name": "cap_bp", "type": "integer", "required": False, "default": None, "least": 0,
         "most": 2147483647, "choices": []},
    ]  # fmt: skip
    assert told["most_lines"] == 200
