"""Find the files of an import, open archives and workbooks, and write everything as UTF-8 text."""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tenure.sync.files.queries.limits import (
    CHUNK,
    DAMAGED,
    MAX_COLUMNS,
    MAX_FILE,
    MAX_MEMBERS,
    MAX_RATIO,
    RATIO_FROM,
    FileRefused,
)
from tenure.sync.files.queries.scan import (
    Scan,
    byte_order_mark,
    fresh,
    looks_like_utf16,
    scan,
    to_utf8,
)
from tenure.sync.files.queries.workbook import sheets_of
from tenure.sync.files.rules.mapping import Format

_TEXT = {".csv", ".tsv", ".txt"}
_BOOKS = {".xlsx", ".xlsm"}
_OTHER_BOOKS = {".xls", ".xlsb", ".ods"}
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class TextFile:
    """One table as UTF-8 CSV: a file, or a sheet of a workbook.

    `label` and `sheet` are what people see; `numbered` when the first column is the line.
    """

    label: str
    sheet: str
    stem: str
    path: Path
    offset: int
    headers: tuple[str, ...]
    delimiter: str
    scan: Scan
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What an import works on, and what had to be assumed about it."""

    files: tuple[TextFile, ...]
    notes: tuple[str, ...]


def open_files(paths: Sequence[Path], settings: Format, folder: Path) -> Opened:
    """Return the tables in the given files and folders; temporary copies go to `folder`.

    Raise FileRefused for what cannot be read at all: missing, empty, not a table, a bomb.
    """
    folder.mkdir(parents=True, exist_ok=True)
    notes: list[str] = []
    found: list[TextFile] = []
    for label, path in _expanded(paths, folder):
        suffix = path.suffix.lower()
        if suffix in _BOOKS:
            for sheet, made in sheets_of(path, folder, settings):
                table = _table_of(label, sheet, made, settings, folder, notes, numbered=True)
                if table is not None:
                    found.append(table)
        elif suffix in _TEXT:
            prepared = _as_utf8(path, label, settings, folder, notes)
            table = _table_of(label, "", prepared, settings, folder, notes, numbered=False)
            if table is None:
                raise FileRefused(f"{label} is empty: not even a header line.")
            found.append(table)
        elif suffix in _OTHER_BOOKS:
            raise FileRefused(f"{label} is not an XLSX workbook; save it as XLSX or CSV.")
        else:
            notes.append(f"{label}: not a CSV, XLSX, ZIP or GZ file; left out")
    if not found:
        raise FileRefused("There is no table in the given files.")
    return Opened(files=tuple(found), notes=tuple(notes))


def read_header(path: Path, offset: int, delimiter: str) -> list[str]:
    """Return the first record of a UTF-8 CSV file."""
    with path.open("rb") as handle:
        handle.seek(offset)
        start = handle.read(CHUNK).decode("utf-8", errors="replace")
    first = next(csv.reader(iter(start.splitlines(keepends=True)), delimiter=delimiter), [])
    return [cell.strip() for cell in first]


def _expanded(paths: Iterable[Path], folder: Path) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
            yield from _expanded(inside, folder)
        elif not path.is_file():
            raise FileRefused(f"There is no file {path}.")
        elif path.stat().st_size > MAX_FILE:
            raise FileRefused(f"{path.name} is larger than {MAX_FILE // 1024**3} GB.")
        elif path.suffix.lower() == ".zip":
            yield from _unzipped(path, folder)
        elif path.suffix.lower() == ".gz":
            yield _gunzipped(path, folder)
        else:
            yield path.name, path


def _unzipped(path: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise FileRefused(f"{path.name} holds more than {MAX_MEMBERS} files.")
            left = MAX_FILE
            for number, member in enumerate(members):
                name = Path(member.filename.replace("\\", "/")).name
                if name.startswith(".") or "__MACOSX" in member.filename:
                    continue
                target = fresh(folder, f"zip-{number}-{_safe(name)}")
                with archive.open(member) as packed:
                    left -= _unpacked(packed, target, path.name, member.compress_size, left)
                yield f"{path.name}/{name}", target
    except DAMAGED as error:
        raise FileRefused(f"{path.name} cannot be unpacked: {error}.") from None


def _gunzipped(path: Path, folder: Path) -> tuple[str, Path]:
    target = fresh(folder, f"gz-{_safe(path.stem)}")
    try:
        with gzip.open(path) as packed:
            _unpacked(packed, target, path.name, path.stat().st_size, MAX_FILE)
    except DAMAGED as error:
        raise FileRefused(f"{path.name} cannot be unpacked: {error}.") from None
    return path.name, target


def _unpacked(
    packed: IO[bytes] | gzip.GzipFile, target: Path, name: str, size: int, left: int
) -> int:
    """Write what unpacks, counting as it goes: sizes written in archives are not believed."""
    total = 0
    with target.open("wb") as made:
        while chunk := packed.read(CHUNK):
            total += len(chunk)
            if total > left:
                raise FileRefused(f"{name} unpacks to more than {MAX_FILE // 1024**3} GB.")
            if total > RATIO_FROM and total > MAX_RATIO * max(size, 1):
                raise FileRefused(f"{name} unpacks to over {MAX_RATIO} times its size: refused.")
            made.write(chunk)
    return total


def _as_utf8(path: Path, label: str, settings: Format, folder: Path, notes: list[str]) -> Path:
    declared = settings.encoding.lower()
    mark, _ = byte_order_mark(path)
    encoding = mark.removesuffix("-sig") if mark else declared
    if mark.startswith("utf-16") and declared == "utf-8":
        notes.append(f"{label}: read as UTF-16, as its byte order mark says")
    if encoding in {"utf-8", "utf8"}:
        if not mark and looks_like_utf16(path):
            raise FileRefused(f"{label} looks like UTF-16 without a byte order mark: declare it.")
        return path
    target = fresh(folder, f"utf8-{_safe(path.name)}")
    to_utf8(path, encoding, target)
    return target


def _table_of(
    label: str,
    sheet: str,
    path: Path,
    settings: Format,
    folder: Path,
    notes: list[str],
    *,
    numbered: bool,
) -> TextFile | None:
    _, offset = byte_order_mark(path)
    if path.stat().st_size <= offset:
        return None
    if not numbered:
        path, offset = _with_newlines(path, offset, folder, label, notes)
    with path.open("rb") as handle:
        if handle.read(4) in {b"PK\x03\x04", b"%PDF", b"\x1f\x8b\x08\x00"}:
            raise FileRefused(f"{label} is not text, although its name says so.")
    delimiter = "," if numbered else settings.delimiter or _delimiter(path, offset, label, notes)
    headers = read_header(path, offset, delimiter)
    if not any(headers):
        return None
    if len(headers) > MAX_COLUMNS:
        raise FileRefused(f"{label} has more than {MAX_COLUMNS} columns.")
    return TextFile(
        label=label,
        sheet=sheet,
        stem=(sheet or re.sub(r"^(newlines-|utf8-|gz-|zip-\d+-)*", "", path.stem)).lower(),
        path=path,
        offset=offset,
        headers=tuple(headers),
        delimiter=delimiter,
        scan=scan(path, offset),
        numbered=numbered,
    )


def _with_newlines(
    path: Path, offset: int, folder: Path, label: str, notes: list[str]
) -> tuple[Path, int]:
    """Return the file, or a copy with newlines where only carriage returns end its lines."""
    with path.open("rb") as handle:
        handle.seek(offset)
        start = handle.read(CHUNK)
        if b"\n" in start or b"\r" not in start:
            return path, offset
        notes.append(f"{label}: lines end with carriage returns only")
        target = fresh(folder, f"newlines-{_safe(path.name)}")
        handle.seek(offset)
        with target.open("wb") as made:
            while chunk := handle.read(CHUNK):
                made.write(chunk.replace(b"\r", b"\n"))
    return target, 0


def _delimiter(path: Path, offset: int, label: str, notes: list[str]) -> str:
    with path.open("rb") as handle:
        handle.seek(offset)
        line = handle.readline(CHUNK).decode("utf-8", errors="replace")
    bare = re.sub(r'"[^"]*"', "", line)
    best = max(_DELIMITERS, key=bare.count)
    if bare.count(best) and best != ",":
        shown = "tab" if best == "\t" else best
        notes.append(f"{label}: columns are separated by '{shown}', as its header shows")
    return best if bare.count(best) else ","


def _safe(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[-100:] or "file"
