"""What the holder of a link reads: the offer as it is printed, and nothing else of the desk.

The texts are those of the quote's document, so that page and paper cannot differ: no margins, no
policies, no other partner's prices are in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.foundation.models import User
from tenure.kernel.money import Money
from tenure.programs.models import Program
from tenure.programs.queries import enrolments_of, programs
from tenure.programs.queries.eligibility import Standing, standings_of
from tenure.programs.rules.eligibility import EVIDENCE
from tenure.quotes.models import OfferEvent, Quote, Sending
from tenure.quotes.queries.partner_prices import QuoteForPartners, told_to_partner
from tenure.quotes.queries.printing import content_of, printed_quotes
from tenure.quotes.queries.sendings import OpenedOffer
from tenure.quotes.queries.standing import offered_with
from tenure.quotes.queries.support import support_of_quote
from tenure.quotes.rules.sendings import Happened
from tenure.quotes.rules.support import TierShown

MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class OfferShown:
    """Hold a quote that can be chosen; `content` are the texts of its document."""

    quote: Quote
    label: str
    content: Mapping[str, Any]

    @property
    def lines(self) -> list[dict[str, str]]:
        """Return the texts of the lines, under names that a template can read."""
        return [_named(line) for line in self.content["lines"]]

    @property
    def total(self) -> dict[str, str]:
        """Return the texts of the total."""
        return _named(self.content["total"])

    @property
    def amount(self) -> str:
        """Return what the whole term costs, with its currency."""
        return Money(self.quote.proposed_minor, self.quote.currency).format()


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold something that the customer can ask about: a name and a sentence."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OfferPage:
    """Hold the page of an offer: the primary quote first, then its options."""

    sending: Sending
    offers: Sequence[OfferShown]
    choices: Sequence[Choice]
    support: Sequence[TierShown]
    questions: Sequence[OfferEvent]
    uploads: Sequence[OfferEvent]
    declined: OfferEvent | None
    paid: QuoteForPartners | None

    @property
    def offer(self) -> OfferShown:
        """Return the primary quote."""
        return self.offers[0]


def offer_page(opened: OpenedOffer, *, user: User, on: date) -> OfferPage:
    """Return the page of an open offer; `user` is the program itself, which reads for the holder.

    Of what partners pay, a partner's person is told what that partner may see.
    """
    sending, quote = opened.sending, opened.quote
    links = offered_with(quote, on=on)
    quotes = [quote, *(link.quote for link in links)]
    printed = {one.number: one for one in printed_quotes([one.pk for one in quotes])}
    labels = {link.quote_id: link.label for link in links} | {quote.pk: "As proposed"}
    events = list(
        sending.events.filter(kind__in=["question", "uploaded", "declined"])
        .select_related("answer", "document", "decline")
        .order_by("pk")
    )
    return OfferPage(
        sending,
        [OfferShown(one, labels[one.pk], content_of(printed[one.number])) for one in quotes],
        _choices(quote, user=user, on=on),
        support_of_quote(quote),
        [one for one in events if one.kind == Happened.QUESTION],
        [one for one in events if one.kind == Happened.UPLOADED],
        next((one for one in events if one.kind == Happened.DECLINED), None),
        _paid(sending),
    )


def _named(texts: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): text for name, text in texts.items()}


def _choices(quote: Quote, *, user: User, on: date) -> list[Choice]:
    """Return the programs that the customer is not in, but for those known not to be for it."""
    customer = quote.renewal.contract.customer_id
    enrolled = {
        one.enrolment.program_id
        for one in enrolments_of(customer, on=on, user=user)
        if one.state in {"in force", "to come"}
    }
    judged = {one.program.pk: one for one in standings_of(customer, on=on, user=user)}
    others = {pk for pk, one in judged.items() if one.verdict.is_eligible is False}
    offered = [
        Choice(one.program.name, _sentence(one.program, judged))
        for one in programs(user=user)
        if one.terms_on(on) and one.program.pk not in enrolled | others
    ]
    return offered[:MOST_CHOICES]


def _sentence(program: Program, judged: Mapping[int, Standing]) -> str:
    """Return what a program says to customers, and what shows that they belong to it."""
    standing = judged.get(program.pk)
    if standing is None:
        return program.sentence
    papers = " or ".join(EVIDENCE[one].lower() for one in standing.rules.evidence)
    return f"{program.sentence} What shows it: {papers}."


def _paid(sending: Sending) -> QuoteForPartners | None:
    if sending.partner_id is None:
        return None
    lines = list(sending.quote.lines.select_related("product").order_by("position"))
    return told_to_partner(sending.quote, lines, partner_id=sending.partner_id)
