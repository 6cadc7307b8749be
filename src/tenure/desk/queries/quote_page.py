"""Everything the quote page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.book.rules.dates import anchor_for
from tenure.foundation.models import User
from tenure.pricing.rules import TermLength
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries import changes_since, is_stale
from tenure.quotes.queries.partner_prices import QuoteForPartners, quote_for_partners
from tenure.quotes.rules import LotChange
from tenure.quotes.rules.asked import Asked, asked_in_words, length_in_words


@dataclass(frozen=True, slots=True)
class QuotePage:
    """A quote with its lines and versions, what the contract did since, and what partners pay.

    `paid` is what the person who looks is told of it.
    """

    quote: Quote
    lines: list[QuoteLine]
    versions: list[Quote]
    changes: list[LotChange]
    paid: QuoteForPartners | None

    @property
    def length(self) -> str:
        """Return how long the proposed term is, in words."""
        quote, began = self.quote, self.quote.renewal.contract.first_start_on
        anchor = anchor_for(quote.start_on, began)
        length = TermLength.of(quote.start_on, quote.end_on, anchor_day=anchor)
        return length_in_words(length.months, length.days)

    @property
    def asked(self) -> Asked:
        """Return what was asked for in the quote otherwise than the book says it."""
        return Asked.from_json(self.quote.asked)

    @property
    def asked_words(self) -> list[str]:
        """Return the same in words."""
        return asked_in_words(self.asked)

    @property
    def may_change(self) -> bool:
        """Tell whether a next version can take the quote's place."""
        return self.quote.is_primary and self.quote.renewal.closed_on is None

    @property
    def is_stale(self) -> bool:
        """Tell whether the contract changed after pricing."""
        return is_stale(self.quote)

    def state(self, today: date) -> str:
        """Return superseded, stale, expired or current."""
        if not self.quote.is_primary:
            return "superseded"
        if self.is_stale:
            return "stale"
        return "expired" if self.quote.valid_until < today else "current"


def quote_page(quote_id: int, *, user: User) -> QuotePage | None:
    """Return the quote's page (a fixed number of queries); None when the person may not see it."""
    quote = (
        Quote.objects.visible_to(user)
        .select_related("renewal__contract", "renewal__customer", "renewal__owner", "made_by")
        .select_related("document__document")
        .filter(pk=quote_id)
        .first()
    )
    if quote is None:
        return None
    lines = list(quote.lines.select_related("product", "expiring_product").order_by("position"))
    versions = list(Quote.objects.filter(renewal_id=quote.renewal_id).order_by("-version"))
    changes = changes_since(quote) if is_stale(quote) else []
    paid = quote_for_partners(quote, lines, user=user)
    return QuotePage(quote, lines, versions, changes, paid)
