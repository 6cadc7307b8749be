"""DOCX for redlining: what the PDF says, in a file that opens, the same bytes each time."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest

from tenure.documents.queries import NotSet, open_document
from tenure.documents.queries.redline import DOCX, set_docx
from tenure.quotes.commands import issue_paper
from tenure.quotes.rules.paper import PaperForm, PaperKind, PaperNotPossible
from tests.quotes.conftest import ON, Book
from tests.quotes.test_paper import AT, content_of, quoted

DATED = date(2026, 12, 1)


def opened(content: bytes) -> tuple[str, list[list[list[str]]]]:
    word = docx.Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    return "\n".join(paragraph.text for paragraph in word.paragraphs), tables


@pytest.mark.parametrize(
    ("language", "title", "total"),
    [("en", "Order form Q-2027-000042", "132,352.50"),
     ("de", "Auftragsformular Q-2027-000042", "132.352,50"),
     ("ja", "注文書 Q-2027-000042", "132,352.50")],
)  # fmt: skip
def test_an_order_form_says_what_its_pdf_says(language: str, title: str, total: str) -> None:
    made = set_docx(content=content_of(PaperKind.ORDER_FORM, language), on=DATED)
    assert made == set_docx(content=content_of(PaperKind.ORDER_FORM, language), on=DATED)
    text, tables = opened(made)
    assert title in text
    assert total in text
    lines = next(table for table in tables if len(table[0]) == 5)
    assert [row[1] for row in lines[1:]] == ["Edge Network", "Request logs", "Firewall"]
    assert "{" not in text


def test_text_is_never_markup_nor_a_tag_of_the_template() -> None:
    content = content_of(PaperKind.ORDER_FORM)
    content["subtitle"] = "<w:p/> {{ 7 * 7 }} {% for x in y %} & co"
    text, _ = opened(set_docx(content=content, on=DATED))
    assert "<w:p/> {{ 7 * 7 }} {% for x in y %} & co" in text


def test_amounts_are_added_up_before_anything_is_set() -> None:
    content: dict[str, Any] = content_of(PaperKind.ORDER_FORM)
    content["check"] = {"amounts": [1], "total": 2}
    with pytest.raises(NotSet, match="do not come to the total"):
        set_docx(content=content, on=DATED)


def test_issued_as_a_draft_without_a_seal_and_only_where_lawyers_redline(book: Book) -> None:
    quote = quoted(book)

    def issue(kind: PaperKind) -> Any:
        return issue_paper(
            quote_id=quote.pk, kind=kind, form=PaperForm.DOCX, by=book.head, on=ON, at=AT
        )

    paper = issue(PaperKind.ORDER_FORM)
    assert (paper.document.media_type, paper.sealed_by, paper.form) == (DOCX, "", "docx")
    assert paper.file_name == f"order-form-{quote.number}-en.docx"
    assert quote.number in opened(open_document(paper.document))[0]
    with pytest.raises(PaperNotPossible, match="not set as DOCX"):
        issue(PaperKind.RENEWAL_NOTICE)
