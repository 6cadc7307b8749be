"""`tenure program`: what it publishes, records, lists and refuses."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tenure.programs.models import Enrolment
from tests.cli.book import open_book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
PUBLISH = ("publish", "edu", "--name", "Schools", "--sentence", "For schools.", "--uplift", "0%",
           "--from", "2026-01-01", "--until", "2027-12-31")  # fmt: skip
ENROL = ("enrol", "edu", "K1", "--evidence", "letter", "--from", "2026-02-01")


@pytest.fixture(autouse=True)
def customer(monkeypatch: pytest.MonkeyPatch) -> Customer:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 3, 1))
    open_book()
    return Customer.objects.get(key="K1")


def told(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main(["program", "--json", *words]) == 0, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_published_and_listed(capsys: Captured) -> None:
    told(capsys, *PUBLISH)
    [program] = told(capsys, "list")["programs"]
    assert program["terms"] == [
        {"start_on": "2026-01-01", "end_on": "2028-01-01", "uplift_bp": 0, "discount_bp": None,
         "verify_months": 12},
    ]  # fmt: skip
    assert main(["program", "list"]) == 0
    out = capsys.readouterr().out
    assert "edu  Schools: For schools." in out
    assert "from 2026-01-01 until 2027-12-31: uplift 0 %; verified for 12 months" in out


def test_enrolled_verified_and_ended(capsys: Captured) -> None:
    told(capsys, *PUBLISH)
    number = str(told(capsys, *ENROL, "--contract", "C-2", "--until", "2026-12-31")["enrolment"])
    [one] = told(capsys, "enrolled", "--due", "2027-03-01")["enrolments"]
    assert (one["contract"], one["end_on"], one["reverify_on"], one["state"]) == (
        "C-2", "2027-01-01", "2027-03-01", "in force",
    )  # fmt: skip
    assert told(capsys, "enrolled", "--due", "2027-02-28")["enrolments"] == []
    told(capsys, "verify", number, "--note", "register", "--reverify-on", "2027-06-01")
    told(capsys, "end", number, "--on", "2026-06-30", "--reason", "closed")
    assert Enrolment.objects.get().end_on == date(2026, 7, 1)
    assert main(["program", "enrolled"]) == 0
    assert "C-2 in Schools" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("enrol", "edu", "K9", "--evidence", "x"), "no customer K9"),
        (("enrol", "edu", "K1", "--evidence", "x", "--contract", "C-9"), "no contract C-9"),
        (("enrol", "none", "K1", "--evidence", "x"), "no program none"),
        (("enrol", "edu", "K2", "--evidence", "x", "--contract", "C-1"), "no such contract"),
        (("publish", "edu", "--from", "2026-01-01"), "do not change"),
        (("publish", "new", "--from", "2026-01-01"), "has a name"),
        (("verify", "999", "--note", "x"), "no such enrolment"),
    ],
)
def test_refusals_say_why(capsys: Captured, words: tuple[str, ...], reason: str) -> None:
    told(capsys, *PUBLISH)
    assert main(["program", *words]) == 2
    assert reason in capsys.readouterr().err
