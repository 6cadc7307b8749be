"""A quote as a program reads it, with as much of the reasons as its user may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.directory.queries import place_of
from tenure.foundation.models import User
from tenure.pricing import queries as pricing
from tenure.pricing.rules import AnyPolicy, kind_of
from tenure.quotes.models import QuoteLine
from tenure.quotes.queries.explanation import codes_by_kind, codes_of
from tenure.quotes.queries.view import QuoteView, find_quote, is_stale, quote_view
from tenure.quotes.rules.asked import Asked, asked_in_words


@dataclass(frozen=True, slots=True)
class QuoteTold:
    """Hold a quote with its lines; `shows_why` to people inside, who see how it was priced."""

    view: QuoteView
    is_stale: bool
    shows_why: bool
    policies: Mapping[tuple[str, str], AnyPolicy]

    @property
    def asked(self) -> list[str]:
        """Return what was asked for otherwise than the book says, a phrase for each."""
        return asked_in_words(Asked.from_json(self.view.quote.asked)) if self.shows_why else []

    def policies_of(self, line: QuoteLine) -> list[AnyPolicy]:
        """Return the policies that a line names, as far as they are found."""
        named = codes_of(line).items()
        return [self.policies[one] for one in named if one in self.policies]


def quote_told(number: str, *, user: User) -> QuoteTold | None:
    """Return the quote of a number (a set number of queries); None where there is none to see."""
    quote = find_quote(number, user=user)
    if quote is None:
        return None
    view = quote_view(quote)
    shows_why = place_of(user).is_inside
    codes = codes_by_kind(line.line for line in view.lines) if shows_why else {}
    found = {(kind_of(one).name, one.code): one for one in pricing.policies_named(codes)}
    return QuoteTold(view, is_stale(quote), shows_why, found)
