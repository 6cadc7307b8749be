"""Look once over a text file, at the speed of counting bytes, to decide how it is read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from tenure.sync.files.queries.limits import CHUNK, FileRefused

_CONTROLS = bytes(range(0x09)) + b"\x0b\x0c" + bytes(range(0x0E, 0x20)) + b"\x7f"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a UTF-8 text file hold."""

    newlines: int
    carriage_returns: int
    windows_ends: int
    quotes: bool
    ascii: bool
    controls: bool
    valid: bool
    blank_lines: bool
    ends_with_newline: bool

    @property
    def lines(self) -> int:
        """Return the number of physical lines."""
        return self.newlines + (0 if self.ends_with_newline else 1)

    @property
    def newline(self) -> str:
        """Return the one line end of the file; empty when it has several kinds."""
        if self.carriage_returns == 0:
            return "\\n"
        same = self.newlines == self.windows_ends == self.carriage_returns
        return "\\r\\n" if same else ""

    @property
    def simple(self) -> bool:
        """Return whether the quick reader can be tried."""
        return self.valid and not self.controls and not self.blank_lines and bool(self.newline)


def byte_order_mark(path: Path) -> tuple[str, int]:
    """Return the encoding that the file's first bytes declare and their length (none: '', 0)."""
    with path.open("rb") as handle:
        start = handle.read(4)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding, len(mark)
    return "", 0


def looks_like_utf16(path: Path) -> bool:
    """Return whether every other byte at the start is zero, as in UTF-16 without its mark."""
    with path.open("rb") as handle:
        start = handle.read(200)
    half = len(start) // 2
    return half > 4 and max(start[::2].count(0), start[1::2].count(0)) > half * 0.8


def scan(path: Path, offset: int = 0) -> Scan:
    """Count lines, quotes and oddities of a UTF-8 file from `offset`."""
    newlines = returns = pairs = 0
    quotes = controls = blank = False
    plain = valid = True
    decoder = codecs.getincrementaldecoder("utf-8")()
    last = b""
    with path.open("rb") as handle:
        handle.seek(offset)
        while chunk := handle.read(CHUNK):
            newlines += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            joined = last + chunk
            if returns:
                pairs += joined.count(b"\r\n") - last.count(b"\r\n")
                blank = blank or b"\n\r\n" in joined or b"\r\r" in joined
            blank = blank or b"\n\n" in joined
            quotes = quotes or b'"' in chunk
            if not controls:
                controls = len(chunk.translate(None, _CONTROLS)) != len(chunk)
            if plain:
                plain = chunk.isascii()
            if valid and not plain:
                valid = _decodes(decoder, chunk)
            last = joined[-2:]
    if valid and not plain:
        valid = _decodes(decoder, b"", final=True)
    return Scan(
        newlines, returns, pairs, quotes, plain, controls, valid, blank, last.endswith(b"\n")
    )


def fresh(folder: Path, name: str) -> Path:
    """Return a path of that name that nothing has yet: in the folder, or in one inside it."""
    target, number = folder / name, 0
    while target.exists():
        number += 1
        target = folder / str(number) / name
    target.parent.mkdir(exist_ok=True)
    return target


def to_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write a file of another declared encoding as UTF-8.

    Raise FileRefused when it is not in that encoding.
    """
    try:
        with path.open("rb") as source, target.open("wb") as made:
            decoder = codecs.getincrementaldecoder(encoding)()
            while chunk := source.read(CHUNK):
                made.write(decoder.decode(chunk).encode())
            made.write(decoder.decode(b"", final=True).encode())
    except UnicodeError:
        raise FileRefused(f"{path.name} is not written in {encoding}.") from None


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
