"""What the papers of an offer are written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.kernel.errors import TenureError
from tenure.quotes.rules.approvals import OfferTermsFacts
from tenure.quotes.rules.document import PrintedQuote
from tenure.quotes.rules.partner_prices import PartnerPrices


class PaperNotPossible(TenureError):
    """Refuse a paper that cannot be written, with the reason."""


@dataclass(frozen=True, slots=True)
class ClauseText:
    """Hold a clause as it is printed."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PrintedClauses:
    """Hold the clauses of a terms version; `is_translated` unless they had to stay in English."""

    version: str = ""
    clauses: tuple[ClauseText, ...] = ()
    is_translated: bool = True


@dataclass(frozen=True, slots=True)
class PartnerPaid:
    """Hold a partner, which of the two it is, and what it pays for each line of a quote."""

    name: str
    role: str
    prices: Sequence[PartnerPrices]


@dataclass(frozen=True, slots=True)
class OfferPaper:
    """Hold an offer as its papers show it: the quote, its terms, and how it renews again.

    `renews_by_itself` says what happens at the end of the new term; `renewal_months` for how long,
    `notice_days` how many days before it somebody has to object.
    """

    quote: PrintedQuote
    terms: OfferTermsFacts
    renews_by_itself: bool
    renewal_months: int
    notice_days: int
    clauses: PrintedClauses = PrintedClauses()
    partner: PartnerPaid | None = None
