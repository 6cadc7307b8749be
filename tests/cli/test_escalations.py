"""`tenure escalations`: rules published and withdrawn, escalations shown and worked on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
LATER = str(ON + timedelta(days=5))


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: ON)
    monkeypatch.setattr(session, "now", lambda: datetime(2027, 1, 15, 9, tzinfo=UTC))
    return Book()


def told(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["escalations", "--json", *words]) == code, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def refused(capsys: Captured, *words: str) -> str:
    assert main(["escalations", *words]) == 2
    return capsys.readouterr().err


def test_rules_are_dated_write_once_and_withdrawn_before_they_start(capsys: Captured) -> None:
    assert told(capsys, "defaults")["published"] > 20
    assert told(capsys, "defaults")["published"] == 0
    new = ("publish", "silent-10", "silent_customer", "medium", "--days", "10", "--from", LATER)
    assert told(capsys, *new, "--preview")["raised"] == 0
    for _ in range(2):  # the same again changes nothing
        assert told(capsys, *new)["words"] == "10 days or more"
    assert "does not change" in refused(capsys, *new[:5], "11", *new[6:])
    assert "Another rule" in refused(capsys, "publish", "silent-9", *new[2:])
    assert "today or later" in refused(capsys, "publish", "old", *new[2:7], "2026-01-01")
    assert "There is no cause" in refused(capsys, "publish", "x", "rain", *new[3:])
    for words, where in (
        (("x", "no_quote", "urgent", "--from", LATER), "severity"),
        (("x", "no_quote", "low", "--over", "5", "--from", LATER), "currency"),
        (("x", "no_quote", "low", "--share", "101 %", "--from", LATER), "share"),
        (("x", "no_quote", "low", "--hours", "8,0,8", "--from", LATER), "hours"),
        (("x", "no_quote", "low", "--days", "-1", "--from", LATER), "days"),
        (("x", "no_quote", "low", "--from", "soon"), "start_on"),
    ):
        assert where in refused(capsys, "publish", *[word.replace("-1", "x") for word in words])
    shown = told(capsys, "rules", "--on", LATER)
    assert "silent-10" in {rule["code"] for rule in shown["rules"]}
    assert [rule["code"] for rule in shown["earlier"]] == ["silent-customer-medium"]
    told(capsys, "withdraw", "silent-10", "--reason", "Too soon.")
    assert told(capsys, "rules", "--on", LATER)["earlier"] == []
    told(capsys, *new[:1], "silent-12", *new[2:])  # its place and day are free again
    assert "has started" in refused(capsys, "withdraw", "no-quote-high", "--reason", "x")
    assert main(["escalations", "rules"]) == 0
    assert "silent-12" in capsys.readouterr().out


def test_escalations_are_shown_and_worked_on(capsys: Captured, book: Book) -> None:
    told(capsys, "defaults")
    book.contract("K", end=ON + timedelta(days=80))
    open_renewals(on=ON, by=book.system)
    renewal = Renewal.objects.get()
    told(capsys, "contest", str(renewal.pk), "--why", "Wants last year's price.")
    assert told(capsys, "evaluate")["raised"] == 2
    found = told(capsys, "list")
    assert [row["cause_code"] for row in found["escalations"]] == ["contested_price", "no_quote"]
    number = str(found["escalations"][0]["id"])
    assert told(capsys, "list", "--cause", "no_quote", "--region", "EMEA")["count"] == 1
    told(capsys, "acknowledge", number, "--note", "Mine.")
    planned = told(capsys, "plan", number, "--by", LATER, "--note", "A call.")
    assert (planned["plan_on"], planned["taken_by"]) == (LATER, "Tenure")
    told(capsys, "resolve", number, "--reason", "Settled.")
    assert told(capsys, "list", "--ended")["count"] == 1
    shown = told(capsys, "reopen", number, "--reason", "Not settled.")
    assert [event["kind"] for event in shown["events"]][:2] == ["reopened", "resolved"]
    assert "no escalation" in refused(capsys, "show", "999999")
    head = told(capsys, "head")
    assert (head["open"], head["new"], head["late"]) == (2, 2, 0)
    assert head["total"] == {
        "label": "All of it", "count": 1, "amounts": [{"minor": 100_000, "currency": "EUR"}],
    }  # fmt: skip
    assert told(capsys, "tell") == {
        "climbed": 0, "weekly": 1, "sent": 0, "failed": 0, "waiting": 3,
    }  # fmt: skip
    assert told(capsys, "tell")["weekly"] == 0
    for words in (["list"], ["show", number], ["head"], ["tell"], ["evaluate"]):
        assert main(["escalations", *words]) == 0
