"""A review as a workbook with live numbers: real figures, totals and shares as formulas."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from tenure.documents.queries.sheets import safe_text
from tenure.kernel.currencies import exponent
from tenure.kernel.money import Money
from tenure.kernel.period import format_day
from tenure.reviews.rules.cells import Cell
from tenure.reviews.rules.printing import more_words
from tenure.reviews.rules.reviews import Review, Section, Table

_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
_WIDE, _NARROW = 34, 18
_LONGEST_NAME = 31  # of a sheet


def workbook(review: Review) -> bytes:
    """Return the XLSX: a sheet of figures, one of each section with tables, and the definitions.

    No text of the book can become a formula.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        made = datetime.combine(review.known_on, time())
        book.set_properties({"title": f"{review.title} {review.period}", "created": made})
        sheets = _Sheets(book)
        sheets.front(review)
        for section in review.sections:
            if section.tables:
                sheets.section(section)
        if review.definitions:
            sheets.definitions(review)
    return file.getvalue()


class _Sheets:
    """Writes sheets of one workbook, each format made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats: dict[tuple[str, bool], Any] = {}
        self.names: set[str] = set()
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#16324f"})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#f1f5f8"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def format_of(self, pattern: str, *, is_total: bool = False) -> Any:
        """Return the format of numbers, made when it is first asked for."""
        key = (pattern, is_total)
        if key not in self.formats:
            told: dict[str, Any] = {"num_format": pattern}
            if is_total:
                told |= {"bold": True, "top": 1}
            self.formats[key] = self.book.add_format(told)
        return self.formats[key]

    def add(self, name: str) -> Any:
        """Add a sheet under a name that no other has."""
        kept = "".join(" " if char in "[]:*?/\\" else char for char in name)[:_LONGEST_NAME]
        number = 2
        while kept.lower() in self.names:
            kept = f"{kept[: _LONGEST_NAME - 3]} {number}"
            number += 1
        self.names.add(kept.lower())
        sheet = self.book.add_worksheet(kept)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        return sheet

    def front(self, review: Review) -> None:
        """Write what it is, and every figure with what it is of and by which metric."""
        sheet = self.add("Figures")
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, 3, _NARROW)
        sheet.set_column(4, 5, 60)
        sheet.write_string(0, 0, f"{review.title} {review.period}", self.title)
        facts = [
            ("Of whom", review.about), ("Currency", review.currency or "All"),
            ("Period", review.days), ("As known on", format_day(review.known_on)),
        ]  # fmt: skip
        for row, (name, value) in enumerate(facts, start=1):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, safe_text(value))
        row = len(facts) + 2
        heads = ("Figure", "Value", "Of it", "Of", "Of what", "Metric, version, positions")
        sheet.write_row(row, 0, heads, self.head)
        for section in review.sections:
            for figure in section.figures:
                row += 1
                sheet.write_string(row, 0, safe_text(figure.label))
                self._figure(sheet, row, figure.value)
                sheet.write_string(row, 4, safe_text(figure.of), self.wrapped)
                sheet.write_string(row, 5, figure.metric, self.wrapped)

    def _figure(self, sheet: Any, row: int, cell: Cell) -> None:
        """Write a figure; a share as its two parts and a formula over them."""
        if cell.kind != "share" or cell.number is None:
            self._cell(sheet, row, 1, cell)
            return
        kind = "money" if cell.currency else "count"
        for place, part in ((2, cell.number), (3, cell.of)):
            self._cell(sheet, row, place, Cell(kind, number=part, currency=cell.currency))
        self._share(sheet, row, 1, (2, 3), cell)

    def section(self, section: Section) -> None:
        """Write what is said, people's words and the tables of a section."""
        sheet = self.add(section.heading)
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, 12, _NARROW)
        sheet.write_string(0, 0, section.heading, self.title)
        row = 1
        for sentence in section.says:
            sheet.write_string(row, 0, safe_text(sentence))
            row += 1
        if section.words:
            by = f"{section.words.by}, {format_day(section.words.on)}: "
            sheet.write_string(row, 0, safe_text(by + section.words.text))
            row += 1
        for table in section.tables:
            row = self._table(sheet, row + 1, table) + 1

    def _table(self, sheet: Any, row: int, table: Table) -> int:
        sheet.write_string(row, 0, table.title, self.format_of("@", is_total=True))
        row += 1
        sheet.write_row(row, 0, [column.name for column in table.columns], self.head)
        first = row + 1
        for cells in table.rows:
            row += 1
            for place, cell in enumerate(cells):
                column = table.columns[place]
                if column.over >= 0:
                    self._share(sheet, row, place, (column.over, column.of), cell)
                else:
                    self._cell(sheet, row, place, cell)
        foot = table.foot
        if foot:
            row += 1
            for place, cell in enumerate(foot):
                column = table.columns[place]
                if column.is_summed:
                    top = xl_rowcol_to_cell(first, place)
                    bottom = xl_rowcol_to_cell(row - 1, place)
                    pattern = self._pattern(cell)
                    sheet.write_formula(
                        row, place, f"=SUM({top}:{bottom})", self.format_of(pattern, is_total=True),
                        _number(cell),
                    )  # fmt: skip
                elif column.over >= 0:
                    self._share(sheet, row, place, (column.over, column.of), cell, is_total=True)
                else:
                    total = self.format_of("@", is_total=True)
                    sheet.write_string(row, place, cell.words, total)
        if table.left_out:
            row += 1
            sheet.write_string(row, 0, more_words(table.left_out))
        return row + 1

    def _share(
        self, sheet: Any, row: int, place: int, parts: tuple[int, int], cell: Cell,
        *, is_total: bool = False,
    ) -> None:  # fmt: skip
        over, of = (xl_rowcol_to_cell(row, part) for part in parts)
        value = cell.number / cell.of if cell.number is not None and cell.of else ""
        shown = self.format_of("0.0%", is_total=is_total)
        sheet.write_formula(row, place, f'=IF({of}=0,"",{over}/{of})', shown, value)

    def _cell(self, sheet: Any, row: int, place: int, cell: Cell) -> None:
        if cell.kind == "text":
            sheet.write_string(row, place, safe_text(cell.text))
        elif cell.number is None:
            return
        elif cell.kind == "day":
            on = date.fromordinal(cell.number)
            sheet.write_datetime(row, place, on, self.format_of("yyyy-mm-dd"))
        elif cell.kind == "share":
            formula = f"={cell.number}/{cell.of}"
            sheet.write_formula(row, place, formula, self.format_of("0.0%"), cell.number / cell.of)
        else:
            sheet.write_number(row, place, _number(cell), self.format_of(self._pattern(cell)))

    def _pattern(self, cell: Cell) -> str:
        if cell.kind != "money":
            return "#,##0"
        places = exponent(cell.currency)
        return f'#,##0{"." + "0" * places if places else ""} "{cell.currency}"'

    def definitions(self, review: Review) -> None:
        """Write how each metric is defined, with the positions taken."""
        sheet = self.add("Definitions")
        for place, width in enumerate((28, 24, 9, 60, 40, 80)):
            sheet.set_column(place, place, width)
        heads = ("Title", "Metric", "Version", "What it says", "Of what", "Positions taken")
        sheet.write_row(0, 0, heads, self.head)
        for row, told in enumerate(review.definitions, start=1):
            sheet.write_string(row, 0, told.title, self.wrapped)
            sheet.write_string(row, 1, told.name, self.wrapped)
            sheet.write_number(row, 2, told.version, self.wrapped)
            sheet.write_string(row, 3, told.sentence, self.wrapped)
            sheet.write_string(row, 4, told.denominator, self.wrapped)
            sheet.write_string(row, 5, "\n".join(told.positions), self.wrapped)


def _number(cell: Cell) -> Any:
    """Return an amount in major units, else the number itself."""
    if cell.number is None:
        return 0
    return Money(cell.number, cell.currency).to_decimal() if cell.kind == "money" else cell.number
