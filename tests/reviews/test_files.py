"""Every output of every review, opened again: titles, tables, alternative texts, live numbers."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tenure.kernel.errors import InvalidInput
from tenure.reviews.queries.composing import compose
from tenure.reviews.queries.files import review_file
from tenure.reviews.queries.scopes import customer_key
from tenure.reviews.rules.reviews import Review, Words
from tenure.reviews.rules.slides import ROOM, lines_of, slides_of
from tests.renewals.builders import Book
from tests.reviews.book import LATER, filled

pytestmark = pytest.mark.django_db
WORDS = Words("Two lines\nof one's own.", "Hana Hashimoto", LATER)


def reviews_of(book: Book) -> list[Review]:
    """Return one of each kind, with words in its first section."""
    key = customer_key("CU-FOUR", user=book.head)
    asked: list[tuple[str, str, str, date]] = [
        ("weekly", "2027-W09", "", date(2027, 3, 3)), ("monthly", "2027-03", "", date(2027, 3, 25)),
        ("quarterly", "2027-Q1", "", LATER), ("customer", "2027-Q1", key, LATER),
    ]  # fmt: skip
    made = [
        compose(book.head, kind, period=period, whose=whose, on=on)
        for kind, period, whose, on in asked
    ]
    return [one.with_words({one.sections[0].key: WORDS}) for one in made]


@pytest.fixture
def book(db: None, settings: Any, tmp_path: Path) -> Book:
    settings.DATA_DIR = tmp_path
    return filled()


def test_every_output_is_opened_again(book: Book) -> None:
    for made in reviews_of(book):
        check_pdf(made)
        check_slides(made)
        check_workbook(made)
    with pytest.raises(InvalidInput):
        review_file(made, "docx")


def check_pdf(made: Review) -> None:
    content = review_file(made, "pdf").content
    assert content == review_file(made, "pdf").content
    found = PdfReader(io.BytesIO(content))
    assert found.metadata
    title = (found.metadata.title or "").replace("\N{NON-BREAKING HYPHEN}", "-")
    assert title == f"{made.title} {made.period}"
    root: Any = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    told = " ".join(" ".join(page.extract_text() for page in found.pages).split())
    for section in made.sections:
        assert section.heading in told
    assert "of one's own." in told
    assert ("How it is defined" in told) == bool(made.definitions)


def check_slides(made: Review) -> None:
    deck = Presentation(io.BytesIO(review_file(made, "pptx").content))
    titles = [slide.shapes.title.text for slide in deck.slides]  # type: ignore[union-attr]
    assert titles[0] == f"{made.title} {made.period}"
    assert list(dict.fromkeys(titles[1:])) == [section.heading for section in made.sections]
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    said = {chart.says for section in made.sections for chart in section.charts}
    pictures = [shape for shape in shapes if shape.shape_type == 13]
    assert {one._element.nvPicPr.cNvPr.get("descr") for one in pictures} == said
    tables = [shape for shape in shapes if shape.has_table]
    heads = {cell.text for shape in tables for cell in shape.table.rows[0].cells}  # type: ignore[attr-defined]
    assert heads >= {
        column.name
        for section in made.sections
        for table in section.tables
        for column in table.columns
    }
    for shape in shapes:
        assert shape.left >= 0
        assert shape.left + shape.width <= (deck.slide_width or 0)
        assert shape.top + shape.height <= (deck.slide_height or 0) + Emu(1)
    notes = " ".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)  # type: ignore[union-attr]
    for told in made.definitions:
        assert told.sentence in notes
    assert "of one's own." in " ".join(
        shape.text_frame.text for shape in shapes if shape.has_text_frame
    )


def check_workbook(made: Review) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(review_file(made, "xlsx").content))
    front = book.get_sheet_by_name("Figures").to_python()
    assert front[0][0] == f"{made.title} {made.period}"
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    for section in made.sections:
        for table in section.tables:
            for row in table.rows:
                for cell in row:
                    if cell.kind == "money" and cell.number is not None:
                        assert cell.number / 100 in cells
    if made.kind == "monthly":
        [row] = [one for one in front if one[0] == "Renewal rate, EUR"]
        assert (row[1], row[2], row[3]) == (row[2] / row[3], 1_000, 21_000)
        [timely] = [one for one in front if one[0] == "On time"]
        assert (timely[2], timely[3]) == (1, 7)
        [total] = [
            one for one in book.get_sheet_by_name("The book by segment").to_python()
            if one[0] == "Total"
        ] or [[21_000]]  # fmt: skip
        assert 21_000 in total
        assert "Definitions" in book.sheet_names
    assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith("=")]


def test_slides_break_where_there_is_no_more_room(book: Book) -> None:
    made = compose(book.head, "monthly", period="2027-03", on=date(2027, 3, 25))
    section = made.sections[0]
    long = section.says * 8
    assert len(long) > 20
    plenty = type(section)("rates", "Rates", long, section.figures, words=WORDS)
    [*first, last] = slides_of(type(made)(**{**fields(made), "sections": (plenty,)}))
    assert len(first) >= 2
    assert sum((one.says for one in [*first, last]), ()) == long
    assert last.words == WORDS
    assert lines_of("word " * 100, width=ROOM, size=16) > lines_of("word", width=ROOM, size=16) == 1


def fields(made: Review) -> dict[str, Any]:
    return {name: getattr(made, name) for name in type(made).__slots__}


def test_tenure_review(
    book: Book,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: LATER)

    def told(*words: str) -> dict[str, Any]:
        assert main(["review", "--json", *words]) == 0, capsys.readouterr().err
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    sheet, slides = tmp_path / "q.xlsx", tmp_path / "q.pptx"
    words = ["--section", "losses", "--words", "Budgets."]
    made = told("quarterly", "--keep", "--xlsx", str(sheet), "--pptx", str(slides), *words)
    assert made["files"] == [str(slides), str(sheet)]
    assert sheet.read_bytes()[:2] == slides.read_bytes()[:2] == b"PK"
    kept = told("kept")["kept"]
    assert [one["number"] for one in kept] == [made["kept"]]
    again = told("kept", "--number", str(made["kept"]))
    assert again["sections"] == made["sections"]
    assert told("weekly", "--owner", "EMEA", "--in", "eur")["about"] == "EMEA"
    assert told("customer", "--customer", "CU-FOUR")["is_for_outside"]
    assert main(["review", "weekly"]) == 0
    assert "What moved in a week" in capsys.readouterr().out
    assert main(["review", "kept"]) == 0
    for wrong in (
        ["kept", "--number", "999"], ["customer", "--customer", "NOBODY"], ["customer"],
        ["quarterly", "--section", "losses"], ["quarterly", "--words", "x"], ["kept", "--keep"],
        ["kept", "--number", str(made["kept"]), "--section", "losses", "--words", "x"],
        ["customer", "--customer", "CU-FOUR", "--in", "EUR"],
    ):  # fmt: skip
        assert main(["review", *wrong]) == 2, wrong
    capsys.readouterr()
    [losses] = [one for one in told("quarterly")["sections"] if one["key"] == "losses"]
    assert losses["words"]["text"] == "Budgets."
    assert main(["review", "weekly", "--pdf", str(tmp_path / "no" / "w.pdf")]) == 2
