"""`tenure policy`: lists, matches, simulates, publishes and withdraws; says what is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tenure.pricing.commands import publish_policy
from tenure.pricing.models import MarginPolicy, PolicyWithdrawal, PricePolicy
from tenure.pricing.rules import PolicyFacts, read_policy_file
from tests.pricing.conftest import Book
from tests.quotes.conftest import book  # noqa: F401 - a fixture

Captured = pytest.CaptureFixture[str]
FILE = """kind,code,name,start,segment,method,uplift,reseller
price,smb-2027,Small business,2027-01-01,smb,uplift,7 %,
price,wrong,,2027-01-01,huge,uplift,7 %,
margin,keep,Partners,2027-01-01,,,,15
"""


@pytest.fixture
def company(book: Book, monkeypatch: pytest.MonkeyPatch) -> Book:  # noqa: F811
    """Let the command line use a small book on a fixed day, with one policy published."""
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 12, 1))
    three = PolicyFacts("any", "uplift", 300, date(2020, 1, 1))
    publish_policy(policy=three, name="Everyone", by=book.head, on=date(2026, 12, 1))
    for number in range(3):
        book.contract(f"C-{number}", lines=2)
    return book


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "2027.csv"
    path.write_text(FILE)
    return str(path)


def told(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["policy", *words, "--json"]) == code, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_publish_lists_and_writes_a_file_that_reads_back(
    company: Book, file: str, capsys: Captured
) -> None:
    said = told(capsys, "publish", file, "--dry-run", code=1)
    assert (said["dry_run"], said["readable"]) == (True, ["smb-2027", "keep"])
    assert not MarginPolicy.objects.exists()
    said = told(capsys, "publish", file, code=1)
    assert (said["published"], said["unchanged"]) == (["smb-2027", "keep"], [])
    [fault] = said["faults"]
    assert (fault["line"], fault["column"]) == (3, "segment")
    assert main(["policy", "publish", file]) == 1
    out = capsys.readouterr().out
    assert "2027.csv, line 3, segment: 'huge' is not one of" in out
    assert "0 published, 2 known, 1 faults" in out
    listed = told(capsys, "list")["policies"]
    assert [(row["kind"], row["code"], row["state"]) for row in listed] == [
        ("price", "any", "in force"), ("price", "smb-2027", "future"), ("margin", "keep", "future"),
    ]  # fmt: skip
    assert main(["policy", "list", "--kind", "price", "--csv"]) == 0
    read = read_policy_file(capsys.readouterr().out.encode())
    assert [row.policy.code for row in read.rows] == ["any", "smb-2027"]
    assert main(["policy", "list"]) == 0
    out = capsys.readouterr().out
    assert "Price policy: How the next term is priced" in out
    assert "Small business: uplift 7 %" in out


def test_match_asks_the_engine(company: Book, file: str, capsys: Captured) -> None:
    main(["policy", "publish", file])
    capsys.readouterr()
    said = told(capsys, "match", "--segment", "smb", "--on", "2027-01-01")
    assert said["policies"] == {"price": "smb-2027", "discount": "", "margin": "keep"}
    assert main(["policy", "match", "--segment", "smb"]) == 0
    assert "price     any" in capsys.readouterr().out


def test_simulate_tells_what_it_would_do_and_writes_nothing(
    company: Book, file: str, capsys: Captured
) -> None:
    said = told(capsys, "simulate", file, code=1)
    assert said["quarters"] == ["2027-01-01", "2027-04-01"]
    [total] = [cell for cell in said["cells"] if cell["dimension"] == "all"]
    figures = total["figures"]
    assert (figures["renewals"], figures["renewals_touched"], figures["lines"]) == (3, 3, 6)
    assert (figures["now_minor"], figures["then_minor"]) == (618_000, 642_000)
    assert [row["contract"] for row in said["movers"]] == ["C-0", "C-1", "C-2"]
    assert said["faults"][0]["line"] == 3
    assert main(["policy", "simulate", file]) == 1
    out = capsys.readouterr().out
    assert "renewals whose next term begins from 2027-01-01 to before 2027-07-01" in out
    for wanted in ("6,180.00 EUR", "6,420.00 EUR", "240.00 EUR  3.88 %", "segment smb", "C-1"):
        assert wanted in out
    assert PricePolicy.objects.count() == 1


def test_simulate_on_a_day_with_nothing_due(company: Book, file: str, capsys: Captured) -> None:
    assert main(["policy", "simulate", file, "--on", "2030-01-01"]) == 1
    assert "nothing renews then" in capsys.readouterr().out


def test_withdraw(company: Book, file: str, capsys: Captured) -> None:
    main(["policy", "publish", file])
    capsys.readouterr()
    assert main(["policy", "withdraw", "price", "smb-2027", "--reason", "wrong rate"]) == 0
    assert "the price policy smb-2027 is withdrawn" in capsys.readouterr().out
    assert PolicyWithdrawal.objects.get().reason == "wrong rate"
    [row] = [r for r in told(capsys, "list")["policies"] if r["code"] == "smb-2027"]
    assert (row["state"], row["withdrawn_on"], row["reason"]) == (
        "withdrawn", "2026-12-01", "wrong rate",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["withdraw", "price", "any", "--reason", "late"], "started on 1 Jan 2020"),
        (["withdraw", "price", "none", "--reason", "x"], "no price policy none"),
        (["publish", "nowhere.csv"], "nowhere.csv cannot be read"),
    ],
)
def test_refusals(company: Book, words: list[str], reason: str, capsys: Captured) -> None:
    assert main(["policy", *words]) == 2
    assert reason in capsys.readouterr().err


def test_a_file_that_is_none_is_named(company: Book, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "colours.csv"
    path.write_text("kind,code,colour\n")
    for what in ("publish", "simulate"):
        assert main(["policy", what, str(path)]) == 2
        assert "colours.csv: Line 1: no column is called 'colour'" in capsys.readouterr().err
    path.write_text("kind,code\n")
    assert main(["policy", "simulate", str(path)]) == 2
    assert "no policy to simulate" in capsys.readouterr().err
