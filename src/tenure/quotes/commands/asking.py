"""Make the next version of a quote with what a person asks for in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from tenure.foundation.models import User
from tenure.kernel.errors import Conflict
from tenure.quotes import rules
from tenure.quotes.commands.candidates import (
    Candidate,
    QuoteNotPossible,
    lock_maker,
    quoted,
    why_not,
)
from tenure.quotes.commands.store import NewQuote, store
from tenure.quotes.commands.versions import next_version, retire
from tenure.quotes.models import Quote
from tenure.quotes.queries.asking import Subject, products_asked, rows_asked, subject_of
from tenure.quotes.rules.asked import (
    Asked,
    AskedRefused,
    carried_over,
    length_of,
    problems_of,
    settled,
    term_asked,
)
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
        quote, rows = _new_with(found, asked, subject, on)
        retire(found=[found], by=by, on=on)
        [made] = store(quotes=[quote], facts=rows, by=by, on=on)
    return Quote.objects.select_related("renewal__contract").get(pk=made)


def with_what_was_asked(
    found: Sequence[Candidate], on: date
) -> tuple[list[NewQuote], list[dict[str, Any]]]:
    """Return the next versions of quotes with what was asked for in them, and their rows of facts.

    What can no longer be asked for is left out, and the new version says so. Raise AskedRefused
    for what cannot be priced any more.
    """
    renewals = Renewal.objects.select_related("contract").in_bulk([one.renewal_id for one in found])
    quotes, rows = [], []
    for one in found:
        subject = subject_of(renewals[one.renewal_id])
        asked = Asked.from_json(json.loads(one.asked or "{}"))
        kept = carried_over(asked, subject.renewable, products_asked(asked, subject))
        quote, facts = _new_with(one, kept, subject, on)
        quotes.append(quote)
        rows += facts
    return quotes, rows


def _new_with(
    one: Candidate, asked: Asked, subject: Subject, on: date
) -> tuple[NewQuote, list[dict[str, Any]]]:
    products = products_asked(asked, subject)
    if problems := problems_of(asked, subject.renewable, products):
        raise AskedRefused(problems)
    term = term_asked(asked, subject.renewable)
    rows = rows_asked(asked, subject, products, [term])
    months = length_of(term, subject.renewable).months
    quote = replace(next_version(one, on), term=term, term_months=months, asked=asked.as_json())
    return quote, rows


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
