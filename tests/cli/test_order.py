"""`tenure order`, `contract`, `ledger` and `lock`: what they print, book and refuse."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tenure.book.models import ArrMovement, Contract, Order, PeriodLock
from tenure.cli import session
from tenure.cli.changes.arguments import CHANGES
from tenure.cli.changes.reading import READERS
from tenure.cli.commands.order_command import MOVES
from tenure.cli.main import main
from tenure.directory.models import Partner
from tenure.foundation.commands import system_actor
from tests.book.indices import publish
from tests.cli.book import open_book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def contracts(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> list[Contract]:
    """Let the command line use the tests' database on a fixed day, with two contracts in it."""
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 3, 1))
    settings.DATA_DIR = tmp_path
    return open_book()


def told(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    """Run a command with --json and return what it said."""
    assert main([*words, "--json"]) == code, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_a_preview_shows_lines_money_and_arr_and_writes_nothing(capsys: Captured) -> None:
    assert main(["order", "C-1", "quantity", "1", "--by", "5", "--from", "2026-07-01"]) == 0
    out = capsys.readouterr().out
    assert "C-1: amendment, effective 2026-07-01, booked 2026-03-01" in out
    assert "credit -500.00 EUR, charge 750.00 EUR, net 250.00 EUR" in out
    assert "+500.00 EUR" in out
    assert "ATR 1,000.00 EUR -> 1,500.00 EUR" in out
    assert "nothing was booked" in out
    assert Order.objects.filter(contract__key="C-1").count() == 1


def test_a_preview_as_json(capsys: Captured) -> None:
    said = told(capsys, "order", "C-1", "quantity", "1", "--to", "4", "--from", "2026-07-01")
    [order] = said["orders"]
    assert said["booked"] is False
    assert order["money"] == {"credit_minor": -50000, "charge_minor": 20000, "net_minor": -30000}
    assert order["net_arr_minor"] == -60000
    assert order["movements"] == [
        {"lot": 1, "effective_on": "2026-07-01", "kind": "contraction", "amount_minor": -60000}
    ]
    assert [line["comes"] for line in order["lines"]] == [False, True]
    assert order["lines"][1]["last_day"] == "2026-12-31"


CASES = {
    "add": ["--product", "PRO", "--quantity", "2", "--price", "50", "--from", "2026-04-01",
            "--step", "2026-08-01:4:45.50"],
    "quantity": ["1", "--to", "12", "--from", "2026-04-01", "--until", "2026-06-30"],
    "reprice": ["1", "--rate", "5%", "--from", "2026-04-01"],
    "remove": ["1", "--from", "2026-10-01"],
    "swap": ["1", "--product", "PRO", "--quantity", "10", "--price", "120", "--from", "2026-04-01"],
    "extend": ["--until", "2027-06-30"],
    "bridge": ["--until", "2027-03-31"],
    "co-term": ["--until", "2026-11-30"],
    "facts": ["--from", "2026-04-01", "--set", "notice_days=60", "--set", "uplift_cap=3.5%",
              "--set", "bill_to=K2", "--set", "terms_version=none", "--set", "index=HICP-EA",
              "--set", "index_lag=6", "--set", "escalator=3%", "--set", "index_ceiling=4.5%"],
    "take-over": ["--from", "2026-04-01", "--reseller", "P1", "--channel", "reseller"],
    "renew": ["--until", "2027-12-31", "--lot", "1:20:95.00"],
    "reset": ["--from", "2026-07-01", "--until", "2027-06-30"],
    "terminate": ["--timing", "at-notice", "--reason", "budget", "--settlement", "credit"],
    "suspend": ["--from", "2026-04-01", "--until", "2026-05-31"],
    "transfer": ["--to", "K2", "--new-key", "C-9", "--from", "2026-04-01"],
    "split": ["--new-key", "C-9", "--lots", "1", "--from", "2026-04-01"],
    "merge": ["C-2", "--from", "2026-04-01"],
}  # fmt: skip


@pytest.mark.parametrize("change", CASES)
def test_every_change_is_shown_then_booked_as_shown_and_reversed(
    change: str, capsys: Captured
) -> None:
    Partner.objects.create(key="P1", name="Partner", kind="reseller")
    publish(system_actor(), on=date(2027, 1, 1))
    words = ["order", "C-1", change, *CASES[change]]
    shown = told(capsys, *words)["orders"]
    mine = next(order for order in shown if order["contract"] == "C-1")
    booked = told(capsys, *words, "--book", "--reason", "as agreed")
    [order] = booked["orders"]
    assert (order["number"], order["kind"]) == (2, mine["kind"])
    assert order["net_arr_minor"] == mine["net_arr_minor"]
    assert order["effective_on"] == mine["effective_on"]
    assert len(shown) == (2 if change in MOVES else 1)
    [undone] = told(capsys, "order", "C-1", "reverse", "2", "--book", "--reason", "wrong")["orders"]
    assert undone["net_arr_minor"] == -order["net_arr_minor"]
    assert told(capsys, "ledger", "--check")["balances"]


def test_every_change_has_a_case_and_is_read() -> None:
    assert set(CHANGES) == {*CASES, "resume", "reverse"} == {*READERS, *MOVES, "reverse"}


def test_a_termination_keeps_why_and_how(capsys: Captured) -> None:
    words = ["order", "C-1", "terminate", "--timing", "at-notice", "--cause", "for-cause"]
    assert main(words) == 2
    assert "Say why it ends" in capsys.readouterr().err
    assert main([*words, "--reason", "breach", "--book"]) == 0
    order = Order.objects.get(kind="termination")
    assert order.details == {"cause": "for_cause", "settlement": "none", "timing": "at_notice"}
    assert order.effective_on == date(2026, 4, 1)
    assert "net ARR -1,000.00 EUR" in capsys.readouterr().out


def test_what_is_suspended_is_resumed(capsys: Captured) -> None:
    told(capsys, "order", "C-1", "suspend", "--from", "2026-04-01", "--book")
    shown = told(capsys, "order", "C-1", "resume", "--from", "2026-06-01")
    assert shown["orders"][0]["net_arr_minor"] == 100000


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["order", "C-9", "remove", "1", "--from", "2026-04-01"], "There is no contract C-9"),
        (["order", "C-1", "remove", "7", "--from", "2026-04-01"], "has no lot 7"),
        (["order", "C-1", "reverse", "7"], "C-1 has no order 7"),
        (["order", "C-1", "facts", "--from", "2026-04-01", "--set", "colour=red"], "is no fact"),
        (["order", "C-1", "facts", "--from", "2026-04-01", "--set", "notice_days=x"], "whole"),
        (["order", "C-1", "renew"], "does not renew by itself"),
        (["order", "C-1", "renew", "--until", "2027-12-31", "--lot", "x"], "A lot is LOT"),
        (["order", "C-1", "remove", "1", "--from", "2026-02-01"], "say why it is back-dated"),
        (["order", "C-1", "remove", "1", "--from", "2026-02-01", "--book"], "say why it is back"),
        (["contract", "C-9"], "There is no contract C-9"),
        (["ledger", "--from", "2027-01-01", "--to", "2026-01-01"], "is after"),
        (["lock", "--before", "2027-01-01"], "once it is over"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_exits_2_and_says_why(
    words: list[str], reason: str, capsys: Captured
) -> None:
    assert main(words) == 2
    assert reason in capsys.readouterr().err
    assert Order.objects.count() == 2


def test_a_contract_as_it_was_known(capsys: Captured) -> None:
    words = ["order", "C-1", "quantity", "1", "--to", "20", "--from", "2026-02-01", "--book"]
    assert main([*words, "--reason", "forgotten"]) == 0
    capsys.readouterr()
    now = told(capsys, "contract", "C-1", "--on", "2026-02-15")
    assert (now["arr_minor"], now["atr_minor"], now["revision"]) == (200000, 200000, 2)
    assert [move["kind"] for move in now["movements"]] == ["new", "expansion"]
    then = told(capsys, "contract", "C-1", "--on", "2026-02-15", "--known-on", "2026-02-20")
    assert (then["arr_minor"], then["revision"], len(then["orders"])) == (100000, 1, 1)
    assert main(["contract", "C-1"]) == 0
    out = capsys.readouterr().out
    assert "* lot 1" in out
    assert "ARR 2,000.00 EUR, available to renew at the term's end 2,000.00 EUR" in out


def test_the_ledger_rolls_forward_and_is_checked(capsys: Captured) -> None:
    assert main(["order", "C-1", "remove", "1", "--from", "2026-04-01", "--book"]) == 0
    capsys.readouterr()
    assert main(["ledger", "--from", "2026-01-31", "--to", "2026-04-30"]) == 0
    assert capsys.readouterr().out.split() == (
        ["begin", "2,000.00", "EUR", "churn", "-1,000.00", "EUR", "end", "1,000.00", "EUR"]
    )
    [arr] = told(capsys, "ledger")["currencies"]
    assert (arr["arr_minor"], arr["committed_minor"]) == (200000, 100000)
    [roll] = told(capsys, "ledger", "--from", "2026-01-31", "--to", "2026-04-30", "--known-on",
                  "2026-02-01")["currencies"]  # fmt: skip
    assert roll["movements"] == {}
    assert main(["ledger", "--check"]) == 0
    assert "is what the orders make of it" in capsys.readouterr().out


def test_a_ledger_that_differs_exits_1(capsys: Captured) -> None:
    move = ArrMovement.objects.select_related("contract").first()
    assert move is not None
    move.pk, move.amount_minor = None, 5
    move.save(force_insert=True)
    assert main(["ledger", "--check"]) == 1
    assert "posted 100005, by the orders 100000" in capsys.readouterr().out


def test_a_lock_holds(capsys: Captured) -> None:
    assert told(capsys, "lock", "--before", "2026-02-01") == {
        "locked_before": "2026-02-01", "locked_on": "2026-03-01",
    }  # fmt: skip
    assert main(["lock", "--before", "2026-02-01"]) == 0
    assert PeriodLock.objects.count() == 1
    words = ["order", "C-1", "remove", "1", "--from", "2026-01-15", "--reason", "late"]
    assert main(words) == 2
    assert "are locked" in capsys.readouterr().err
