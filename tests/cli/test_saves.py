"""`tenure saves`: the library, save plays and what came of them, with what the rates are of."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: ON)
    return Book()


def told(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main(["saves", "--json", *words]) == 0, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def refused(capsys: Captured, *words: str) -> str:
    assert main(["saves", *words]) == 2
    return capsys.readouterr().err


def test_saves(capsys: Captured, book: Book) -> None:
    assert (told(capsys, "defaults")["added"], told(capsys, "defaults")["added"]) == (12, 0)
    told(capsys, "add", "visit", "Executive visit", "--about", "Ours goes to theirs.")
    assert "already" in refused(capsys, "add", "visit", "Another")
    assert "code" in refused(capsys, "add", "A visit", "Another")
    assert len(told(capsys, "tactics")["tactics"]) == 13
    for key in ("K", "L", "M"):
        book.contract(key, end=ON + timedelta(days=80))
    open_renewals(on=ON, by=book.head)
    numbers = {row.contract.key: str(row.pk) for row in Renewal.objects.all()}
    start = ("--note", "Their CFO.", "--cost", "250.50")
    plays = {
        key: str(told(capsys, "start", number, "executive_call", *start)["save"])
        for key, number in numbers.items()
    }
    assert "being tried" in refused(capsys, "start", numbers["K"], "executive_call", *start)
    assert "no tactic" in refused(capsys, "start", numbers["K"], "magic", *start)
    assert "no renewal" in refused(capsys, "start", "999999", "visit", *start)
    assert len(told(capsys, "list")["saves"]) == 3
    for _ in range(2):
        assert told(capsys, "finish", plays["K"], "saved")["kept_minor"] == 100_000
    assert "told already" in refused(capsys, "finish", plays["K"], "lost")
    assert "more than nothing" in refused(capsys, "finish", plays["L"], "partly")
    assert "all of it" in refused(capsys, "finish", plays["L"], "lost", "--kept", "5")
    told(capsys, "finish", plays["L"], "partly", "--kept", "500")
    [figures] = told(capsys, "outcomes")["tactics"]
    assert figures == {
        "code": "executive_call", "name": "Executive call", "currency": "EUR", "started": 3,
        "open": 1, "saved": 1, "partly": 1, "lost": 0, "cost_minor": 751_50,
        "decided_atr_minor": 200_000, "kept_minor": 150_000, "decided": 2, "saved_bp": 5000,
        "kept_bp": 7500,
    }  # fmt: skip
    assert AuditEvent.objects.filter(verb__in=["desk.start_save", "desk.finish_save"]).count() == 5
    for words in (["tactics"], ["list"], ["outcomes"]):
        assert main(["saves", *words]) == 0
