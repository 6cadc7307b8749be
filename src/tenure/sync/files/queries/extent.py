"""Measure a workbook before it is opened: what it unpacks to and how far its cells reach."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from tenure.sync.files.queries.limits import (
    CHUNK,
    DAMAGED,
    MAX_CELLS,
    MAX_RATIO,
    MAX_WORKBOOK,
    FileRefused,
)

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPACE = b"\xef\xbb\xbf \t\r\n"
_BOOK = "xl/workbook.xml"


def check_workbook(path: Path) -> None:
    """Raise FileRefused for what is no XLSX workbook, is damaged, or is too large for memory.

    Sizes written in the file are not believed: every part is unpacked and counted. One far cell
    makes a sheet as large as a full one, so the rectangle up to the last cell counts.
    """
    try:
        if not zipfile.is_zipfile(path):
            raise FileRefused(f"{path.name} cannot be read as a workbook: it is no XLSX file.")
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if _BOOK not in {member.filename.lower() for member in members}:
                raise FileRefused(f"{path.name} cannot be read as a workbook: it has no {_BOOK}.")
            _check_total(path, sum(member.file_size for member in members))
            total = 0
            for member in members:
                total += _measured(path, archive, member, total)
    except DAMAGED as error:
        raise FileRefused(f"{path.name} is damaged and cannot be read: {error}.") from None


def _check_total(path: Path, total: int) -> None:
    ratio = total / max(path.stat().st_size, 1)
    if total > MAX_WORKBOOK or (ratio > MAX_RATIO and total > MAX_WORKBOOK // 16):
        raise FileRefused(f"{path.name} unpacks to {total:,} bytes; save it as CSV.")


def _measured(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, before: int) -> int:
    declared = member.file_size
    # The reader stops at the declared size; others do not, so neither does the count.
    member.file_size = 1 << 62
    # Any part may be named as a sheet; media that can be no XML shows by its first byte.
    reach: _Reach | None = None
    size = 0
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            if not size and chunk.lstrip(_SPACE)[:1] == b"<":
                reach = _Reach(path)
            size += len(chunk)
            _check_total(path, before + size)
            if reach is not None:
                reach.feed(chunk)
    if size != declared:
        raise FileRefused(f"{path.name} is damaged and cannot be read: sizes do not match.")
    if reach is not None:
        reach.feed(b"", last=True)
    return size


class _Reach:
    """Follow the cells of one part, however they are written, and refuse what reaches too far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._row = self._column = 0
        self._rows = self._columns = 0
        self._in_cell = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take the next bytes of the part."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise FileRefused(f"{self._path.name} cannot be read as a workbook: {error}.") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_cell:  # only a cell with something in it counts
            self._grow()
            return
        name = name.rpartition(":")[2]
        if name == "c":
            self._in_cell = True
            self._column += 1
            found = _PLACE.fullmatch(attributes.get("r", ""))
            if found:
                self._column = _number(found[1])
                self._row = max(int(found[2]), 1)
        elif name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if re.fullmatch("[0-9]{1,7}", given) else self._row + 1
            self._column = 0

    def _end(self, name: str) -> None:
        if self._in_cell and name.rpartition(":")[2] == "c":
            self._in_cell = False

    def _grow(self) -> None:
        if self._row <= self._rows and self._column <= self._columns:
            return
        self._rows = max(self._rows, self._row)
        self._columns = max(self._columns, self._column)
        if self._rows * self._columns > MAX_CELLS:
            raise FileRefused(
                f"{self._path.name} has a sheet of {self._rows:,} rows by {self._columns:,} "
                f"columns, more than {MAX_CELLS:,} cells; save it as CSV."
            )

    def _doctype(self, *_: object) -> None:
        raise FileRefused(f"{self._path.name} cannot be read as a workbook: it declares a DTD.")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
