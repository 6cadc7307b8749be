"""`tenure quote --what-if`: figures for what is asked, nothing written without --save."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tenure.cli import main
from tenure.quotes.commands import make_quotes
from tenure.quotes.models import Quote
from tests.quotes.conftest import ON, Book

ASKED = [
    "--what-if", "--months", "36", "--uplift", "2", "--discount", "5 %", "--one-time", "1",
    "--quantity", "1=12.5", "--leave-out", "2", "--line-discount", "3=0", "--line-uplift", "3=0",
    "--add", "WAF=10",
]  # fmt: skip


@pytest.fixture
def quote(book: Book) -> Quote:
    """Give a quote of three lots of ten at 100.00, 5 % more agreed, and another product's price."""
    book.list_price(book.product("WAF"), 50_0000, date(2026, 1, 1))
    book.renewal(book.contract("C-1", uplift_bp=500, lines=3))
    make_quotes(by=book.head, on=ON)
    return Quote.objects.get()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_figures_are_shown_and_nothing_is_written(
    quote: Quote, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["quote", quote.number, *ASKED, "--explain"]) == 0
    text = said(capsys)
    for wanted in (
        "36 months; uplift 2 %; discount 5 %; one-time discount 1 %; lot 1: quantity 12.5",
        "lot 2: left out; lot 3: uplift 0 %, discount 0 %; new: 10 of WAF",
        # 102.00 less 5 %, less 1 %: 95.931; twelve and a half for three years
        "1 Edge 12.5 95.931 EUR 3,000.00 EUR 1,050.00 EUR 3,597.41 EUR",
        "2 Edge left out", "Waf (new) 10 47.025 EUR", "12 months: ", "24 months: ",
        "less 1 % for this term only", "Not asked for in full: a discount of the deal.",
    ):  # fmt: skip
        assert wanted in text
    assert Quote.objects.count() == 1


def test_json(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["quote", quote.number, *ASKED, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["months"], answer["last_day"], answer["saved"]) == (36, "2030-03-30", None)
    first, gone, kept, new = answer["lines"]
    assert (first["quantity"], first["proposed_minor"], first["quoted_minor"]) == (
        "12.5", 359_741, 105_000,
    )  # fmt: skip
    assert (gone["is_removed"], gone["proposed_minor"], gone["expiring_minor"]) == (
        True,
        0,
        300_000,
    )
    assert kept["leakage_reasons"] == ["the uplift is not asked for in full"]
    assert (new["product"], new["is_added"], new["expiring_minor"]) == ("WAF", True, 0)
    [total] = answer["totals"]
    assert total["proposed_minor"] == sum(line["proposed_minor"] for line in answer["lines"])
    assert total["leakage_minor"] == total["entitled_minor"] - total["proposed_minor"]
    assert [option["months"] for option in answer["options"]] == [12, 24, 36]


def test_it_is_saved_once(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["quote", quote.number, "--what-if", "--until", "2028-12-31", "--note", "Co-term"]
    for _ in range(2):
        assert main.main([*words, "--save"]) == 0
        assert f"{quote.number}-v2: made" in said(capsys)
    newest = Quote.objects.get(is_primary=True)
    assert (newest.version, newest.end_on, newest.term_months) == (2, date(2029, 1, 1), 21)
    assert newest.asked == {"end_on": "2029-01-01", "note": "Co-term"}
    assert main.main(["quote", newest.number, "--what-if", "--until", "2028-12-31", "--save"]) == 0
    assert f"{newest.number}: already is so" in said(capsys)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            ["--what-if", "--uplift", "two", "--months", "99"],
            "uplift: A percentage must be a plain",
        ),
        (["--what-if", "--months", "99"], "term: A term lasts from 1 to 60 months."),
        (["--what-if", "--quantity", "9=1"], "lines.9.quantity: Lot 9 does not expire"),
        (["--what-if", "--quantity", "12"], "--quantity 12: write it as LOT=NUMBER"),
        (["--what-if", "--quantity", "x=1"], "x is not the number of a lot."),
        (["--what-if", "--add", "NONE=1"], "added.1.product: There is no product NONE."),
        (["--uplift", "2"], "Say --what-if"),
        (["--save"], "Say --what-if"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    quote: Quote, words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["quote", quote.number, *words]) == 2
    assert reason in " ".join(capsys.readouterr().err.split())
    assert Quote.objects.count() == 1


def test_a_renewal_without_a_quote_has_no_what_if(
    quote: Quote, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["quote", "--renewal", "C-1", "--what-if"]) == 2
    assert "needs the number of a quote" in capsys.readouterr().err
