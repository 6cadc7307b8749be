"""Split a Markdown file into its front matter and its text, and find the line of each key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from tenure.kernel.errors import InvalidInput

FENCE = "+++"
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z_-]+)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*[=.]")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


class PlayRefused(InvalidInput):
    """Refuse a play because of one line of its file, with the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a front matter, and the line on which each key of each table stands."""

    values: dict[str, Any]
    lines: dict[tuple[str, int, str], int]

    def line_of(self, table: str, number: int, key: str) -> int:
        """Return the line of a key; where it is missing, that of its table."""
        for place in ((table, number, key), (table, number, "")):
            if place in self.lines:
                return self.lines[place]
        return 1


def split_front_matter(source: str) -> tuple[FrontMatter, str]:
    """Return the front matter and the text below it; raise PlayRefused with line and reason."""
    lines = source.split("\n")
    if lines[0].rstrip() != FENCE:
        raise PlayRefused(1, f"A play begins with a line {FENCE}.")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise PlayRefused(len(lines), f"The front matter is not closed by a line {FENCE}.")
    inside = lines[1:end]
    for number, line in enumerate(inside, start=2):
        # Keys are found by their lines: a text of several lines could hold what looks like one.
        if '"""' in line or "'''" in line:
            raise PlayRefused(number, "Long text belongs below the front matter, not into it.")
    try:
        values = tomllib.loads("\n".join(inside))
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, end) from error
    return FrontMatter(values, _lines_of(inside)), "\n".join(lines[end + 1 :])


def _not_toml(error: tomllib.TOMLDecodeError, end: int) -> PlayRefused:
    """Return the refusal with the line in the file: the parser counts from the first fence."""
    found = _AT_LINE.search(str(error))
    line = int(found[1]) + 1 if found and found[1] else end
    return PlayRefused(line, f"{_AT_LINE.sub('', str(error)).strip()}.")


def _lines_of(inside: list[str]) -> dict[tuple[str, int, str], int]:
    """Return the line of each key by (table, number of the table in its list, key)."""
    found: dict[tuple[str, int, str], int] = {}
    counted: dict[str, int] = {}
    table, number = "", 0
    for line, text in enumerate(inside, start=2):
        if header := _HEADER.fullmatch(text):
            table = header[1]
            is_list = text.lstrip().startswith("[[")
            number = counted[table] = counted.get(table, 0) + 1 if is_list else 0
            found.setdefault(("", 0, table), line)
            found[table, number, ""] = line
        elif key := _KEY.match(text):
            found.setdefault((table, number, key[1]), line)
    return found
