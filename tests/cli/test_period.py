"""`tenure period`: checked, closed, shown and reopened."""

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


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 4, 5))
    open_book()


def told(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["period", "--json", *words]) == code, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_checked_closed_and_reopened(capsys: Captured) -> None:
    assert told(capsys, "list") == {"closed": [], "open": ["2026-03"]}
    checked = told(capsys, "check", "2026-Q1", code=1)
    assert [one["code"] for one in checked["checks"] if not one["is_met"]] == ["compared"]
    assert main(["period", "close", "2026-Q1"]) == 2
    said = capsys.readouterr()
    assert "NO  compared" in said.out
    assert "2026-Q1 is not ready" in said.err
    closed = told(capsys, "close", "2026-Q1", "--except", "compared=No exports yet.")
    assert closed["figures"][0]["movements"] == {"new": 2_000_00}
    assert closed["last_day"] == "2026-03-31"
    assert told(capsys, "show", "2026-Q1")["changed"] == []
    assert main(["period", "show", "2026-Q1"]) == 0
    assert "ARR 0.00 EUR -> 2,000.00 EUR: new 2,000.00 EUR" in capsys.readouterr().out
    again = told(capsys, "reopen", "2026-Q1", "--reason", "A late order.")
    assert (again["reason"], again["reopened_on"]) == ("A late order.", "2026-04-05")
    assert main(["period", "list"]) == 0
    assert "reopened 2026-04-05: A late order." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("check", "March"), "as in 2027-03"),
        (("close", "2026-04"), "can be closed from 1 May 2026"),
        (("reopen", "2026-03", "--reason", "x"), "2026-03 was not closed"),
        (("close", "2026-03", "--over", "-1"), "not negative"),
    ],
)
def test_refusals_say_why(capsys: Captured, words: tuple[str, ...], reason: str) -> None:
    assert main(["period", *words]) == 2
    assert reason in capsys.readouterr().err
