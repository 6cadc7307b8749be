"""Numbers and days as addresses and forms carry them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money

# What a bigint holds for certain; Python refuses to read thousands of digits anyway.
MOST_DIGITS = 18


def read_number(text: str) -> int | None:
    """Return the id or count that the text is; None when it is none or has over 18 digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def read_numbers(texts: Iterable[str]) -> list[int]:
    """Return those of the texts that are numbers."""
    return [number for text in texts if (number := read_number(text)) is not None]


def read_marks(texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the ids of a preview's rows, each with the mark of what it said: "17:3f2a"."""
    for text in texts:
        number, _, mark = text.partition(":")
        if (pk := read_number(number)) is not None:
            yield pk, mark


def read_amount(text: str, currency: str) -> Money:
    """Return the amount that a person typed, without what only helps the eye: 13,650.00.

    Raise InvalidInput for what is no amount of the currency.
    """
    return Money.from_decimal(text.replace(",", "").replace(" ", ""), currency)


def read_day(text: str) -> date | None:
    """Return the day that a date picker sent, None when it is empty; InvalidInput for no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"'{text[:20]}' is not a day like 2027-01-15.") from None
