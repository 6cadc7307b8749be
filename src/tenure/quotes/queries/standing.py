"""Whether quotes can be sent and accepted, and which options an offer has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from tenure.quotes.models import Quote, QuoteEnding, QuoteOption
from tenure.quotes.queries.approvals import approved_among
from tenure.quotes.queries.view import is_stale
from tenure.quotes.rules.standing import Ending, Standing, why_not_offered, why_not_sent


def why_not_sendable(quote: Quote, *, on: date) -> str:
    """Return why a quote cannot be sent on a day, in a sentence; empty when it can.

    It is stale, ended, expired, not approved, or not the primary one (whose options go with it).
    """
    return why_not_sent(standing_of(quote, on=on), on)


def why_not_open(quote: Quote, *, on: date) -> str:
    """Return why a quote cannot be accepted on a day; empty for one that may be.

    As `why_not_sendable`, but an option of the primary quote can be accepted as well.
    """
    return why_not_offered(standing_of(quote, on=on), on)


def standing_of(quote: Quote, *, on: date) -> Standing:
    """Return what decides whether a quote may go out (four queries at most)."""
    return standings([quote], on=on)[quote.pk]


def standings(quotes: Sequence[Quote], *, on: date) -> dict[int, Standing]:
    """Return by their ids what decides whether quotes may go out (four queries, however many)."""
    ids = [quote.pk for quote in quotes]
    links: dict[int, int] = {}
    if any(quote.option for quote in quotes):
        found = QuoteOption.objects.filter(quote__in=ids, primary__is_primary=True)
        links = dict(found.values_list("quote_id", "primary_id"))
    endings = {
        row.quote_id: row for row in QuoteEnding.objects.filter(quote__in=[*ids, *links.values()])
    }
    approved = approved_among(quotes, on=on)
    return {
        quote.pk: _standing(
            quote,
            is_option=quote.pk in links,
            ending=endings.get(quote.pk) or endings.get(links.get(quote.pk, 0)),
            is_approved=quote.pk in approved,
        )
        for quote in quotes
    }


def _standing(
    quote: Quote, *, is_option: bool, ending: QuoteEnding | None, is_approved: bool
) -> Standing:
    return Standing(
        is_primary=quote.is_primary,
        is_option=is_option,
        is_closed=quote.renewal.closed_on is not None,
        is_stale=is_stale(quote),
        valid_until=quote.valid_until,
        is_approved=is_approved,
        ended=Ending(ending.kind) if ending else None,
        ended_because=ending.reason if ending else "",
    )


def primary_of(quote: Quote) -> QuoteOption | None:
    """Return what makes a quote an option of the renewal's primary quote; None when it is none."""
    if not quote.option:
        return None
    links = QuoteOption.objects.filter(quote=quote, primary__is_primary=True)
    return links.select_related("primary__renewal__contract").first()


def options_of(primary: Quote) -> QuerySet[QuoteOption]:
    """Return the options of a primary quote that are still offered, in their order."""
    links = QuoteOption.objects.filter(primary=primary, quote__ending=None)
    return links.select_related("quote__renewal__contract").order_by("position")


def offered_with(primary: Quote, *, on: date) -> list[QuoteOption]:
    """Return the options of a primary quote that can be accepted on a day, in their order."""
    links = list(options_of(primary))
    found = standings([link.quote for link in links], on=on)
    return [link for link in links if not why_not_offered(found[link.quote_id], on)]
