"""The explanation of a quote's prices: complete, internal, archivable, the same bytes each time."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tenure.cli import main
from tenure.pricing.commands import publish_policy
from tenure.pricing.queries.facts import WantedTerm, lines_of
from tenure.pricing.rules import DiscountFacts, MarginFacts, PolicyFacts
from tenure.quotes.commands import make_quote
from tenure.quotes.commands.store import NewQuote, store
from tenure.quotes.models import Quote
from tenure.quotes.queries import explained, explanation_pdf
from tenure.quotes.rules import next_term
from tenure.quotes.rules.explanation import explanation_content, outcome_words
from tests.documents.printed import SELLER
from tests.quotes.conftest import ON, RENEWAL_ON, Book
from tests.quotes.test_reproduce import alter


def publish(book: Book) -> None:
    given = {"start_on": date(2020, 1, 1)}
    for policy in (
        PolicyFacts("smb", "uplift", 500, segment="smb", **given),
        DiscountFacts(code="long", three_years_bp=700, **given),
        MarginFacts(code="margin", reseller_bp=1500, **given),
    ):
        publish_policy(policy=policy, name=policy.code, by=book.head, on=date(2019, 1, 1))


@pytest.fixture
def quote(book: Book) -> Quote:
    """A quote for three years whose second line was given a discount of the deal."""
    publish(book)
    contract = book.contract("C-1", lines=2, uplift_cap_bp=400)
    renewal = book.renewal(contract)
    term = next_term(RENEWAL_ON, 36, first_start_on=contract.first_start_on)
    rows = lines_of([WantedTerm(contract.pk, term)])
    rows[1] |= {"deal_discount_bp": 1500}
    new = NewQuote(renewal.pk, contract.pk, 1, "EUR", "Q-2027-000042-v2", 2, term, 36, ON,
                   {"discount_bp": 1500})  # fmt: skip
    [quote_id] = store(quotes=[new], facts=rows, by=book.head, on=ON)
    return Quote.objects.select_related("renewal__contract__customer").get(pk=quote_id)


def content_of(quote: Quote) -> dict[str, Any]:
    return explanation_content(explained(quote), seller=SELLER, logo="")


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u200b", "").split())


def test_it_says_everything_about_each_line(quote: Quote) -> None:
    first, second = content_of(quote)["lines"]
    assert first["heading"] == "1. Edge"
    assert first["note"] == "lot 1 · 10 pieces · priced per year"
    assert first["sentence"].startswith("The expiring price is changed by 5 %")
    assert first["steps"] == [
        ["Expiring price", "For 12 months", "100.00"],
        ["Policy", "smb fits this line best", ""],
        ["Discount policy", "long fits this line best", ""],
        ["Margin policy", "margin fits this line best", ""],
        ["Method", "Uplift, by the policy smb", ""],
        ["Uplift", "5 %, the rate of the policy smb", "105.00"],
        ["Cap", "4 %, limits the rise", "104.00"],
        ["Entitled price", "What the clauses and the policy allow to ask for", "104.00"],
        ["Discounts", "Volume 0 %, years 7 %, program 0 %, deal 0 %: discounts, stacked", "96.72"],
        ["Proposed price", "For 12 months", "96.72"],
        ["Amount", "3,000.00 EUR becomes 2,901.60 EUR for 36 months", ""],
    ]
    assert second["outcome"] == (
        "Entitled to 3,120.00 EUR; 2,466.36 EUR is proposed, 653.64 EUR less: a discount of the"
        " deal."
    )
    assert "deal discount 15 %" in second["inputs"]
    assert second["inputs"].startswith("quantity 10 · expiring price 100.00 EUR · price months")
    assert second["policies"][:2] == [
        "Price policy smb from 1 Jan 2020: uplift 5 %, for Small business",
        "Discount policy long from 1 Jan 2020: three years and more 7 %, for everyone",
    ]


def test_the_whole_and_what_was_asked_for(quote: Quote) -> None:
    content = content_of(quote)
    assert [item["value"] for item in content["summary"]] == [
        "6,000.00", "6,240.00", "5,367.96", "872.04",
    ]  # fmt: skip
    assert content["asked"] == ["discount 15 %"]
    assert content["overview"][1] == [
        "2", "Edge", "3,120.00", "2,466.36", "653.64", "a discount of the deal",
    ]  # fmt: skip
    assert content["total"][1:4] == ["6,240.00", "5,367.96", "872.04"]
    assert content["proration"] == (
        "Proration: whole months, days over as a fraction of the month they begin."
    )


def test_it_is_set_the_same_each_time_and_archivable(quote: Quote) -> None:
    content = explanation_pdf(quote)
    assert explanation_pdf(quote) == content
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.metadata is not None
    assert reader.metadata.title == "Price explanation Q-2027-000042-v2"
    text = text_of(content)
    for wanted in ("Internal: not for the customer", "Entitled against proposed", "smb fits this",
                   "a discount of the deal", "whole months"):  # fmt: skip
        assert wanted in text


def test_policies_are_told_as_they_were_whatever_came_since(book: Book, quote: Quote) -> None:
    before = explanation_pdf(quote)
    later = PolicyFacts("later", "uplift", 900, date(2027, 1, 1), segment="smb")
    publish_policy(policy=later, name="later", by=book.head, on=ON)
    quote.renewal.contract.lines.update(unit_price_e4=1)
    assert explanation_pdf(quote) == before


def test_a_line_without_inputs_says_so(book: Book) -> None:
    quote = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    alter("inputs = NULL")
    Quote.objects.update(proration="")
    [line] = content_of(Quote.objects.get(pk=quote.pk))["lines"]
    assert line["inputs"].startswith("not stored")
    assert line["policies"] == ["none was chosen"]
    assert content_of(Quote.objects.get(pk=quote.pk))["proration"] == "Proration: not stored."


def test_usage_is_told_as_billed_as_used(book: Book) -> None:
    contract = book.contract("C-1")
    book.line(contract, 2, product=book.product("CALLS", "usage"), price=375, quantity="0")
    quote = make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON)
    assert content_of(quote)["lines"][1]["note"] == "lot 2 · billed as used · priced per year"


def test_customers_words_are_never_markup(book: Book) -> None:
    book.customer.name = "#panic() *Aurora* $x$ @ref"
    book.customer.save()
    book.product("EDGE").name = "ignored"
    quote = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    assert "#panic() *Aurora* $x$ @ref" in text_of(explanation_pdf(quote))


@pytest.mark.parametrize(
    ("leakage", "reason", "says"),
    [
        (0, "", "Entitled to 100.00 EUR, and that is proposed."),
        (1000, "uplift", "90.00 EUR is proposed, 10.00 EUR less: the uplift is not asked for in"),
        (1000, "", "90.00 EUR is proposed, 10.00 EUR less."),
        (-1000, "", "110.00 EUR is proposed, 10.00 EUR more."),
    ],
)
def test_outcomes(leakage: int, reason: str, says: str) -> None:
    assert says in outcome_words(10_000, leakage, reason, "EUR")


def test_queries_do_not_grow_with_the_lines(book: Book, quote: Quote) -> None:
    with CaptureQueriesContext(connection) as few:
        explained(quote)
    many_lines = make_quote(renewal_id=book.due("C-9", lines=9).pk, by=book.head, on=ON)
    many_lines = Quote.objects.select_related("renewal__contract__customer").get(pk=many_lines.pk)
    with CaptureQueriesContext(connection) as many:
        explained(many_lines)
    assert len(few) == len(many) == 4


def test_on_the_command_line(quote: Quote, tmp_path: Path) -> None:
    path = tmp_path / "why.pdf"
    assert main.main(["quote", quote.number, "--explain", "--pdf", str(path)]) == 0
    assert path.read_bytes() == explanation_pdf(quote)
