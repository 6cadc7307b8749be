"""`tenure quote`: shows, explains, makes and writes quotes; says what is wrong."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tenure.book.models import Contract
from tenure.cli import main
from tenure.quotes.commands import make_quotes
from tenure.quotes.models import Quote
from tests.quotes.conftest import ON, Book

DASH = "\N{EN DASH}"


@pytest.fixture
def quote(book: Book) -> Quote:
    book.customer.name = "Aurora [red]Shipping"
    book.customer.save()
    book.due("C-1", uplift_bp=500, lines=2)
    make_quotes(by=book.head, on=ON)
    return Quote.objects.get()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_show(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["quote", quote.number]) == 0
    text = said(capsys)
    for wanted in ("Q-2027-000001", "Aurora [red]Shipping", "2,000.00 EUR", "2,100.00 EUR",
                   "31 Mar 2027", "30 Mar 2028"):  # fmt: skip
        assert wanted in text
    assert "Stale" not in text
    assert "agreed" not in text


def test_explain(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["quote", quote.number, "--explain"]) == 0
    text = said(capsys)
    assert "The expiring price is changed by 5 %, the contract's rate" in text
    assert "uplift 105.00 EUR 5 %, the contract's rate" in text
    assert "Entitled to 1,050.00 EUR, and that is proposed." in text


def test_stale_is_said(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    Contract.objects.update(revision=2)
    quote.renewal.contract.lines.filter(lot=2).delete()
    assert main.main(["quote", quote.number]) == 0
    assert "Stale: the contract changed after pricing: lot 2 Edge: removed" in said(capsys)


def test_json(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["quote", quote.number, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["number"], answer["proposed_minor"]) == (quote.number, 210_000)
    assert answer["last_day"] == "2028-03-30"
    assert sum(line["proposed_minor"] for line in answer["lines"]) == answer["proposed_minor"]
    first = answer["lines"][0]
    assert (first["entitled_minor"], first["leakage_minor"], first["leakage_reason"]) == (
        105_000, 0, "",
    )  # fmt: skip
    assert (first["last_day"], first["inputs"]["contract_uplift_bp"]) == ("2028-03-30", 500)
    assert [step["step"] for step in answer["lines"][0]["trace"]][:3] == [
        "expiring", "method", "base",
    ]  # fmt: skip


def test_pdf(quote: Quote, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "quote.pdf"
    assert main.main(["quote", quote.number, "--pdf", str(path)]) == 0
    assert path.read_bytes()[:5] == b"%PDF-"
    assert main.main(["quote", quote.number, "--pdf", str(tmp_path / "no" / "where.pdf")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_make_and_make_again(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.due("C-1")
    for revision, number in ((1, "Q-2027-000001"), (1, "Q-2027-000001"), (2, "Q-2027-000001-v2")):
        Contract.objects.update(revision=revision)
        assert main.main(["quote", "--renewal", "C-1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["number"] == number


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["Q-1999-000001"], "no quote Q-1999-000001"),
        (["--renewal", "C-404"], "no open renewal"),
        (["--renewal", "C-setup"], "Nothing on this contract renews"),
    ],
)
def test_refusals(
    book: Book, words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    book.due("C-setup", lines=0)
    assert main.main(["quote", *words]) == 2
    assert reason in capsys.readouterr().err


def test_a_term_in_pieces_is_shown_with_its_days_and_mode(
    book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    book.due("C-1", escalator_bp=300, renewal_term_months=18)
    make_quotes(by=book.head, on=ON)
    number = Quote.objects.get().number
    assert main.main(["quote", number, "--explain"]) == 0
    text = said(capsys)
    assert "Prices are prorated by whole months, days over as a fraction of the month" in text
    for wanted in (f"31 Mar 2027 {DASH} 30 Mar 2028", f"31 Mar 2028 {DASH} 29 Sep 2028",
                   "3 %, once", "3 % a year, from the second year on",
                   "after 1 escalation of 3 %"):  # fmt: skip
        assert wanted in text
    assert main.main(["quote", number, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["proration"] == "months"
    assert [(line["start_on"], line["last_day"]) for line in answer["lines"]] == [
        ("2027-03-31", "2028-03-30"), ("2028-03-31", "2028-09-29"),
    ]  # fmt: skip


def test_the_order_form_in_german(
    quote: Quote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "form.pdf"
    given = ["quote", quote.number, "--order-form", str(file), "--language", "de", "--json"]
    assert main.main(given) == 0
    issued = json.loads(capsys.readouterr().out)["order_form"]
    assert (issued["language"], issued["seal"]) == ("de", "not sealed")
    assert issued["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert main.main([*given[:-2], "xx"]) == 2
    assert "xx is none of the languages en, de, fr, es, ja" in capsys.readouterr().err
