"""`tenure forecast`: what moved, what is expected of a renewal, and saying it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.forecast.commands.freezing import freeze_renewals
from tenure.foundation.commands import system_actor
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


def test_forecast(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: ON)
    book, day = Book(), timedelta(days=1)

    def told(*words: str) -> dict[str, Any]:
        assert main(["forecast", "--json", *words]) == 0, capsys.readouterr().err
        return dict(json.loads(capsys.readouterr().out))

    book.contract("ONE", end=ON + 40 * day)
    open_renewals(on=ON - day, by=book.system)
    freeze_renewals(by=book.system, on=ON - day)
    pk = str(Renewal.objects.get().pk)
    assert told("judge", pk, "commit", "--close", "2027-04-10", "--reason", "PO")["kept"]
    assert not told("judge", pk, "commit", "--reason", "Again")["kept"]
    freeze_renewals(by=book.system, on=ON)
    [one] = told("movement", "--period", "2027-Q1")["waterfalls"]
    assert one["ties"]
    assert [(bar["kind"], bar["amount_minor"]) for bar in one["bars"]] == [("pushed", -1_000_00)]
    [move] = told("movement", "--period", "2027-Q1", "--kind", "pushed", "--currency", "EUR")[
        "renewals"
    ]
    assert (move["contract"], move["verb"], move["reason"]) == ("ONE", "forecast.judge", "PO")
    assert told("dates", "--period", "2027-Q1")["pushed"] == 1
    days = told("renewal", pk)["days"]
    assert [(one["category"], one["close_on"]) for one in days] == [
        ("commit", "2027-04-10"), ("pipeline", "2027-02-23"),
    ]  # fmt: skip
    assert told(
        "call", "alice@example.com", "900", "--period", "2027-Q1", "--currency", "EUR",
        "--reason", "Slips",
    )["rolled_minor"] == 1_000_00  # fmt: skip
    [shown] = told("show", "--period", "2027-Q1")["forecasts"]
    assert (shown["called_minor"], shown["whole"]["best_minor"]) == (900_00, 1_000_00)
    assert [(one["person"], one["override"]) for one in shown["people"]] == [("Alice", True)]
    for words in (
        ["show", "--period", "2027-Q1"],
        ["movement", "--period", "2027-Q2"], ["dates", "--period", "2027-Q2"], ["renewal", pk],
        ["judge", pk, "omitted", "--reason", "They said no"],
        ["movement", "--period", "2027-Q1", "--kind", "begin", "--currency", "EUR"],
    ):  # fmt: skip
        assert main(["forecast", *words]) == 0
        assert capsys.readouterr().out
    for words in (["renewal", "0"], ["movement", "--period", "2027-Q1", "--kind", "up"]):
        assert main(["forecast", *words]) == 2
