"""Papers of offers: complete, in five languages, the same bytes each time, issued once."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from tenure.book.models import Contract
from tenure.directory.models import Customer, Partner
from tenure.documents.commands import ClausesRefused, publish_clauses
from tenure.documents.queries import NotSet, company_logo, open_document, typeset
from tenure.documents.rules import Language, content_hash
from tenure.documents.rules.blocks import TotalsDiffer
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.quotes.commands import QuoteNotFound, issue_paper, make_quote
from tenure.quotes.models import IssuedPaper, Quote, QuoteLine
from tenure.quotes.rules.approvals import OfferTermsFacts
from tenure.quotes.rules.paper import (
    OF_QUOTES,
    WORDS,
    ClauseText,
    OfferPaper,
    PaperKind,
    PaperNotPossible,
    PartnerPaid,
    PrintedClauses,
    Sender,
    offer_paper,
    saying,
)
from tenure.quotes.rules.partner_prices import PartnerPrices
from tests.documents.printed import SELLER, a_line, a_quote
from tests.quotes.conftest import ON, Book

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
CLAUSES = """
terms_version = "2026-1"
[[clause]]
code = "fees"
[clause.en]
title = "Fees"
text = "Fees are due as the order form says.\\n\\nLate payment bears interest."
[clause.de]
title = "Vergütung"
text = "Die Vergütung ist fällig, wie das Auftragsformular es sagt."
"""


def words_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u200b", "").split())


def an_offer(**facts: Any) -> OfferPaper:
    lines = (
        a_line(),
        a_line(
            product="Request logs", charge="usage", quantity=Decimal(1), expiring_minor=0,
            proposed_minor=0, expiring_price_e4=350, proposed_price_e4=375, price_months=1,
        ),
        a_line(
            product="Firewall", quantity=Decimal("1250.5"), expiring_minor=12_505_000,
            proposed_minor=13_130_250,
        ),
    )  # fmt: skip
    quote = a_quote(lines=lines, expiring_minor=12_605_000, proposed_minor=13_235_250)
    given: dict[str, Any] = {
        "quote": quote, "terms": OfferTermsFacts(payment_days=45), "renews_by_itself": True,
        "renewal_months": 12, "notice_days": 60,
        "clauses": PrintedClauses("2026-1", (ClauseText("Fees", "Fees are due."),)),
        "partner": PartnerPaid(
            "Harbour Resale Ltd", "reseller", [PartnerPrices(90_0000, None, 94_500)] * 3
        ),
    }  # fmt: skip
    return OfferPaper(**(given | facts))


def content_of(
    kind: PaperKind, language: str = "en", country: str = "NO", facts: OfferPaper | None = None
) -> dict[str, Any]:
    return offer_paper(
        kind, facts or an_offer(), say=saying(Language(language), country),
        sender=Sender(SELLER, company_logo(), "https://desk.example.com/verify/"),
    )  # fmt: skip


def pdf(content: dict[str, Any]) -> bytes:
    return typeset(template="paper-1", content=content, on=date(2026, 12, 1))


def test_every_language_has_every_word_with_the_same_places() -> None:
    english = WORDS[Language.ENGLISH]
    for language, words in WORDS.items():
        assert words.keys() == english.keys(), language
        for key, text in words.items():
            assert places(text) == places(english[key]), (language, key)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(
    ("language", "country", "shown"),
    [
        ("en", "GB", ["Order form Q-2027-000042", "31 March 2027", "132,352.50", "45 days",
                      "by 30 January 2028", "0.0375", "1,250.5", "Page 1 of 2"]),
        ("en", "US", ["March 31, 2027", "€132,352.50"]),
        ("de", "DE", ["Auftragsformular Q-2027-000042", "31. März 2027", "132.352,50",
                      "45 Tage", "bis zum 30. Januar 2028", "0,0375", "1.250,5",
                      "nach Verbrauch", "Seite 1 von 2"]),
        ("de", "CH", ["132\N{RIGHT SINGLE QUOTATION MARK}352.50"]),
        ("fr", "FR", ["Bon de commande", "31 mars 2027", "132 352,50", "45 jours",
                      "30 janvier 2028", "Page 1 sur 2"]),
        ("es", "ES", ["Formulario de pedido", "31 de marzo de 2027", "132.352,50", "45 días",
                      "30 de enero de 2028", "Página 1 de 2"]),
        ("ja", "JP", ["注文書", "2027年3月31日", "132,352.50", "45日", "2028年1月30日",
                      "1/2ページ"]),
    ],
)  # fmt: skip
def test_an_order_form_in_the_form_of_its_language(
    language: str, country: str, shown: list[str]
) -> None:
    text = words_of(pdf(content_of(PaperKind.ORDER_FORM, language, country)))
    if language == "ja":  # the space between Japanese and figures is the font's, or none
        text = text.replace(" ", "")
    for wanted in shown:
        assert wanted in text, wanted
    for wanted in ("Q-2027-000042", "ExampleCloudLtd", "AuroraShippingAS", "2026-1"):
        assert wanted in text.replace(" ", ""), wanted
    assert "\N{WHITE SQUARE}" not in text


def test_an_order_form_has_all_that_is_signed() -> None:
    content = content_of(PaperKind.ORDER_FORM)
    text = words_of(pdf(content))
    for wanted in (
        "SELLER Example Cloud Ltd", "CUSTOMER Aurora Shipping AS", "RESELLER Harbour Resale Ltd",
        "CONTRACT C-1001", "Edge Network 10 105.00", "per year", "as used", "131,302.50",
        "Total for 12 months, EUR, without taxes 132,352.50", "due 45 days after",
        "renews by itself for 12 months", "at least 60 days", "Purchase order number",
        "Signature", "Name and title", "version 2026-1", "1. Fees Fees are due.",
        f"https://desk.example.com/verify/ with the code {content['code'][:4]}-",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize("kind", OF_QUOTES)
@pytest.mark.parametrize("language", list(Language))
def test_every_paper_is_archivable_and_the_same_bytes(kind: PaperKind, language: Language) -> None:
    made = pdf(content_of(kind, language))
    assert made == pdf(content_of(kind, language))
    root = PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == language.value
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_lines_that_do_not_come_to_the_total_are_refused() -> None:
    wrong = replace(an_offer().quote, proposed_minor=13_235_251)
    with pytest.raises(TotalsDiffer, match="come to 13235250 minor units, its total is 13235251"):
        content_of(PaperKind.ORDER_FORM, facts=an_offer(quote=wrong))


def test_the_template_adds_up_once_more() -> None:
    content = content_of(PaperKind.ORDER_FORM)
    content["check"] = {"amounts": [1, 2], "total": 4}
    with pytest.raises(NotSet, match="do not come to the total"):
        pdf(content)


def test_terms_of_the_offer_are_on_its_order_form() -> None:
    terms = OfferTermsFacts(payment_days=0, auto_renews=False, custom_sla=True, opt_out_days=90)
    text = words_of(pdf(content_of(PaperKind.ORDER_FORM, facts=an_offer(terms=terms))))
    for wanted in ("due on receipt", "does not renew by itself", "90 days' notice",
                   "separately agreed service level"):  # fmt: skip
        assert wanted in text, wanted
    assert "45 days" not in text


def test_a_notice_says_what_rises_and_until_when_to_object() -> None:
    text = words_of(pdf(content_of(PaperKind.RENEWAL_NOTICE)))
    for wanted in (
        "runs until 30 March 2027", "begins on 31 March 2027", "The price rises by 5%.",
        "give notice by 28 February 2027", "100.00 per year", "105.00 per year", "126,050.00",
        "132,352.50", "Write to r@e.com",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_a_partner_pack_says_what_the_partner_pays_and_no_other_price() -> None:
    text = words_of(pdf(content_of(PaperKind.PARTNER_PACK)))
    for wanted in ("for Harbour Resale Ltd", "renewal of Aurora Shipping AS", "90.00 per year",
                   "945.00", "2,835.00"):  # fmt: skip
        assert wanted in text, wanted
    with pytest.raises(PaperNotPossible, match="with a partner"):
        content_of(PaperKind.PARTNER_PACK, facts=an_offer(partner=None))


def test_an_insertion_order_names_days_volumes_and_rates() -> None:
    text = words_of(pdf(content_of(PaperKind.INSERTION_ORDER)))
    for wanted in ("Committed volume", "Rate", "1,250.5", "31 March 2027 to 30 March 2028",
                   "commits the volumes below"):  # fmt: skip
        assert wanted in text, wanted


def test_a_quote_in_french_compares_with_what_expires() -> None:
    text = words_of(pdf(content_of(PaperKind.QUOTE, "fr", "FR")))
    for wanted in ("Devis de renouvellement", "VALABLE JUSQU", "Jusqu", "126 050,00",
                   "132 352,50", "+6 302,50", "+5 %"):  # fmt: skip
        assert wanted in text, wanted


def quoted(book: Book, **facts: Any) -> Quote:
    renewal = book.due("C-1", renewal_type="auto", terms_version="2026-1", **facts)
    return make_quote(renewal_id=renewal.pk, by=book.head, on=ON)


def issue(book: Book, quote: Quote, kind: PaperKind = PaperKind.ORDER_FORM, **said: Any) -> Any:
    return issue_paper(quote_id=quote.pk, kind=kind, by=book.head, on=ON, at=AT, **said)


def test_issued_in_the_customers_language_and_recorded(book: Book) -> None:
    publish_clauses(source=CLAUSES, by=book.head, on=ON)
    Customer.objects.update(language="de", country="DE", legal_name="Aurora Reederei GmbH")
    quote = quoted(book)
    paper = issue(book, quote)
    content = open_document(paper.document)
    assert (paper.kind, paper.language, paper.template) == ("order_form", "de", "order_form-1")
    assert (paper.terms_version, paper.sealed_by) == ("2026-1", "")
    assert paper.plain_sha256 == content_hash(content) == paper.document.sha256
    text = words_of(content)
    for wanted in ("Auftragsformular", "Aurora Reederei GmbH", "1. Vergütung", quote.number):
        assert wanted in text, wanted
    event = AuditEvent.objects.get(verb="quotes.issue_paper")
    assert (event.actor, event.detail["sha256"]) == (book.head, paper.document.sha256)


def test_the_same_paper_is_issued_once_and_another_language_is_another(book: Book) -> None:
    quote = quoted(book)
    assert issue(book, quote) == issue(book, quote)
    assert issue(book, quote, language=Language.JAPANESE).language == "ja"
    assert IssuedPaper.objects.count() == 2


def test_issued_paper_never_changes(book: Book) -> None:
    issue(book, quoted(book))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        IssuedPaper.objects.update(sealed_by="me")


def test_clauses_that_lack_a_translation_stay_in_english_and_say_so(book: Book) -> None:
    publish_clauses(source=CLAUSES, by=book.head, on=ON)
    text = words_of(open_document(issue(book, quoted(book), language=Language.FRENCH).document))
    assert "Ces clauses sont publiées en anglais." in text
    assert "1. Fees Fees are due as the order form says. Late payment bears interest." in text


def test_published_clauses_are_never_rewritten(book: Book) -> None:
    assert len(publish_clauses(source=CLAUSES, by=book.head, on=ON)) == 2
    assert publish_clauses(source=CLAUSES, by=book.head, on=ON) == []
    with pytest.raises(ClausesRefused, match="published with another text"):
        publish_clauses(source=CLAUSES.replace("interest", "nothing"), by=book.head, on=ON)


def test_no_paper_of_a_stale_quote(book: Book) -> None:
    quote = quoted(book)
    Contract.objects.update(revision=2)
    with pytest.raises(PaperNotPossible, match="Make the quote again"):
        issue(book, quote)


def test_a_quote_whose_lines_were_tampered_with_is_not_issued(book: Book) -> None:
    quote = quoted(book)
    Quote.objects.update(proposed_minor=quote.proposed_minor + 1)
    with pytest.raises(TotalsDiffer):
        issue(book, quote)
    assert not IssuedPaper.objects.exists()


def test_only_for_those_who_work_on_what_they_see(book: Book) -> None:
    quote = quoted(book)
    stranger = User.objects.create(username="mallory", role=Role.PARTNER)
    with pytest.raises((PaperNotPossible, QuoteNotFound)):
        issue_paper(quote_id=quote.pk, kind=PaperKind.ORDER_FORM, by=stranger, on=ON, at=AT)
    paper = issue(book, quote)
    assert not IssuedPaper.objects.visible_to(stranger).filter(pk=paper.pk).exists()


def test_a_pack_for_the_partner_that_is_invoiced(book: Book) -> None:
    distributor = Partner.objects.create(key="D", name="Northern Distribution", kind="distributor")
    quote = quoted(book, distributor=distributor)
    assert QuoteLine.objects.exists()
    with pytest.raises(PaperNotPossible, match="not known for every line"):
        issue(book, quote, PaperKind.PARTNER_PACK)
