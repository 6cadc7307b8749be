"""Make the next version of a quote with what a person asks for in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from tenure.foundation.models import User
from tenure.kernel.errors import Conflict
from tenure.quotes import rules
from tenure.quotes.commands.asked import as_asked
from tenure.quotes.commands.candidates import (
    QuoteNotPossible,
    lock_maker,
    quoted,
    why_not,
)
from tenure.quotes.commands.carrying import carry_options, standing_options
from tenure.quotes.commands.store import store
from tenure.quotes.commands.versions import next_version, retire
from tenure.quotes.models import Quote
from tenure.quotes.queries.asking import subject_of
from tenure.quotes.rules.asked import Asked, settled
from tenure.renewals.models import Renewal


class QuoteMoved(Conflict):
    """Refuse to build on a version of a quote that another has taken the place of."""


def save_asked(
    *, quote_id: int, asked: Asked, by: User, on: date, revision: int | None = None
) -> Quote:
    """Make the next version of a quote with what is asked for; it becomes the primary one.

    `revision` is that of the contract on which the figures were seen; None: whatever it is now.

    Repeating it, or asking for what the quote already has, makes nothing: the quote that has it is
    returned. Raise QuoteMoved when the quote is no longer the primary one, or the contract no
    longer as it was seen; AskedRefused with the places of what cannot be asked for;
    QuoteNotPossible when the renewal cannot be quoted.
    """
    base = _visible(quote_id, by)
    with transaction.atomic():
        lock_maker()
        primary = _primary(base.renewal)
        subject = subject_of(base.renewal)
        asked = settled(replace(asked, dropped=()), subject.renewable)
        if _has(primary, asked) and _follows(primary, base, by):
            return primary
        _require_as_seen(base, primary, revision)
        found = quoted(renewal_id=base.renewal_id)
        if found is None:
            raise QuoteNotPossible(why_not(renewal=base.renewal))
        quote, rows = as_asked(next_version(found, on), asked, subject)
        kept = standing_options([found.renewal_id])
        retire(found=[found], by=by, on=on)
        [made] = store(quotes=[quote], facts=rows, by=by, on=on)
        carry_options(kept=kept, by=by, on=on)
    return Quote.objects.select_related("renewal__contract").get(pk=made)


def _has(quote: Quote, asked: Asked) -> bool:
    """Tell whether a quote is just what is asked for, on the contract as it is now."""
    current = quote.renewal.contract.revision
    is_same = Asked.from_json(quote.asked).wish == asked.wish
    return is_same and not rules.is_stale(quote.contract_revision, current)


def _follows(quote: Quote, base: Quote, by: User) -> bool:
    """Tell whether a quote is the one built on, or what the same person just built on it."""
    is_next = quote.version == base.version + 1 and quote.made_by_id == by.pk
    return quote.pk == base.pk or is_next


def _require_as_seen(base: Quote, primary: Quote, revision: int | None) -> None:
    if primary.pk != base.pk:
        raise QuoteMoved(
            f"{primary.number} was made by {primary.made_by} since you looked at {base.number}."
            " Look at it first; nothing was saved."
        )
    if revision not in {None, primary.renewal.contract.revision}:
        raise QuoteMoved("The contract changed since you looked at it; nothing was saved.")


def _primary(renewal: Renewal) -> Quote:
    quotes = Quote.objects.filter(renewal=renewal, is_primary=True)
    return quotes.select_related("renewal__contract", "made_by").get()


def _visible(quote_id: int, by: User) -> Quote:
    found = (
        Quote.objects.visible_to(by)
        .select_related("renewal__contract__customer")
        .filter(pk=quote_id)
        .first()
    )
    if found is None:
        raise QuoteNotPossible("There is no such quote, or it is not yours to work on.")
    return found
