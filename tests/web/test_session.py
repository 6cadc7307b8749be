"""Signing in: who gets in, who is told to wait, and where one lands."""

from __future__ import annotations

import pytest
from django.test import Client

from tenure.foundation.models import SignInAttempt
from tenure.foundation.queries import SIGN_IN_LIMIT
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def sign_in(client: Client, password: str = PASSWORD, **extra: str) -> object:
    return client.post("/sign-in/", {"username": "alice", "password": password, **extra})


def test_a_right_password_opens_the_worklist(client: Client, world: World) -> None:
    response = client.post("/sign-in/", {"username": "alice", "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert b"Worklist" in response.content


def test_pages_lead_to_the_sign_in_and_back(client: Client, world: World) -> None:
    address = f"/renewals/{world.renewals['C-1001'].pk}/"
    there = client.get(address)
    assert there.status_code == 302
    assert there["Location"] == f"/sign-in/?next={address}"
    back = client.post("/sign-in/", {"username": "alice", "password": PASSWORD, "next": address})
    assert back["Location"] == address


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_it_never_leads_elsewhere(client: Client, world: World, target: str) -> None:
    response = client.post("/sign-in/", {"username": "alice", "password": PASSWORD, "next": target})
    assert response["Location"] == "/"


def test_too_many_failures_for_a_name_make_it_wait(client: Client, world: World) -> None:
    for _ in range(SIGN_IN_LIMIT):
        assert client.post("/sign-in/", {"username": "alice", "password": "no"}).status_code == 400
    blocked = client.post("/sign-in/", {"username": "alice", "password": PASSWORD})
    assert blocked.status_code == 429
    assert b"quarter of an hour" in blocked.content
    assert SignInAttempt.objects.count() == SIGN_IN_LIMIT
    other = client.post("/sign-in/", {"username": "bob", "password": PASSWORD})
    assert other.status_code == 302


def test_signing_out_ends_the_session(client: Client, world: World) -> None:
    client.force_login(world.users["alice"])
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302


def test_health_says_ok(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
