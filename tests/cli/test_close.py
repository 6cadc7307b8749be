"""`tenure close` and `tenure termination`: from acceptance to booked, from notice to ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenure.book.models import Contract
from tenure.cli import session
from tenure.cli.main import main
from tenure.renewals.commands.decisions import close_renewal
from tests.closing.offers import ON, due_soon, offered
from tests.renewals.builders import Book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
SIGNER = ["--name", "Dana Doe", "--title", "CFO", "--email", "dana@example.com", "--po", "PO-7"]
NOTICE = ["--received", "2027-01-15", "--channel", "email", "--given-by", "Dana"]


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Book:
    """Let the command line use the tests' database on a fixed day."""
    settings.DATA_DIR = tmp_path
    made = Book()
    monkeypatch.setattr(session, "set_up", lambda: made.head)
    monkeypatch.setattr(session, "today", lambda: ON)
    return made


def told(capsys: Captured, *words: str, code: int = 0) -> Any:
    """Run a command with --json and return what it said."""
    capsys.readouterr()
    assert main([*words, "--json"]) == code, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_an_acceptance_on_paper_is_booked(book: Book, capsys: Captured) -> None:
    quote = offered(book, due_soon(book, "C-1"))

    said = told(capsys, "close", "accept", quote.number, *SIGNER)
    steps = {step["step"]: step for step in told(capsys, "close", "steps", "C-1", code=1)}

    assert (said["quote"], said["order"]) == (quote.number, 2)
    assert steps["booked"] == {"step": "booked", "done": True, "detail": "Order 2"}
    assert "Dana Doe accepted" in steps["decided"]["detail"]
    assert told(capsys, "close", "list") == []
    assert told(capsys, "close", "done", "C-1", "invoiced", "--note", "INV-7")["step"] == "invoiced"
    assert main(["close", "steps", "C-1"]) == 1
    assert "[x] Invoiced or credited: hana" in capsys.readouterr().out


def test_what_cannot_be_booked_says_why_and_can_be_let_go(book: Book, capsys: Captured) -> None:
    contract = due_soon(book, "C-1")
    quote = offered(book, contract)
    from tests.closing.offers import accepted

    acceptance = accepted(book, quote)
    book.add(contract, lot=9, start=ON, price=50)

    assert told(capsys, "close", "run", code=1) == {"booked": 0, "refused": 1}
    [row] = told(capsys, "close", "list", code=1)
    assert "changed after the quote was priced" in row["why_not"]
    assert told(capsys, "close", "void", str(acceptance.pk), "--because", "Made again")
    assert told(capsys, "close", "run") == {"booked": 0, "refused": 0}
    assert main(["close", "list"]) == 0
    assert "Everything that was accepted is booked." in capsys.readouterr().out


def test_a_quote_that_there_is_not(book: Book, capsys: Captured) -> None:
    assert main(["close", "accept", "Q-0", *SIGNER]) == 2
    assert "There is no quote Q-0" in capsys.readouterr().err
    assert main(["close", "steps", "C-0"]) == 2
    assert main(["close", "held"]) == 0


def test_a_churn_exception_is_asked_for(book: Book, capsys: Captured) -> None:
    quote = offered(book, due_soon(book, "C-1"))
    close_renewal(renewal_id=quote.renewal_id, kind="churned", reason="Budget", by=book.head, on=ON)

    said = told(capsys, "close", "exception", "C-1", "migration", "--note", "Moved over")

    assert said["reason"] == "migration"
    assert main(["close", "exception", "C-1", "weather", "--note", "x"]) == 2


def test_a_termination_from_notice_to_data_return(book: Book, capsys: Captured) -> None:
    contract = due_soon(book, "C-1")

    made = told(capsys, "termination", "record", "C-1", *NOTICE, "--reason", "budget")
    number = str(made["id"])
    assert made["ends_on"] == "2027-04-25"
    assert made["is_in_time"] is True
    assert main(["termination", "book", number]) == 2
    assert "save play" in capsys.readouterr().err
    told(capsys, "termination", "save", number, "executive_call", "--note", "Hana rang.")
    booked = told(capsys, "termination", "book", number, "--settlement", "credit")
    told(capsys, "termination", "returned", number, "offered")
    shown = told(capsys, "termination", "show", number)

    assert booked["order"] == 2
    assert (shown["end"], shown["returned"]) == ("booked", ["offered"])
    contract.refresh_from_db()
    assert str(contract.ended_on) == "2027-04-25"
    assert told(capsys, "termination", "list") == []
    assert main(["termination", "show", number]) == 0
    out = capsys.readouterr().out
    assert "tried 2027-01-15: Executive call. Hana rang." in out
    assert "[x] Export of the data offered hana" in out


def test_a_notice_that_is_withdrawn(book: Book, capsys: Captured, tmp_path: Path) -> None:
    due_soon(book, "C-1")
    lost = [*NOTICE, "--reason", "product", "--file", str(tmp_path / "lost.pdf")]
    assert main(["termination", "record", "C-1", *lost]) == 2
    assert "cannot be read" in capsys.readouterr().err
    made = told(capsys, "termination", "record", "C-1", *NOTICE, "--reason", "product")
    assert main(["termination", "list"]) == 0
    assert "C-1" in capsys.readouterr().out

    told(capsys, "termination", "withdraw", str(made["id"]), "--because", "Stays")

    assert Contract.objects.get(key="C-1").ended_on is None
    assert main(["termination", "record", "C-9", *NOTICE, "--reason", "other"]) == 2
    assert main(["termination", "show", "0"]) == 2


def test_a_purchase_order_is_compared_on_the_command_line(book: Book, capsys: Captured) -> None:
    quote = offered(book, due_soon(book, "C-1"))
    assert main(["close", "accept", quote.number, *SIGNER, "--manner", "purchase_order"]) == 2
    assert "not compared with the quote yet" in capsys.readouterr().err
    [row] = told(capsys, "close", "list", code=1)
    number = str(row["acceptance"])
    paper = [
        "--entity",
        "CU-C-1",
        "--number",
        quote.number,
        "--currency",
        "EUR",
        "--lines",
        "P-C-1",
    ]

    wrong = told(capsys, "close", "check", number, *paper, "--days", "90", "--total", "1", code=1)
    assert [one.partition(":")[0] for one in wrong["differs"]] == ["payment_days", "total"]
    assert main(["close", "waive", str(wrong["check"]), "finance", "--because", "x"]) == 2
    right = told(capsys, "close", "check", number, *paper, "--days", "30", "--total", "1000.00")
    assert right["differs"] == []
    assert told(capsys, "close", "run") == {"booked": 1, "refused": 0}
