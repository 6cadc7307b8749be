"""End quotes: withdraw one with a reason, let those expire that are not valid any more."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.quotes.models import Acceptance, Quote, QuoteEnding
from tenure.quotes.queries.standing import options_of, primary_of
from tenure.quotes.rules.standing import Ending
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.models import Renewal

_LONGEST = 500


class NotOffered(Conflict):
    """Refuse to end or change what is not offered (any more)."""


@transaction.atomic
def withdraw_quote(*, quote_id: int, reason: str, by: User, on: date) -> QuoteEnding:
    """Take a quote back, with the reason; a primary one with all of its options.

    Taking back again what was withdrawn changes nothing. A withdrawn quote stays the primary one
    until its next version is made. Raise NotOffered for what is superseded or accepted,
    InvalidInput without a reason.
    """
    why = reason.strip()
    if not why or len(why) > _LONGEST:
        raise InvalidInput(f"Say why it is withdrawn, in at most {_LONGEST} characters.")
    quote = Quote.objects.visible_to(by).filter(pk=quote_id).first()
    if quote is None:
        raise NotOffered("There is no such quote, or it is not yours to work on.")
    Renewal.objects.select_for_update().get(pk=quote.renewal_id)
    quote = Quote.objects.select_related("renewal").get(pk=quote_id)
    known = QuoteEnding.objects.filter(quote=quote).first()
    if known is not None and known.kind == Ending.WITHDRAWN:
        return known
    if known is not None:
        raise NotOffered(f"{quote.number} is {known.kind}: there is nothing to withdraw.")
    if not quote.is_primary and primary_of(quote) is None:
        raise NotOffered("Another version has taken this quote's place.")
    if quote.renewal.closed_on is not None:
        raise NotOffered("The renewal is closed.")
    if Acceptance.objects.filter(renewal=quote.renewal_id, void_because="").exists():
        raise NotOffered("The offer was accepted already.")
    with_it = [link.quote for link in options_of(quote)] if quote.is_primary else []
    endings = [_withdraw(one, why, by, on) for one in (quote, *with_it)]
    if quote.is_primary:
        refresh_next_actions(
            renewal_ids=[quote.renewal_id], by=by, on=on,
            ended={quote.renewal_id: str(Ending.WITHDRAWN)},
        )  # fmt: skip
    return endings[0]


def _withdraw(quote: Quote, why: str, by: User, on: date) -> QuoteEnding:
    made = QuoteEnding.objects.create(
        quote=quote, kind=Ending.WITHDRAWN, reason=why, ended_on=on, ended_by=by
    )
    detail = {"kind": str(Ending.WITHDRAWN), "reason": why}
    record_event(by=by, on=on, verb="quotes.end", subject=quote, detail=detail)
    return made


# What is offered, was not accepted, and was valid until a day that has gone by.
_EXPIRE = """
    INSERT INTO quotes_quoteending (quote_id, kind, reason, ended_on, ended_by_id)
    SELECT q.id, 'expired',
        'It was valid until ' || to_char(q.valid_until, 'FMDD Mon YYYY') || '.', %(on)s, %(by)s
    FROM quotes_quote q
    JOIN renewals_renewal r ON r.id = q.renewal_id AND r.closed_on IS NULL
    WHERE q.valid_until < %(on)s AND q.valid_until >= %(since)s
        AND (q.is_primary OR EXISTS (
            SELECT 1 FROM quotes_quoteoption o JOIN quotes_quote p ON p.id = o.primary_id
            WHERE o.quote_id = q.id AND p.is_primary
        ))
        AND NOT EXISTS (
            SELECT 1 FROM quotes_acceptance a
            WHERE a.renewal_id = q.renewal_id AND a.void_because = ''
        )
    ON CONFLICT (quote_id) DO NOTHING
    RETURNING quote_id, (SELECT number FROM quotes_quote q WHERE q.id = quote_id),
        jsonb_build_object('kind', kind, 'reason', reason)
"""


@transaction.atomic
def expire_quotes(*, by: User, on: date, since: date | None = None) -> int:
    """End the quotes and options that are not valid any more on a day; return how many.

    `since` is the day of the run before: what was valid no longer than that is done already. In
    one statement, by the index on `valid_until`; a second time it ends nothing.
    """
    params = {"on": on, "since": since or date.min, "by": by.pk}
    ended = write_audited(by=by, on=on, verb="quotes.end", model=Quote, sql=_EXPIRE, params=params)
    primary = Quote.objects.filter(pk__in=ended, is_primary=True)
    renewals = list(primary.values_list("renewal_id", flat=True))
    if renewals:
        told = dict.fromkeys(renewals, str(Ending.EXPIRED))
        refresh_next_actions(renewal_ids=renewals, by=by, on=on, ended=told)
    return len(ended)
