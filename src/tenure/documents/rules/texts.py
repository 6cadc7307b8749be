"""Pure decisions about documents and sheets: where one lies, which characters may stand in it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

REPLACEMENT = "\N{WHITE SQUARE}"
# What a spreadsheet takes for the beginning of a formula (OWASP), full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
# The text font covers these in full; only what lies beyond is looked up.
_ALWAYS_SHOWN = frozenset(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180)))


def content_hash(content: bytes) -> str:
    """Return the SHA-256 of a document, 64 hex digits: its name in the store."""
    return hashlib.sha256(content).hexdigest()


def place_of(sha256: str) -> str:
    """Return where a document lies in the store: "ab/abcdef..."."""
    return f"{sha256[:2]}/{sha256}"


def printable(text: str) -> str:
    """Return text without control characters: white space becomes a space, the rest goes."""
    kept = (" " if char.isspace() else char for char in text if _is_text(char))
    return unicodedata.normalize("NFC", "".join(kept))


def rare_characters(value: Any) -> set[str]:
    """Return the characters of every text in a value that the text font may lack."""
    return {char for text in _texts(value) for char in text} - _ALWAYS_SHOWN


def replaced(value: Any, missing: Iterable[str]) -> Any:
    """Return the value with each missing character of its texts as a white square."""
    table = dict.fromkeys(map(ord, missing), REPLACEMENT)
    return mapped(value, lambda text: text.translate(table))


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value of plain JSON with every text in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(item, change) for item in value]
    return value


def _texts(value: Any) -> list[str]:
    """Return every text of a value of plain JSON, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []


def _is_text(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cs", "Cn"}
