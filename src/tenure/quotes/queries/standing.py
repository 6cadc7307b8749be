"""Whether quotes can be sent and accepted, and which options an offer has."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tenure.quotes.models import Quote, QuoteEnding, QuoteOption
from tenure.quotes.queries.approvals import is_approved
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
    """Return what decides whether a quote may go out (six queries at most)."""
    link = primary_of(quote)
    ids = [quote.pk, link.primary_id] if link else [quote.pk]
    endings = {row.quote_id: row for row in QuoteEnding.objects.filter(quote__in=ids)}
    ending = next((endings[pk] for pk in ids if pk in endings), None)
    return Standing(
        is_primary=quote.is_primary,
        is_option=link is not None,
        is_closed=quote.renewal.closed_on is not None,
        is_stale=is_stale(quote),
        valid_until=quote.valid_until,
        is_approved=is_approved(quote, on=on),
        ended=Ending(ending.kind) if ending else None,
        ended_because=ending.reason if ending else "",
    )


def primary_of(quote: Quote) -> QuoteOption | None:
    """Return what makes a quote an option of the renewal's primary quote; None when it is none."""
    if not quote.option:
        return None
    links = QuoteOption.objects.filter(quote=quote, primary__is_primary=True)
    return links.select_related("primary").first()


def options_of(primary: Quote) -> QuerySet[QuoteOption]:
    """Return the options of a primary quote that are still offered, in their order."""
    links = QuoteOption.objects.filter(primary=primary, quote__ending=None)
    return links.select_related("quote__renewal__contract").order_by("position")


def offered_with(primary: Quote, *, on: date) -> list[QuoteOption]:
    """Return the options of a primary quote that can be accepted on a day, in their order."""
    return [link for link in options_of(primary) if not why_not_open(link.quote, on=on)]
