"""The worklist's commands, each answer as one JSON object."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tests.world import World, build

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(session, "set_up", system_actor)
    return build(timezone.localdate())


def test_what_the_pages_do_is_done_by_command(capsys: Captured, world: World) -> None:
    def told(*words: str) -> dict[str, Any]:
        assert main([words[0], "--json", *words[1:]]) == 0, capsys.readouterr().err
        return dict(json.loads(capsys.readouterr().out))

    team = told("worklist", "team")
    assert {one["code"]: one["load"] for one in team["people"]} == {
        "alice@example.com": 3, "bob@example.com": 2,
    }  # fmt: skip
    assert team["alarms"]["ownerless"] == 1
    assert [one["code"] for one in told("worklist", "team", "--team", "amer")["people"]] == [
        "bob@example.com"
    ]
    assert main(["worklist", "team"]) == 0
    assert "alice@example.com  3, no capacity set" in capsys.readouterr().out

    waits = ("worklist", "waiting", "C-1001", "C-1002", "--on", "legal", "--note", "Redlines")
    preview = told(*waits, "--preview")
    assert (preview["changing"], preview["renewals"][0]["after"]) == (2, "waits on legal")
    assert [told(*waits)["done"] for _ in range(2)] == [2, 0]
    assert told("worklist", "waiting", "C-1001", "--on", "known")["done"] == 1
    number = str(world.renewals["C-1004"].pk)
    until = str(world.today + timedelta(days=5))
    assert told("worklist", "snooze", number, "--until", until, "--why", "Budget")["done"] == 1
    assert told("worklist", "wake", number)["done"] == 1
    step = ("worklist", "step", number, "--words", "Call", "--by", until)
    assert told(*step, "--who", "alice@example.com")["done"] == 1
    assert told("worklist", "owner", "C-1006", "--to", "bob@example.com")["done"] == 1
    late = ("worklist", "snooze", "C-1006", "--until", until, "--why", "x")
    assert told(*late, "--preview")["refused"] == 1
    assert main(list(late)) == 2
    assert "too near" in capsys.readouterr().err
