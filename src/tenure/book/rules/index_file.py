"""Published values of price indices in a CSV file; what is wrong is told by line and column.

| index | name | month | value | published_on |
|---|---|---|---|---|
| HICP-EA | Euro area, all items | 2026-10 | 129.36 | 2026-11-18 |

The header names the columns, in any order; `name` may be left out. A value has at most three
decimals. A revision is a further row of the month with a later day of publication.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.exact import scaled
from tenure.kernel.ids import clean_key
from tenure.kernel.period import format_day

INDEX_COLUMNS = ("index", "name", "month", "value", "published_on")
_NEEDED = ("index", "month", "value", "published_on")
MOST_ROWS = 100_000
MOST_VALUE_E3 = 1_000_000_000
MAX_CODE, MAX_NAME = 40, 120
_MONTH = re.compile(r"\d{4}-\d{2}(-01)?")


@dataclass(frozen=True, slots=True)
class Published:
    """Hold what an index was for a month, in 1/1,000, as published on a day."""

    code: str
    month: date
    value_e3: int
    published_on: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """Hold a value with the line of the file it stands on."""

    line: int
    published: Published


@dataclass(frozen=True, slots=True)
class ValueFault:
    """Hold what is wrong with a row: its line in the file, the column and the reason."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class IndexFile:
    """Hold what a file says: the values that can be read and what is wrong with the others."""

    rows: tuple[ValueRow, ...]
    faults: tuple[ValueFault, ...]


class NotAValue(InvalidInput):
    """Refuse a cell, by the column it is in."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}." if column else f"{reason}.")
        self.column, self.reason = column, reason


def read_index_file(content: bytes) -> IndexFile:
    """Return what a CSV file says (UTF-8, commas).

    Raise InvalidInput, with the place, for a file that is none: another encoding, no header, a
    column nobody knows, too many rows.
    """
    lines = _numbered(_text(content))
    header = _header(next(lines, (1, []))[1])
    rows, faults = list[ValueRow](), list[ValueFault]()
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(faults) >= MOST_ROWS:
            raise InvalidInput(f"Line {line}: a file may hold at most {MOST_ROWS:,} values.")
        try:
            rows.append(ValueRow(line, published_of(_given(header, cells))))
        except NotAValue as error:
            faults.append(ValueFault(line, error.column, error.reason))
    return IndexFile(tuple(rows), tuple(faults))


def published_of(cells: Mapping[str, str]) -> Published:
    """Return the value that cells say, by the columns' names; raise NotAValue if they say none."""
    month = cells.get("month", "")
    if not _MONTH.fullmatch(month):
        raise NotAValue("month", "not a month such as 2026-10")
    first = _day("month", month[:7] + "-01")
    published_on = _day("published_on", cells.get("published_on", ""))
    if published_on < first:
        raise NotAValue("published_on", f"before the month itself, {month[:7]}")
    name = cells.get("name", "")
    if len(name) > MAX_NAME:
        raise NotAValue("name", f"more than {MAX_NAME} characters")
    return Published(_code(cells.get("index", "")), first, _value(cells), published_on, name)


def when_refused(published: Published, *, on: date) -> str:
    """Return why a value is not taken on a day; empty when it is."""
    if published.published_on > on:
        return f"after today, {format_day(on)}: a value counts once it is published"
    return ""


def _code(text: str) -> str:
    try:
        code = clean_key(text)
    except InvalidInput as error:
        raise NotAValue("index", str(error)) from None
    if len(code) > MAX_CODE:
        raise NotAValue("index", f"more than {MAX_CODE} characters")
    return code


def _value(cells: Mapping[str, str]) -> int:
    try:
        value = scaled(cells.get("value", ""), 3, "An index")
    except (InvalidInput, MoneyOverflow) as error:
        raise NotAValue("value", str(error)) from None
    if not 1 <= value <= MOST_VALUE_E3:
        raise NotAValue("value", "not above 0 and up to 1,000,000")
    return value


def _day(column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAValue(column, "not a date such as 2026-11-18") from None


def _given(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) > len(header):
        raise NotAValue("", "the row has more cells than the header")
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False)}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(f"Line {line}: the file is not UTF-8; save it as CSV UTF-8.") from None


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the lines they begin on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"Line {line}: this is not CSV: {error}.") from None


def _header(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    if missing := [name for name in _NEEDED if name not in names]:
        raise InvalidInput(
            f"Line 1: the header must name the columns, separated by commas; {', '.join(missing)}"
            f" is missing. All are: {', '.join(INDEX_COLUMNS)}."
        )
    if unknown := [name for name in names if name not in INDEX_COLUMNS]:
        raise InvalidInput(f"Line 1: no column is called {', '.join(map(repr, unknown))}.")
    if twice := {name for name in names if names.count(name) > 1}:
        raise InvalidInput(f"Line 1: {', '.join(sorted(twice))} stands there twice.")
    return names
