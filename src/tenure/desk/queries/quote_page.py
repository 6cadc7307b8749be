"""Everything the quote page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.book.rules.dates import anchor_for
from tenure.directory.queries import place_of
from tenure.foundation.models import User
from tenure.pricing.rules import TermLength
from tenure.quotes.models import IssuedPaper, Quote, QuoteEnding, QuoteLine
from tenure.quotes.queries import (
    Difference,
    OfferColumn,
    changes_since,
    expiring_against_proposed,
    find_quote_by_id,
    is_stale,
    note_of,
    offer_columns,
    papers_of,
    primary_of,
    quote_against_quote,
)
from tenure.quotes.queries.partner_prices import QuoteForPartners, quote_for_partners
from tenure.quotes.queries.sendings import SendCard, send_card
from tenure.quotes.rules import LotChange
from tenure.quotes.rules.asked import Asked, asked_in_words, length_in_words
from tenure.quotes.rules.standing import Ending
from tenure.renewals.models import Renewal

_MOST_ELSEWHERE = 50
_MOST_PAPERS = 50


@dataclass(frozen=True, slots=True)
class QuotePage:
    """A quote with its lines and versions, what the contract did since, and what partners pay.

    `paid` is what the person who looks is told of it. `primary` is the quote that counts where this
    one is it or an option of it, else None; `columns` are the two and more of them side by side.
    `elsewhere` are the customer's other open renewals, onto which it can be copied.
    `sent` is what was sent of the renewal's offers, for people inside.
    """

    quote: Quote
    lines: list[QuoteLine]
    versions: list[Quote]
    changes: list[LotChange]
    paid: QuoteForPartners | None
    primary: Quote | None
    label: str
    columns: list[OfferColumn]
    ending: QuoteEnding | None
    note: str
    elsewhere: list[Renewal]
    papers: list[IssuedPaper]
    sent: SendCard | None

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

    @property
    def before(self) -> Quote | None:
        """Return the version before this one."""
        if self.quote.option:
            return None
        return next((one for one in self.versions if one.version < self.quote.version), None)

    def state(self, today: date) -> str:
        """Return superseded, withdrawn, stale, expired, option or current."""
        if self.primary is None:
            return "superseded"
        if self.ending is not None and self.ending.kind == Ending.WITHDRAWN:
            return "withdrawn"
        if self.is_stale:
            return "stale"
        if self.ending is not None or self.quote.valid_until < today:
            return "expired"
        return "current" if self.quote.is_primary else "option"


def quote_page(quote_id: int, *, user: User, on: date) -> QuotePage | None:
    """Return the quote's page (a fixed number of queries); None when the person may not see it."""
    quote = (
        Quote.objects.visible_to(user)
        .select_related(
            "renewal__contract__customer", "renewal__customer", "renewal__owner", "made_by"
        )
        .select_related("document__document", "ending__ended_by")
        .filter(pk=quote_id)
        .first()
    )
    if quote is None:
        return None
    lines = list(quote.lines.select_related("product", "expiring_product").order_by("position"))
    versions = Quote.objects.filter(renewal_id=quote.renewal_id, option=0)
    changes = changes_since(quote) if is_stale(quote) else []
    paid = quote_for_partners(quote, lines, user=user)
    link = primary_of(quote)
    primary = quote if quote.is_primary else link.primary if link else None
    columns = offer_columns(primary, on=on) if primary else []
    return QuotePage(
        quote=quote,
        lines=lines,
        versions=list(versions.select_related("ending").order_by("-version")),
        changes=changes,
        paid=paid,
        primary=primary,
        label=link.label if link else "",
        columns=columns if len(columns) > 1 else [],
        ending=getattr(quote, "ending", None),
        note=note_of(quote),
        elsewhere=_elsewhere(quote, user),
        papers=list(papers_of(quote, user=user)[:_MOST_PAPERS]),
        sent=send_card(quote, user=user, on=on) if place_of(user).is_inside else None,
    )


def _elsewhere(quote: Quote, user: User) -> list[Renewal]:
    """Return the customer's other open renewals that can be quoted, the next ones first."""
    found = (
        Renewal.objects.visible_to(user)
        .filter(customer_id=quote.renewal.customer_id, closed_on=None)
        .exclude(pk=quote.renewal_id)
        .exclude(renewal_type="evergreen")
    )
    return list(found.select_related("contract").order_by("renewal_on", "pk")[:_MOST_ELSEWHERE])


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """A quote against what expires or another quote of its renewal; which others are there."""

    quote: Quote
    other: Quote | None
    found: Difference
    others: list[Quote]


def difference_page(quote_id: int, other_id: int | None, *, user: User) -> DifferencePage | None:
    """Return the difference of a quote from another one (None: from what expires).

    None where the person may not see both. Raise InvalidInput for quotes of two renewals.
    """
    quote = find_quote_by_id(quote_id, user=user)
    other = None if other_id is None else find_quote_by_id(other_id, user=user)
    if quote is None or (other_id is not None and other is None):
        return None
    found = expiring_against_proposed(quote) if other is None else quote_against_quote(other, quote)
    others = Quote.objects.filter(renewal_id=quote.renewal_id).exclude(pk=quote.pk)
    others = others.select_related("as_option").order_by("-version", "option")
    return DifferencePage(quote, other, found, list(others))
