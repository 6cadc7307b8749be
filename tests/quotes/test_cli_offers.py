"""`tenure quote`: options, differences, withdrawal, copies and notes in the terminal."""

from __future__ import annotations

import json

import pytest

from tenure.cli import main
from tenure.quotes.commands import make_quotes
from tenure.quotes.models import Quote, QuoteEnding
from tests.quotes.conftest import ON, Book


@pytest.fixture
def quote(book: Book, monkeypatch: pytest.MonkeyPatch) -> Quote:
    monkeypatch.setattr("tenure.cli.session.today", lambda: ON)
    book.due("C-1", uplift_bp=500, lines=2)
    book.due("C-2", uplift_bp=500, lines=1)
    make_quotes(by=book.head, on=ON)
    return Quote.objects.get(renewal__contract__key="C-1")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> object:
    assert main.main(["quote", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_options_are_offered_and_shown(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, quote.number, "--offer", "terms")
    assert isinstance(told, list)
    assert [(one["label"], one["months"], one["yearly_minor"]) for one in told] == [
        ("The quote", 12, 210_000), ("2 years", 24, 210_000), ("3 years", 36, 210_000),
    ]  # fmt: skip
    told = answer(capsys, quote.number, "--what-if", "--months", "18", "--save-option", "Short")
    assert isinstance(told, dict)
    assert told["saved"] == f"{quote.number}-o3"
    assert main.main(["quote", f"{quote.number}-o3", "--options"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert f"Short {quote.number}-o3 18 months 2,100.00 EUR 3,150.00 EUR 150.00 EUR" in text


def test_the_difference_is_told(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, quote.number, "--diff")
    assert isinstance(told, dict)
    assert [(line["kind"], line["what"]) for line in told["lines"]] == [
        ("changed", ["price", "amount"]), ("changed", ["price", "amount"]),
    ]  # fmt: skip
    assert told["change_minor"] == 10_000
    main.main(["quote", quote.number, "--what-if", "--leave-out", "2", "--save"])
    capsys.readouterr()
    assert main.main(["quote", f"{quote.number}-v2", "--diff", quote.number]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "2 Edge removed 1,050.00 EUR (10 at 105.00 EUR)" in text
    assert main.main(["quote", quote.number, "--diff", "Q-1"]) == 2


def test_a_quote_is_withdrawn_noted_and_copied(
    quote: Quote, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, quote.number, "--customer-note", "Thank you.")
    assert told == {"number": quote.number, "note": "Thank you."}
    assert main.main(["quote", quote.number, "--what-if", "--discount", "5", "--save"]) == 0
    capsys.readouterr()
    told = answer(capsys, f"{quote.number}-v2", "--copy-to", "C-2")
    assert isinstance(told, dict)
    assert told["left_out"] == []
    assert Quote.objects.get(number=told["number"]).asked["discount_bp"] == 500
    told = answer(capsys, f"{quote.number}-v2", "--withdraw", "Wrong reseller")
    assert isinstance(told, dict)
    assert told["kind"] == "withdrawn"
    assert QuoteEnding.objects.filter(kind="withdrawn").count() == 1
    told = answer(capsys, f"{quote.number}-v2")
    assert isinstance(told, dict)
    assert told["why_not_sendable"] == "The quote was withdrawn: Wrong reseller"
    assert told["customer_note"] == "Thank you."
    assert main.main(["quote", f"{quote.number}-v2", "--withdraw", " "]) == 2
