"""`tenure overage`: what it records, shows and refuses."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tests.cli.book import open_book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
SPRING = ("--from", "2026-03-01", "--until", "2026-05-31")


@pytest.fixture(autouse=True)
def contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 6, 1))
    open_book()


def told(capsys: Captured, *words: str) -> list[dict[str, Any]]:
    assert main(["overage", *words, "--json"]) == 0, capsys.readouterr().err
    return list(json.loads(capsys.readouterr().out)["overages"])


def test_recorded_shown_and_taken_back(capsys: Captured) -> None:
    assert told(capsys, "C-1") == []
    assert told(capsys, "C-1", "1", "2.5", *SPRING, "--true-forward") == [
        {"lot": 1, "quantity": "2.5", "start_on": "2026-03-01", "last_day": "2026-05-31",
         "true_forward": True},
    ]  # fmt: skip
    assert main(["overage", "C-1"]) == 0
    out = capsys.readouterr().out
    assert "2.5 above the contract in lot 1, 2026-03-01 to 2026-05-31, renewed as well" in out
    assert told(capsys, "C-1", "1", "0", *SPRING) == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("C-9",), "no contract C-9"),
        (("C-1", "1"), "Say how much"),
        (("C-1", "1", "2"), "Say how much"),
        (("C-1", "9", "2", *SPRING), "no lot 9"),
        (("C-1", "1", "many", *SPRING), "quantity"),
        (("C-1", "1", "2", "--from", "2025-12-31", "--until", "2026-01-31"), "present term"),
        (("C-1", "1", "2", "--from", "2026-05-31", "--until", "2026-03-01"), "after it starts"),
    ],
)
def test_refusals_say_why(capsys: Captured, words: tuple[str, ...], reason: str) -> None:
    assert main(["overage", *words]) == 2
    assert reason in capsys.readouterr().err
