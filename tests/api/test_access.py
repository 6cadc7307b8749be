"""Who may call the API, as whom, and how often; and what is told to the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tenure.foundation.commands import make_token, revoke_token
from tests.api.conftest import As, problem_of
from tests.web.conftest import as_  # noqa: F401 # a fixture
from tests.world import World

STEPS = "/api/pricing/steps"
PRICE = "/api/price"
SignedIn = Callable[[str], Client]


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": "Bearer tnr_wrong"}, {"Authorization": "Bearer"},
        {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer \u00e4"}, {"Authorization": ""},
    ],
)  # fmt: skip
def test_nobody_we_know(world: World, headers: dict[str, str]) -> None:
    answer = Client().get(STEPS, headers=headers)
    problem_of(answer, 401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_works_until_it_is_over_or_revoked(world: World, program: As) -> None:
    alice = world.user("alice")
    ada = program("alice")
    assert ada.get(STEPS).status_code == 200
    revoke_token(user=alice, name="test 1", reason="lost", by=alice, on=world.today)
    problem_of(ada.get(STEPS), 401, "not_signed_in")
    long_ago = world.today - timedelta(days=91)
    _, over = make_token(user=alice, name="old", by=alice, on=long_ago)
    answer = Client().get(STEPS, headers={"Authorization": f"Bearer {over}"})
    problem_of(answer, 401, "not_signed_in")


def test_a_bad_token_is_not_helped_by_a_session(as_: SignedIn) -> None:  # noqa: F811
    answer = as_("alice").get(STEPS, headers={"Authorization": "Bearer tnr_wrong"})
    problem_of(answer, 401, "not_signed_in")


def test_a_session_reads_and_needs_the_pages_token_to_send(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["alice"])
    assert client.get(STEPS).status_code == 200
    body: dict[str, Any] = {"lines": []}
    answer = client.post(PRICE, body, content_type="application/json")
    problem_of(answer, 403, "forged")
    client.get("/")  # a page of ours, whose forms carry the token
    token = client.cookies["csrftoken"].value
    answer = client.post(
        PRICE, body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    problem_of(answer, 422, "invalid_facts")


def test_a_role_that_may_not(program: As) -> None:
    told = problem_of(program("ada").post(PRICE, {"lines": []}), 403, "not_allowed")
    assert "Assign, group, forecast" in told["detail"]
    problem_of(program("charlie").post(PRICE, {"lines": []}), 403, "not_allowed")


def test_only_quotes_that_one_may_see(world: World, program: As) -> None:
    address = f"/api/quotes/{world.quotes['C-1001'].number}"
    assert program("alice").get(address).status_code == 200
    for name in ("bob", "charlie"):
        problem_of(program(name).get(address), 404, "not_found")
    problem_of(program("hana").get("/api/quotes/Q-1999-000001"), 404, "not_found")
    world.customers["Aurora Shipping"].export_controlled = True
    world.customers["Aurora Shipping"].save()
    problem_of(program("alice").get(address), 404, "not_found")


def test_so_many_requests_a_minute(program: As, settings: Any) -> None:
    settings.API_PER_MINUTE = 3
    alice = program("alice")
    answers = [alice.get(STEPS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    problem_of(answers[-1], 429, "too_many_requests")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert program("alice").get(STEPS).status_code == 200, "another token counts by itself"


@pytest.mark.parametrize("address", ["/api/", "/api/nothing", "/api/quotes/", "/api/docs"])
def test_nothing_is_there(client: Client, address: str) -> None:
    problem_of(client.get(address), 404, "not_found")
    problem_of(client.post(address), 404, "not_found")


def test_other_verbs_are_refused_and_nothing_is_cached(program: As) -> None:
    answer = program("alice").post(STEPS, {})
    problem_of(answer, 405, "not_allowed_here")
    assert answer["Allow"] == "GET"
    assert program("alice").get(STEPS)["Cache-Control"] == "private, no-store"


def test_a_fault_of_the_program_is_told_without_its_reason(
    program: As, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("tenure.api.quotes.quote_told", broken)
    told = problem_of(program("alice").get("/api/quotes/Q-1"), 500, "failed")
    assert "secret" not in str(told)
    assert "ZeroDivisionError" in caplog.text
