"""A renewal as it would be if something else were asked for: what people look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tenure.kernel.money import Money, annualised
from tenure.kernel.period import Period
from tenure.pricing.rules import TermLength, ToldStep
from tenure.quotes.models import Quote
from tenure.quotes.queries.asking import Subject
from tenure.quotes.rules.asked import (
    Asked,
    AskedLine,
    OfferedProduct,
    Problem,
    length_in_words,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold what a term comes to in one currency, for a line or for all of them.

    `quoted` is what the present quote asks for, None where there is none. `true_up` is owed once,
    beside all that, for use above the contract.
    """

    expiring: Money
    quoted: Money | None
    proposed: Money
    entitled: Money
    true_up: Money

    @property
    def leakage(self) -> Money:
        """Return what is not asked for of what one is entitled to."""
        return self.entitled - self.proposed

    @property
    def change(self) -> Money:
        """Return how much more than expires is asked for."""
        return self.proposed - self.expiring

    @property
    def difference(self) -> Money | None:
        """Return how much more is asked for than the present quote does."""
        return None if self.quoted is None else self.proposed - self.quoted


@dataclass(frozen=True, slots=True)
class PieceView:
    """Hold a part of the term of one line that has a price of its own, and why."""

    start_on: date
    end_on: date
    unit_price_e4: int
    leakage_reason: str
    explanation: str
    steps: list[ToldStep]


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """Hold one lot as it would be: what expires, what is asked for, what it comes to.

    The product is the one that is offered; a successor takes the place of what expires.
    """

    lot: int
    place: str
    product: str
    code: str
    charge: str
    currency: str
    price_months: int
    expiring_quantity: Decimal
    quantity: Decimal
    expiring_price_e4: int
    asked: AskedLine
    is_added: bool
    is_successor: bool
    figures: Figures
    pieces: list[PieceView]

    @property
    def is_removed(self) -> bool:
        """Tell whether the lot is taken out."""
        return self.asked.removed

    @property
    def unit_price_e4(self) -> int:
        """Return the unit price that is asked for as the term begins."""
        return self.pieces[0].unit_price_e4

    @property
    def leakage_reasons(self) -> list[str]:
        """Return in words why less is asked for than one is entitled to."""
        return list(dict.fromkeys(one.leakage_reason for one in self.pieces if one.leakage_reason))


@dataclass(frozen=True, slots=True)
class TermOption:
    """Hold what a term comes to, by currency."""

    term: Period
    length: TermLength
    totals: list[Figures]

    @property
    def length_words(self) -> str:
        """Return how long the term is, in words."""
        return length_in_words(self.length.months, self.length.days)

    @property
    def is_whole(self) -> bool:
        """Tell whether the term is a number of whole months."""
        return not self.length.days

    @property
    def yearly(self) -> list[Money]:
        """Return what a year of it comes to, by currency; nothing for a term with odd days."""
        if not self.is_whole:
            return []
        return [annualised(one.proposed, self.length.months) for one in self.totals]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Hold what a renewal would cost. With `problems` or a `refusal` there are no figures.

    `asked` is what differs from the book; `options` are other terms with all else as asked.
    """

    subject: Subject
    quote: Quote | None
    asked: Asked
    products: Mapping[str, OfferedProduct]
    problems: list[Problem] = field(default_factory=list)
    refusal: str = ""
    chosen: TermOption | None = None
    lines: tuple[WhatIfLine, ...] = ()
    options: tuple[TermOption, ...] = ()
