"""Copy what was asked for in a quote: onto another renewal's quote, or as a further option."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.quotes.commands.asking import save_asked
from tenure.quotes.commands.candidates import QuoteNotPossible
from tenure.quotes.commands.make import make_quote
from tenure.quotes.commands.options import add_options
from tenure.quotes.models import Quote, QuoteOption
from tenure.quotes.queries.approvals import current_quote
from tenure.quotes.queries.asking import products_asked, subject_of
from tenure.quotes.rules.asked import Asked, carried_over
from tenure.quotes.rules.options import OptionWanted, asked_elsewhere, short_label
from tenure.renewals.models import Renewal


@dataclass(frozen=True, slots=True)
class Copied:
    """Hold the quote that now has it, and what could not be taken along, in sentences."""

    quote: Quote
    left_out: tuple[str, ...]


def copy_as_option(*, quote_id: int, by: User, on: date) -> list[QuoteOption]:
    """Offer what was asked for in a quote, an earlier version say, as an option of the current one.

    Return the option, or nothing where the offer has just that. Raise as `add_options` does.
    """
    source = Quote.objects.visible_to(by).filter(pk=quote_id).first()
    current = current_quote(source.renewal_id) if source else None
    if source is None or current is None:
        raise QuoteNotPossible("There is no such quote, or it is not yours to copy.")
    asked = replace(Asked.from_json(source.asked), note=f"Copied from {source.number}")
    wanted = [OptionWanted(label=short_label(asked), asked=asked)]
    return add_options(quote_id=current.pk, wanted=wanted, by=by, on=on)


@transaction.atomic
def copy_asked(*, quote_id: int, renewal_id: int, by: User, on: date) -> Copied:
    """Ask of another renewal what was asked in a quote: its next version, priced on its own lines.

    The other renewal's quote is made first where it has none. What does not fit there is left out,
    and told. Copying twice makes one version. Raise QuoteNotPossible, QuoteMoved or AskedRefused.
    """
    source = (
        Quote.objects.visible_to(by)
        .select_related("renewal__contract__customer")
        .filter(pk=quote_id)
        .first()
    )
    if source is None:
        raise QuoteNotPossible("There is no such quote, or it is not yours to copy.")
    target = make_quote(renewal_id=renewal_id, by=by, on=on)
    there = subject_of(Renewal.objects.select_related("contract").get(pk=renewal_id))
    asked = replace(Asked.from_json(source.asked), note=f"Copied from {source.number}")
    left: tuple[str, ...] = ()
    if source.renewal_id != renewal_id:
        here = subject_of(source.renewal)
        asked, left = asked_elsewhere(asked, here.renewable, there.renewable)
    fitting = carried_over(asked, there.renewable, products_asked(asked, there))
    made = save_asked(quote_id=target.pk, asked=replace(fitting, dropped=()), by=by, on=on)
    detail = {"from": source.number, "left_out": [*left, *fitting.dropped]}
    if made.pk != target.pk:
        record_event(by=by, on=on, verb="quotes.copy", subject=made, detail=detail)
    return Copied(made, (*left, *fitting.dropped))
