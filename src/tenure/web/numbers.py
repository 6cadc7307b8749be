"""Numbers as addresses and forms carry them."""

from __future__ import annotations

from collections.abc import Iterable

# What a bigint holds for certain; Python refuses to read thousands of digits anyway.
MOST_DIGITS = 18


def read_number(text: str) -> int | None:
    """Return the id or count that the text is; None when it is none or has over 18 digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def read_numbers(texts: Iterable[str]) -> list[int]:
    """Return those of the texts that are numbers."""
    return [number for text in texts if (number := read_number(text)) is not None]
