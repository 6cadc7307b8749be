"""The parts that a paper is made of, as plain JSON: both the PDF and the DOCX are set from them.

Every text is formatted already. Amounts that have to add up are carried beside the texts, as
integers in minor units, so that what sets the paper can add them up once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tenure.kernel.errors import TenureError

Block = dict[str, Any]


class TotalsDiffer(TenureError):
    """Refuse a paper whose lines do not come to the total that it would state."""


def parties(rows: Iterable[tuple[str, str, Sequence[str]]]) -> Block:
    """Return the parties: role, name, and the lines beneath."""
    return {
        "is": "parties",
        "parties": [
            {"role": role, "name": name, "lines": list(lines)} for role, name, lines in rows
        ],
    }


def summary(items: Iterable[tuple[str, str, str]]) -> Block:
    """Return the whole in one line: name, value, note."""
    return {
        "is": "summary",
        "items": [{"name": name, "value": value, "note": note} for name, value, note in items],
    }


def paragraphs(*texts: str, heading: str = "") -> Block:
    """Return running text under a heading, or none."""
    return {"is": "paragraphs", "heading": heading, "texts": [text for text in texts if text]}


def points(texts: Iterable[str], *, heading: str) -> Block:
    """Return a list of sentences under a heading."""
    return {"is": "points", "heading": heading, "texts": list(texts)}


def table(
    *, heading: str, columns: Sequence[str], rows: Sequence[Sequence[tuple[str, str]]],
    wide: int = 1, totals: Sequence[tuple[str, Sequence[str]]] = (),
) -> Block:  # fmt: skip
    """Return a table of cells (text, text beneath); column `wide` takes the room and reads left.

    A total is its name and the texts of the last columns.
    """
    return {
        "is": "table", "heading": heading, "columns": list(columns), "wide": wide,
        "rows": [[{"main": main, "under": under} for main, under in row] for row in rows],
        "totals": [{"name": name, "values": list(values)} for name, values in totals],
    }  # fmt: skip


def clauses(rows: Iterable[tuple[str, str]], *, heading: str, note: str = "") -> Block:
    """Return numbered clauses: title and text, whose paragraphs are apart by empty lines."""
    return {
        "is": "clauses", "heading": heading, "note": note,
        "clauses": [
            {"number": str(number), "title": title, "texts": _split(text)}
            for number, (title, text) in enumerate(rows, start=1)
        ],
    }  # fmt: skip


def signatures(rows: Iterable[tuple[str, Sequence[str]]], *, heading: str, text: str = "") -> Block:
    """Return where parties sign: the name of each, and the blanks it fills in."""
    return {
        "is": "signatures", "heading": heading, "text": text,
        "sides": [{"party": party, "blanks": list(blanks)} for party, blanks in rows],
    }  # fmt: skip


def checked(amounts: Sequence[int], total: int, *, paper: str) -> dict[str, Any]:
    """Return amounts with the total that they come to, in minor units, to be added up when set.

    Raise TotalsDiffer where they come to another.
    """
    found = sum(amounts)
    if found != total:
        raise TotalsDiffer(
            f"{paper} cannot be set: its lines come to {found} minor units, its total is {total}."
        )
    return {"amounts": list(amounts), "total": total}


def _split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
