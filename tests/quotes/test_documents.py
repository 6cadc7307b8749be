"""The documents of quotes: set once, in batches, the same whenever they are made."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tenure.book.models import Contract
from tenure.directory.models import Contact, Customer, Partner
from tenure.documents.models import Document
from tenure.documents.queries import open_document, path_of
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import TenureError
from tenure.programs.commands import enrol, publish_program
from tenure.programs.rules import Effect
from tenure.quotes.commands import (
    QuoteNotFound,
    make_quote,
    make_quotes,
    render,
    render_document,
    render_pending,
)
from tenure.quotes.models import Quote, QuoteDocument
from tenure.quotes.queries.printing import content_of, pdf_of, printed_quotes
from tests.quotes.conftest import ON, Book

DASH = "\N{EN DASH}"


def quoted(book: Book, count: int) -> list[Quote]:
    for number in range(count):
        book.due(f"C-{number}")
    make_quotes(by=book.head, on=ON)
    return list(Quote.objects.order_by("pk"))


def test_render_once(book: Book) -> None:
    [quote] = quoted(book, 1)
    document = render_document(quote_id=quote.pk, by=book.head, on=ON)
    assert open_document(document)[:5] == b"%PDF-"
    assert (document.media_type, document.template) == ("application/pdf", "quote-1")
    assert render_document(quote_id=quote.pk, by=book.head, on=ON + timedelta(1)) == document
    assert AuditEvent.objects.filter(verb="quotes.render", subject_id=quote.pk).count() == 1


def test_a_lost_file_is_made_again_with_the_same_bytes(book: Book) -> None:
    [quote] = quoted(book, 1)
    document = render_document(quote_id=quote.pk, by=book.head, on=ON)
    before = open_document(document)
    path_of(document.sha256).unlink()
    assert render_document(quote_id=quote.pk, by=book.head, on=ON + timedelta(9)) == document
    assert open_document(document) == before
    assert AuditEvent.objects.filter(verb="quotes.render").count() == 1


def test_the_document_does_not_change_with_the_contract_prices(book: Book) -> None:
    [quote] = quoted(book, 1)
    before = pdf_of(printed_quotes([quote.pk])[0])
    quote.renewal.contract.lines.update(unit_price_e4=1)
    assert pdf_of(printed_quotes([quote.pk])[0]) == before


def test_pending_in_batches_until_none_waits(book: Book) -> None:
    quotes = quoted(book, 5)
    first = render_pending(by=book.head, on=ON, limit=3)
    assert (first.count, first.more, first.refused) == (3, True, ())
    second = render_pending(by=book.head, on=ON, limit=3)
    assert (second.count, second.more) == (2, False)
    assert render_pending(by=book.head, on=ON).count == 0
    assert QuoteDocument.objects.count() == 5
    assert AuditEvent.objects.filter(verb="quotes.render").count() == 5
    for quote in quotes:
        kept = QuoteDocument.objects.get(quote=quote).document
        assert open_document(kept) == pdf_of(printed_quotes([quote.pk])[0])


def test_superseded_quotes_are_not_rendered(book: Book) -> None:
    [quote] = quoted(book, 1)
    Quote.objects.filter(pk=quote.pk).update(is_primary=False)
    assert render_pending(by=book.head, on=ON).count == 0


def test_one_that_cannot_be_set_does_not_stop_the_others(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotes = quoted(book, 3)

    def refuse(printed: object) -> bytes:
        if printed.number == quotes[0].number:  # type: ignore[attr-defined]
            raise TenureError("no ink")
        return pdf_of(printed)  # type: ignore[arg-type]

    monkeypatch.setattr(render, "pdf_of", refuse)
    done = render_pending(by=book.head, on=ON)
    assert (done.count, done.refused) == (2, ((quotes[0].number, "no ink"),))
    assert Document.objects.count() == 2


def test_queries_do_not_grow_with_the_batch(book: Book) -> None:
    quotes = quoted(book, 8)
    with CaptureQueriesContext(
        connection,
    ) as few:
        printed_quotes([quotes[0].pk])
    with CaptureQueriesContext(connection) as many:
        printed_quotes([quote.pk for quote in quotes])
    assert len(few) == len(many) == 3


def test_only_for_those_who_may_see_the_quote(book: Book) -> None:
    [quote] = quoted(book, 1)
    stranger = User.objects.create(username="mallory", role=Role.PARTNER)
    with pytest.raises(QuoteNotFound):
        render_document(quote_id=quote.pk, by=stranger, on=ON)


def test_parties_of_a_partner_deal(book: Book) -> None:

    [quote] = quoted(book, 1)
    payer = Customer.objects.create(key="PAY", name="Payer", legal_name="Payer Ltd")
    reseller = Partner.objects.create(key="R", name="Harbour", kind="reseller", country="GB")
    Contact.objects.create(key="2", customer=book.customer, name="Second")
    Contact.objects.create(key="1", customer=book.customer, name="Ingrid", email="i@example.com")
    Contract.objects.update(bill_to=payer, reseller=reseller)
    [printed] = printed_quotes([quote.pk])
    assert [(party.role, party.name) for party in printed.parties] == [
        ("Customer", "Aurora Shipping"), ("Bill to", "Payer Ltd"), ("Reseller", "Harbour"),
    ]  # fmt: skip
    assert printed.parties[0].lines == ("Attention: Ingrid", "i@example.com")


def test_nothing_is_left_in_the_work_folder(book: Book, tmp_path: Path) -> None:
    (tmp_path / "tmp" / "pricing-killed").mkdir(parents=True)
    quoted(book, 1)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_customer_reads_why_a_program_lowers_the_price(book: Book) -> None:
    terms = Effect(start_on=date(2020, 1, 1), discount_bp=10_000)
    publish_program(
        code="at-risk", name="At risk", sentence="Protection is free for groups at risk.",
        terms=terms, by=book.head, on=ON,
    )  # fmt: skip
    enrol(
        program="at-risk", customer_id=book.customer.pk, evidence="seen", start_on=ON,
        reverify_on=date(2028, 1, 1), by=book.head, on=ON,
    )  # fmt: skip
    free = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    [printed] = printed_quotes([free.pk])
    assert printed.programs == ("Protection is free for groups at risk.",)
    assert "Protection is free for groups at risk." in content_of(printed)["terms"]


def test_a_term_in_pieces_is_printed_year_by_year_with_the_mode_of_proration(
    book: Book, settings: Any
) -> None:
    settings.PRORATION_MODE = "actual_365"
    contract = book.contract("C-1", escalator_bp=300, uplift_bp=500, renewal_term_months=24)
    quote = make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON)
    settings.PRORATION_MODE = "months"  # what was priced before keeps its mode
    [printed] = printed_quotes([quote.pk])
    content = content_of(printed)
    assert [line["reason"] for line in content["lines"]] == [
        f"31 Mar 2027 {DASH} 30 Mar 2028. Price raised by 5 %",
        f"31 Mar 2028 {DASH} 30 Mar 2029. Price raised by 3 % a year",
    ]
    assert content["terms"][1:3] == [
        (
            "All amounts are in EUR for the whole new term, or the days that a line names, and"
            " exclude taxes."
        ),
        "Prices are prorated by actual/365, days of leap years over 366.",
    ]
    text = " ".join(PdfReader(io.BytesIO(pdf_of(printed))).pages[0].extract_text().split())
    assert f"31 Mar 2028 {DASH} 30 Mar 2029. Price raised by 3 % a year" in text


def test_a_term_of_one_piece_names_no_days(book: Book) -> None:
    [quote] = quoted(book, 1)
    content = content_of(printed_quotes([quote.pk])[0])
    assert content["lines"][0]["reason"] == "Price unchanged"
    assert content["terms"][1] == (
        "All amounts are in EUR for the whole new term and exclude taxes."
    )
    assert content["terms"][2].startswith("Prices are prorated by whole months, days over")


def test_a_quote_from_before_modes_were_kept_names_none(book: Book) -> None:
    [quote] = quoted(book, 1)
    Quote.objects.update(proration="")
    content = content_of(printed_quotes([quote.pk])[0])
    assert not any("prorated" in text for text in content["terms"])
