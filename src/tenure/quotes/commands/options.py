"""Offer further options beside a renewal's quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import Max

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict
from tenure.kernel.period import format_day
from tenure.quotes import rules
from tenure.quotes.commands.asked import as_asked
from tenure.quotes.commands.asking import QuoteMoved
from tenure.quotes.commands.candidates import (
    Candidate,
    QuoteNotPossible,
    lock_maker,
    quoted,
    why_not,
)
from tenure.quotes.commands.store import store
from tenure.quotes.commands.versions import option_of
from tenure.quotes.models import Quote, QuoteOption
from tenure.quotes.queries.asking import Subject, subject_of
from tenure.quotes.queries.standing import options_of
from tenure.quotes.rules.asked import Asked, settled
from tenure.quotes.rules.options import (
    MOST_OPTIONS,
    OptionWanted,
    Usual,
    expanded,
    has_expansion,
    usual_terms,
    without_expansion,
)


class OptionRefused(Conflict):
    """Refuse a further option, with the reason."""


def add_options(
    *, quote_id: int, wanted: Sequence[OptionWanted], by: User, on: date
) -> list[QuoteOption]:
    """Offer options beside a primary quote, each priced as a full quote; all of them or none.

    One that is there already, or that is the quote itself, is not made again. Return those that
    were made. Raise QuoteMoved when the quote is no longer the primary one, OptionRefused for too
    many, or when the quote is stale or has ended, AskedRefused for what cannot be asked for, and
    QuoteNotPossible when the renewal cannot be quoted.
    """
    with transaction.atomic():
        lock_maker()
        primary = _primary(quote_id, by, on)
        found = quoted(renewal_id=primary.renewal_id)
        if found is None:
            raise QuoteNotPossible(why_not(renewal=primary.renewal))
        subject = subject_of(primary.renewal)
        present = [Asked.from_json(primary.asked).wish]
        present += [Asked.from_json(link.quote.asked).wish for link in options_of(primary)]
        made = []
        for one in wanted:
            asked = settled(replace(one.asked, dropped=()), subject.renewable)
            if asked.wish in present:
                continue
            if len(present) > MOST_OPTIONS:
                raise OptionRefused(f"An offer has at most {MOST_OPTIONS} options.")
            present.append(asked.wish)
            made.append(_add(primary, found, replace(one, asked=asked), subject, by=by, on=on))
    return made


def add_usual_options(
    *, quote_id: int, usual: Usual, more: int = 0, by: User, on: date
) -> list[QuoteOption]:
    """Offer the usual options beside a primary quote; return those that were made.

    `more` is by how many percent everything grows in an expansion. Raise as `add_options` does, and
    OptionRefused where there is no expansion to do without.
    """
    quote = _primary(quote_id, by, on)
    asked, subject = Asked.from_json(quote.asked), subject_of(quote.renewal)
    renewable = subject.renewable
    if usual is Usual.TERMS:
        wanted = usual_terms(asked, renewable.usual_months)
    elif usual is Usual.EXPANSION:
        wanted = [expanded(asked, renewable, more)]
    elif has_expansion(asked, renewable):
        wanted = [without_expansion(asked, renewable)]
    else:
        raise OptionRefused("The quote has no expansion that an option could do without.")
    return add_options(quote_id=quote_id, wanted=wanted, by=by, on=on)


def _add(
    primary: Quote, found: Candidate, one: OptionWanted, subject: Subject, *, by: User, on: date
) -> QuoteOption:
    """Store one option with the number after the last that this renewal ever had."""
    last = Quote.objects.filter(renewal=primary.renewal_id).aggregate(last=Max("option"))["last"]
    position = (last or 0) + 1
    plain = option_of(found, version=primary.version, option=position, on=on)
    quote, rows = as_asked(plain, one.asked, subject)
    [pk] = store(quotes=[quote], facts=rows, by=by, on=on)
    label = one.label.strip()
    made = QuoteOption.objects.create(primary=primary, quote_id=pk, position=position, label=label)
    detail = {"option": label, "position": position, "quote": plain.number}
    record_event(by=by, on=on, verb="quotes.add_option", subject=primary, detail=detail)
    return made


def _primary(quote_id: int, by: User, on: date) -> Quote:
    """Return the quote if options can be offered beside it."""
    quote = (
        Quote.objects.visible_to(by)
        .select_related("renewal__contract__customer", "ending")
        .filter(pk=quote_id)
        .first()
    )
    if quote is None:
        raise QuoteNotPossible("There is no such quote, or it is not yours to work on.")
    if not quote.is_primary:
        raise QuoteMoved("Another version has taken this quote's place; nothing was saved.")
    if rules.is_stale(quote.contract_revision, quote.renewal.contract.revision):
        raise OptionRefused("The contract was changed after the quote was priced: make it again.")
    if hasattr(quote, "ending"):
        raise OptionRefused(f"The quote was {quote.ending.kind}: make it again first.")
    if quote.valid_until < on:
        until = format_day(quote.valid_until)
        raise OptionRefused(f"The quote was valid until {until}: make it again first.")
    return quote
