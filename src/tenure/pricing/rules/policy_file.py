"""Policies in a CSV file: one row each, of any kind; what is wrong is told by line and column.

The header names the columns, in any order: `kind` (price, discount, margin), `code`, `name`,
`start`, those of the slice, and those of the kinds. A column that is left out is empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenure.kernel.errors import InvalidInput
from tenure.pricing.rules.policies import AnyPolicy
from tenure.pricing.rules.policy_cells import Fault, NotAPolicy, cells_of, policy_of
from tenure.pricing.rules.policy_kinds import KINDS, kind_of

_COMMON = ("kind", "code", "name")
POLICY_COLUMNS = tuple(
    dict.fromkeys([*_COMMON, *(field.column for kind in KINDS.values() for field in kind.fields)])
)
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class FileRow:
    """Hold a policy with the line of the file it stands on."""

    line: int
    name: str
    policy: AnyPolicy


@dataclass(frozen=True, slots=True)
class RowFault:
    """Hold what is wrong with a row: its line in the file, the column and the reason."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """Hold what a file says: the policies that can be read and what is wrong with the others."""

    rows: tuple[FileRow, ...]
    faults: tuple[RowFault, ...]


def read_policy_file(content: bytes) -> PolicyFile:
    """Return what a CSV file says (UTF-8, commas).

    Raise InvalidInput, with the place, for a file that is none: another encoding, no header, a
    column nobody knows, too many rows.
    """
    lines = _numbered(_text(content))
    header = _header(next(lines, (1, []))[1])
    rows, faults = list[FileRow](), list[RowFault]()
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(faults) >= MOST_ROWS:
            raise InvalidInput(f"Line {line}: a file may hold at most {MOST_ROWS:,} policies.")
        try:
            rows.append(_row(line, header, cells))
        except NotAPolicy as error:
            faults += [RowFault(line, fault.column, fault.reason) for fault in error.faults]
        except InvalidInput as error:
            faults.append(RowFault(line, "kind", str(error)))
    return PolicyFile(tuple(rows), tuple(faults))


def file_rows(policies: Iterable[tuple[str, AnyPolicy]]) -> Iterator[list[str]]:
    """Yield named policies as rows by `POLICY_COLUMNS`; `read_policy_file` reads them back."""
    for name, policy in policies:
        cells = {"kind": kind_of(policy).name, "name": name, **cells_of(policy)}
        yield [cells.get(column, "") for column in POLICY_COLUMNS]


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
    unknown = [name for name in names if name not in POLICY_COLUMNS]
    if "kind" not in names or "code" not in names:
        raise InvalidInput(
            "Line 1: the header must name the columns, separated by commas, kind and code among"
            f" them; all are: {', '.join(POLICY_COLUMNS)}."
        )
    if unknown:
        raise InvalidInput(f"Line 1: no column is called {', '.join(map(repr, unknown))}.")
    if twice := {name for name in names if names.count(name) > 1}:
        raise InvalidInput(f"Line 1: {', '.join(sorted(twice))} stands there twice.")
    return names


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> FileRow:
    if len(cells) > len(header):
        raise InvalidInput("the row has more cells than the header")
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    kind = KINDS.get(given.pop("kind", "").lower())
    if kind is None:
        raise InvalidInput(f"not one of {', '.join(KINDS)}")
    name = given.pop("name", "")
    own = {field.column for field in kind.fields}
    strange = [column for column, cell in given.items() if cell and column not in own]
    if strange:
        raise NotAPolicy([Fault(column, f"a {kind.name} policy has none") for column in strange])
    return FileRow(line, name or given["code"], policy_of(kind, given))
