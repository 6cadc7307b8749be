"""The company of tests/world.py, and programs that act as its people by token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tenure.foundation.commands import make_token
from tests.world import World, build


@dataclass
class Program:
    """A program with a token."""

    client: Client
    token: str

    def get(self, address: str, **headers: str) -> HttpResponse:
        """Ask for an address."""
        return self._asked("get", address, **headers)

    def post(self, address: str, body: Any, **headers: str) -> HttpResponse:
        """Send JSON to an address."""
        return self._asked("post", address, data=body, content_type="application/json", **headers)

    def _asked(self, verb: str, address: str, **facts: Any) -> HttpResponse:
        known = {"Authorization": f"Bearer {self.token}"}
        answer = getattr(self.client, verb)(address, headers=known, **facts)
        assert isinstance(answer, HttpResponse)
        return answer


As = Callable[[str], Program]


@pytest.fixture
def world(db: None) -> World:
    return build(timezone.localdate())


@pytest.fixture
def program(world: World) -> As:
    """Return a program that acts as a persona; it keeps no cookies and checks CSRF."""

    def made(name: str) -> Program:
        user = world.user(name)
        number = user.api_tokens.count() + 1
        _, text = make_token(user=user, name=f"test {number}", by=user, on=world.today)
        return Program(Client(enforce_csrf_checks=True), text)

    return made


def problem_of(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Check that an answer tells a problem, and return it."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = dict(answer.json())  # type: ignore[attr-defined]
    assert set(told) == {"code", "status", "detail", "where"}
    assert (told["code"], told["status"]) == (code, status)
    assert told["detail"]
    return told
