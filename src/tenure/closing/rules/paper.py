"""What a purchase order or signed form must say to be taken: the same as the quote.

| field | must be |
|---|---|
| entity | the customer's legal name or its name, punctuation and case aside |
| quote_number | the quote's number |
| payment_days | no more than offered |
| lines | every product that is offered, by name or code |
| currency | the quote's |
| total | the offered amount for the term, with or without what is owed once |

A mismatch keeps it from being booked until another paper says it right, or finance **and** legal
both let it pass.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money

WAIVED_BY = ("finance", "legal")


@dataclass(frozen=True, slots=True)
class PaperSaid:
    """Hold what a purchase order or signed form says; the total in minor units of its currency."""

    entity: str
    quote_number: str
    payment_days: int
    lines: str
    total_minor: int
    currency: str

    def __post_init__(self) -> None:
        if not (self.entity.strip() and self.quote_number.strip() and self.lines.strip()):
            raise InvalidInput("Say what the paper has: entity, quote number and lines.")
        if self.payment_days < 0 or self.total_minor < 0:
            raise InvalidInput("Payment days and total are zero or more.")


@dataclass(frozen=True, slots=True)
class PaperOffered:
    """Hold what was offered; `products` as (code, name), amounts in minor units."""

    entities: tuple[str, ...]
    quote_number: str
    payment_days: int
    products: tuple[tuple[str, str], ...]
    total_minor: int
    once_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A field in which the paper differs from the offer, with what both say."""

    field: str
    said: str
    offered: str


def mismatches(said: PaperSaid, offered: PaperOffered) -> list[Mismatch]:
    """Return every field in which a paper differs from the offer, in a set order."""
    found = [
        _entity(said, offered),
        _number(said, offered),
        _days(said, offered),
        _lines(said, offered),
        _money(said, offered),
    ]
    return [one for one in found if one is not None]


def open_for(roles: Sequence[str]) -> tuple[str, ...]:
    """Return who has still to let a mismatch pass, of those who did."""
    return tuple(role for role in WAIVED_BY if role not in roles)


def _entity(said: PaperSaid, offered: PaperOffered) -> Mismatch | None:
    if _bare(said.entity) in {_bare(name) for name in offered.entities if name}:
        return None
    return Mismatch("entity", said.entity, offered.entities[0])


def _number(said: PaperSaid, offered: PaperOffered) -> Mismatch | None:
    if said.quote_number.strip().casefold() == offered.quote_number.casefold():
        return None
    return Mismatch("quote_number", said.quote_number, offered.quote_number)


def _days(said: PaperSaid, offered: PaperOffered) -> Mismatch | None:
    if said.payment_days <= offered.payment_days:
        return None
    return Mismatch("payment_days", str(said.payment_days), str(offered.payment_days))


def _lines(said: PaperSaid, offered: PaperOffered) -> Mismatch | None:
    text = f" {_bare(said.lines)} "
    missing = [
        name
        for code, name in offered.products
        if f" {_bare(code)} " not in text and f" {_bare(name)} " not in text
    ]
    return Mismatch("lines", said.lines[:200], ", ".join(missing)) if missing else None


def _money(said: PaperSaid, offered: PaperOffered) -> Mismatch | None:
    totals = {offered.total_minor, offered.total_minor + offered.once_minor}
    if said.currency == offered.currency and said.total_minor in totals:
        return None
    return Mismatch(
        "total",
        str(Money(said.total_minor, said.currency)),
        str(Money(offered.total_minor + offered.once_minor, offered.currency)),
    )


def _bare(text: str) -> str:
    """Return a text without case and punctuation, words apart by one space."""
    return " ".join(re.findall(r"\w+", text.casefold()))
