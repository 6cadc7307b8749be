"""Read a CSV file record by record, with the true line of each: for files that are not well-formed.

What is well-formed is written to a clean, numbered file; what is not is told with its line.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tenure.sync.files.queries.limits import MAX_RECORD, MAX_RECORD_LINES, FileRefused
from tenure.sync.files.rules.cells import MAX_CELL

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


MAX_OPEN_QUOTES = 1_000  # each costs up to MAX_RECORD_LINES of reading ahead


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that cannot be read as cells."""

    line: int
    value: str
    reason: str


class _NeverClosed(Exception):
    pass


@dataclass(slots=True)
class _Feed:
    """Give lines to a csv reader, remembering those of the record being read."""

    handle: IO[bytes]
    line: int = 0
    pending: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    size: int = 0

    def begin(self) -> None:
        self.line += len(self.taken)
        self.taken = []
        self.size = 0

    def give_back(self) -> None:
        """Return all but the first line of the record to the feed."""
        self.pending = self.taken[1:] + self.pending
        self.taken = self.taken[:1]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self.pending.pop(0) if self.pending else _line(self.handle)
        if not raw:
            raise StopIteration
        self.taken.append(raw)
        self.size += len(raw)
        if len(self.taken) > 1 and (self.size > MAX_RECORD or len(self.taken) > MAX_RECORD_LINES):
            raise _NeverClosed
        return raw.decode("utf-8", errors="surrogateescape")


def _line(handle: IO[bytes]) -> bytes:
    """Return the next line; of one that is too long, the start and its end only."""
    raw = handle.readline(MAX_RECORD + 1)
    if len(raw) <= MAX_RECORD or raw.endswith(b"\n"):
        return raw
    start = raw
    while raw and not raw.endswith(b"\n"):
        raw = handle.readline(MAX_RECORD)
    return start + b"\n"


def rewrite(path: Path, offset: int, delimiter: str, width: int, target: Path) -> list[BadRecord]:
    """Write the good records of a file to `target`, numbered; return the bad ones.

    `width` is the number of headers. Blank lines are passed over, as in any sheet.
    """
    bad: list[BadRecord] = []
    with path.open("rb") as handle, target.open("w", newline="", encoding="utf-8") as made:
        handle.seek(offset)
        writer = csv.writer(made, lineterminator="\n")
        feed = _Feed(handle)
        reader = _reader(feed, delimiter)
        header = False
        ahead = 0
        while True:
            feed.begin()
            try:
                record = next(reader)
            except StopIteration:
                break
            except (csv.Error, _NeverClosed) as error:
                first = feed.taken[0].decode("utf-8", errors="replace") if feed.taken else ""
                bad.append(BadRecord(feed.line + 1, first, _told(error)))
                ahead += len(feed.taken) > 1
                if ahead > MAX_OPEN_QUOTES:
                    raise FileRefused(
                        f"{path.name} opens over {MAX_OPEN_QUOTES} quotes that it never closes."
                    ) from None
                feed.give_back()
                reader = _reader(feed, delimiter)
                continue
            if not any(record):
                continue
            if not header:
                header = True
                writer.writerow(["_line", *record])
                continue
            reason = _wrong(record, width)
            if reason:
                shown = delimiter.join(record).encode("utf-8", errors="replace").decode()
                bad.append(BadRecord(feed.line + 1, shown, reason))
            else:
                writer.writerow([feed.line + 1, *record])
    return bad


def _reader(feed: _Feed, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(feed, delimiter=delimiter, strict=True)


def _told(error: Exception) -> str:
    text = str(error)
    if isinstance(error, _NeverClosed) or "unexpected end" in text:
        return "a quote is opened and never closed"
    if "expected after" in text:
        return "text after a closing quote; quotes inside a cell must be doubled"
    if "NUL" in text:
        return "holds a NUL character"
    return f"cannot be read: {text}"


def _wrong(record: list[str], width: int) -> str:
    if any(len(cell) > MAX_CELL for cell in record):
        return f"a cell is longer than {MAX_CELL:,} characters"
    joined = "".join(record)
    if "\x00" in joined:
        return "holds a NUL character"
    try:
        joined.encode()
    except UnicodeEncodeError:
        return "holds bytes that are not UTF-8; declare the file's encoding"
    if len(record) != width:
        return f"{width} cells expected, {len(record)} found"
    return ""
