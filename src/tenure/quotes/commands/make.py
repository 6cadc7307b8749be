"""Make quotes: price what expires, number it, store it, in one transaction per chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DataError, transaction

from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries.facts import unpriceable
from tenure.quotes import rules
from tenure.quotes.commands.asked import with_what_was_asked
from tenure.quotes.commands.candidates import (
    Candidate,
    QuoteNotPossible,
    fresh,
    lock_maker,
    outdated,
    why_not,
)
from tenure.quotes.commands.carrying import carry_options, standing_options
from tenure.quotes.commands.store import store
from tenure.quotes.commands.versions import first_versions, next_version, retire
from tenure.quotes.models import Quote
from tenure.renewals.models import Renewal

CHUNK = 2000
Storing = Callable[[Sequence[Candidate], User, date], list[int]]


@dataclass(frozen=True, slots=True)
class QuotesMade:
    """Hold what a chunk made: the quotes' ids in the order of their numbers.

    `refused` are renewals that cannot be quoted, each with the reason; they do not count.
    """

    count: int
    ids: tuple[int, ...]
    refused: tuple[tuple[int, str], ...] = ()


def make_quotes(
    *,
    by: User,
    on: date,
    window: tuple[date, date] | None = None,
    renewal_ids: Sequence[int] | None = None,
    limit: int = CHUNK,
) -> QuotesMade:
    """Make up to `limit` quotes for open renewals that have none, in order of renewal date and key.

    `window` is the first and the last renewal date; without it and without `renewal_ids` it is
    T-120 to T-90 of `on`. Calling again goes on where this call ended, and in the end makes
    nothing. One audit event per quote. A renewal that cannot be priced is refused, not raised.

    1. Take the lock of the quote makers, so that two runs take turns.
    2. Read the renewals without a quote; lock them.
    3. Refuse those that lack what they are priced from, such as a published index.
    4. Price, number and store the others; where that fails, halve until the culprit is alone.
    5. Go on with the next ones in place of those refused.
    """
    if window is None and renewal_ids is None:
        window = rules.window(on)
    made: list[int] = []
    refused: dict[int, str] = {}
    with transaction.atomic():
        lock_maker()
        while len(made) < limit:
            found = fresh(
                window=window,
                renewal_ids=renewal_ids,
                without=list(refused),
                limit=limit - len(made),
            )
            if not found:
                break
            refused_before = len(refused)
            made += _store_all(found, refused, _store_first, by=by, on=on)
            if len(refused) == refused_before:
                break
    return QuotesMade(len(made), tuple(made), tuple(refused.items()))


def requote_stale(
    *, by: User, on: date, contract_ids: Sequence[int] | None = None, limit: int = CHUNK
) -> QuotesMade:
    """Make the next version of up to `limit` primary quotes whose contract has moved.

    `contract_ids` narrows it to contracts known to have changed. Renewals that are decided, or
    whose term moved away, keep their quote; so do those whose quote was withdrawn or accepted.
    """
    refused: dict[int, str] = {}
    with transaction.atomic():
        lock_maker()
        found = outdated(renewal_ids=None, contract_ids=contract_ids, limit=limit)
        made = _store_all(found, refused, _store_next, by=by, on=on)
    return QuotesMade(len(made), tuple(made), tuple(refused.items()))


def make_quote(*, renewal_id: int, by: User, on: date) -> Quote:
    """Make the quote of one renewal, inside or outside the window; a quoted one is returned.

    Raise QuoteNotPossible with the reason when it cannot be quoted.
    """
    renewal = _visible(renewal_id, by)
    with transaction.atomic():
        made = make_quotes(renewal_ids=[renewal.pk], by=by, on=on)
        quote = Quote.objects.filter(renewal=renewal, is_primary=True).first()
        if quote is None:
            reasons = dict(made.refused)
            raise QuoteNotPossible(reasons.get(renewal.pk) or why_not(renewal=renewal))
    return quote


def requote(*, renewal_id: int, by: User, on: date) -> Quote:
    """Make the next version of a renewal's quote if the contract moved since; else return it.

    One that was withdrawn or has expired is made again as well. The new version becomes the
    primary quote, with the options priced again. Raise QuoteNotPossible with the reason.
    """
    renewal = _visible(renewal_id, by)
    refused: dict[int, str] = {}
    with transaction.atomic():
        lock_maker()
        found = outdated(renewal_ids=[renewal.pk], contract_ids=None, limit=1, ended_on=on)
        _store_all(found, refused, _store_next, by=by, on=on)
        quote = (
            Quote.objects.filter(renewal=renewal, is_primary=True)
            .select_related("renewal__contract")
            .first()
        )
        if quote is None:
            raise QuoteNotPossible("This renewal has no quote yet; make it first.")
        if rules.is_stale(quote.contract_revision, quote.renewal.contract.revision):
            raise QuoteNotPossible(refused.get(renewal.pk) or why_not(renewal=renewal))
    return quote


def quote_now(*, renewal_id: int, by: User, on: date) -> Quote:
    """Return a current quote of one renewal: make it, or its next version, where it needs one."""
    with transaction.atomic():
        make_quote(renewal_id=renewal_id, by=by, on=on)
        return requote(renewal_id=renewal_id, by=by, on=on)


def _visible(renewal_id: int, by: User) -> Renewal:
    renewal = (
        Renewal.objects.visible_to(by)
        .select_related("contract", "contract__customer")
        .filter(pk=renewal_id)
        .first()
    )
    if renewal is None:
        raise QuoteNotPossible("There is no such renewal, or it is not yours to quote.")
    return renewal


def _store_all(
    found: Sequence[Candidate], refused: dict[int, str], storing: Storing, *, by: User, on: date
) -> list[int]:
    """Store the candidates' quotes but for those known to lack what they are priced from."""
    reasons = unpriceable({one.contract_id: one.renewal_on for one in found})
    refused |= {
        one.renewal_id: reasons[one.contract_id] for one in found if one.contract_id in reasons
    }
    whole = [one for one in found if one.contract_id not in reasons]
    return _store_or_halve(whole, refused, storing, by=by, on=on)


def _store_or_halve(
    found: Sequence[Candidate], refused: dict[int, str], storing: Storing, *, by: User, on: date
) -> list[int]:
    """Store the candidates' quotes; return their ids. What cannot be priced is refused alone."""
    if not found:
        return []
    try:
        with transaction.atomic():
            return storing(found, by, on)
    except (MoneyOverflow, InvalidInput, DataError) as error:
        if len(found) == 1:
            refused[found[0].renewal_id] = str(error).partition("\n")[0]
            return []
    middle = len(found) // 2
    earlier = _store_or_halve(found[:middle], refused, storing, by=by, on=on)
    return earlier + _store_or_halve(found[middle:], refused, storing, by=by, on=on)


def _store_first(found: Sequence[Candidate], by: User, on: date) -> list[int]:
    return store(quotes=first_versions(found, on), by=by, on=on)


def _store_next(found: Sequence[Candidate], by: User, on: date) -> list[int]:
    """Store the versions that take the place of the candidates' quotes, with what was asked."""
    kept = standing_options([one.renewal_id for one in found])
    retire(found=found, by=by, on=on)
    plain = [next_version(one, on) for one in found if one.asked is None]
    made = store(quotes=plain, by=by, on=on) if plain else []
    if asking := [one for one in found if one.asked is not None]:
        quotes, rows = with_what_was_asked(asking, on)
        made += store(quotes=quotes, facts=rows, by=by, on=on)
    carry_options(kept=kept, by=by, on=on)
    return made
