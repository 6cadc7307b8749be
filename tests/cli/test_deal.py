"""`tenure deal`: what it registers, decides, lists and refuses."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.directory.models import Partner
from tenure.foundation.commands import system_actor
from tests.cli.book import open_book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def partner(monkeypatch: pytest.MonkeyPatch) -> Partner:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 3, 1))
    open_book()
    return Partner.objects.create(key="P-1", name="Harbour Resale", kind="reseller")


def told(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main(["deal", "--json", *words]) == 0, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_registered_approved_and_withdrawn(capsys: Captured) -> None:
    made = told(capsys, "register", "C-1", "P-1", "--note", "found it")
    assert made["last_day"] == "2027-01-01"
    number = str(made["deal"])
    [waiting] = told(capsys, "list")["deals"]
    assert (waiting["state"], waiting["note"]) == ("to be decided", "found it")
    told(capsys, "approve", number)
    assert told(capsys, "list")["deals"] == []
    [approved] = told(capsys, "list", "--contract", "C-1")["deals"]
    assert approved["state"] == "in force"
    told(capsys, "withdraw", number, "--reason", "lost")
    assert main(["deal", "list", "--partner", "P-1"]) == 0
    assert "withdrawn       until 2027-01-01  Harbour Resale on C-1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("register", "C-9", "P-1"), "no contract C-9"),
        (("register", "C-1", "P-9"), "no partner P-9"),
        (("register", "C-1", "P-1", "--until", "2026-02-01"), "beyond today"),
        (("approve", "999"), "no such registration"),
        (("list", "--partner", "P-9"), "no partner P-9"),
    ],
)
def test_refusals_say_why(capsys: Captured, words: tuple[str, ...], reason: str) -> None:
    assert main(["deal", *words]) == 2
    assert reason in capsys.readouterr().err
