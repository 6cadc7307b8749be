"""`tenure token`: a token is shown once, listed by its beginning, and revoked for good."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tenure.foundation.models import ApiToken, User
from tenure.foundation.queries import token_in_force
from tenure.foundation.roles import Role

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
TODAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def alice(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: TODAY)
    return User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)


def told(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main(["token", *words, "--json"]) == 0, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_it_is_shown_once(capsys: Captured, alice: User) -> None:
    made = told(capsys, "create", "alice", "export", "--days", "30")
    found = token_in_force(made["token"], on=TODAY)
    assert found is not None
    assert (found.user, made["last_day"]) == (alice, "2026-03-31")
    assert made["token"].startswith(made["hint"])
    assert made["token"] not in json.dumps(told(capsys, "list", "alice"))
    assert made["token"] not in str(ApiToken.objects.values())


def test_list_and_revoke(capsys: Captured) -> None:
    text = told(capsys, "create", "alice", "export")["token"]
    assert main(["token", "list", "alice"]) == 0
    assert "export, until 2026-05-30, works" in capsys.readouterr().out
    assert told(capsys, "revoke", "alice", "export", "--reason", "lost")["state"] == "revoked"
    [listed] = told(capsys, "list", "alice")["tokens"]
    assert (listed["state"], listed["reason"]) == ("revoked", "lost")
    assert token_in_force(text, on=TODAY) is None
    assert main(["token", "revoke", "alice", "export"]) == 0
    assert "works no more" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["create", "mallory", "x"], "no user mallory"),
        (["create", "alice"], "needs a name"),
        (["create", "alice", "x", "--days", "0"], "1 to 366 days"),
        (["create", "alice", "x", "--days", "999"], "1 to 366 days"),
        (["create", "tenure", "x"], "cannot have a token"),
        (["revoke", "alice", "x"], "no token named 'x'"),
    ],
)
def test_refusals_say_why(capsys: Captured, words: list[str], reason: str) -> None:
    system_actor()
    assert main(["token", *words]) == 2
    assert reason in capsys.readouterr().err


def test_a_name_is_given_once(capsys: Captured) -> None:
    told(capsys, "create", "alice", "export")
    assert main(["token", "create", "alice", "export"]) == 2
    assert "named 'export' already" in capsys.readouterr().err
