"""Carry the options of an offer over to the version that takes its place, priced again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DataError, connection, transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.quotes.commands.asked import Rows, as_asked
from tenure.quotes.commands.candidates import Candidate, primaries
from tenure.quotes.commands.store import NewQuote, store
from tenure.quotes.commands.versions import option_of
from tenure.quotes.models import Quote, QuoteOption
from tenure.quotes.queries.asking import products_asked, subject_of
from tenure.quotes.rules.asked import Asked, carried_over
from tenure.renewals.models import Renewal


@dataclass(frozen=True, slots=True)
class KeptOption:
    """Hold an option that is to stand beside the next version as well."""

    renewal_id: int
    position: int
    label: str
    asked: str


_STANDING = """
    SELECT q.renewal_id, o.position, o.label, coalesce(x.asked::text, '{}')
    FROM quotes_quote q
    JOIN quotes_quoteoption o ON o.primary_id = q.id
    JOIN quotes_quote x ON x.id = o.quote_id
    LEFT JOIN quotes_quoteending e ON e.quote_id = x.id
    WHERE q.is_primary AND q.renewal_id = ANY(%s) AND coalesce(e.kind, 'expired') = 'expired'
    ORDER BY q.renewal_id, o.position
"""


def standing_options(renewal_ids: Sequence[int]) -> list[KeptOption]:
    """Return the options of some renewals' primary quotes that were not withdrawn (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(renewal_ids)])
        return [KeptOption(*row) for row in cursor.fetchall()]


def carry_options(*, kept: Sequence[KeptOption], by: User, on: date) -> int:
    """Make the options again beside the primary quotes that are there now; return how many.

    In as many rounds as a renewal has options at most: one of each renewal is priced at a time. An
    option that cannot be priced any more, or that the quote itself has become, is left out; the
    audit log says so.
    """
    if not kept:
        return 0
    renewals = sorted({one.renewal_id for one in kept})
    found = {one.renewal_id: one for one in primaries(renewal_ids=renewals)}
    quotes = {row.renewal_id: row for row in Quote.objects.filter(
        renewal__in=renewals, is_primary=True)}  # fmt: skip
    by_renewal: dict[int, list[KeptOption]] = defaultdict(list)
    for one in kept:
        if one.renewal_id in found:
            by_renewal[one.renewal_id].append(one)
    carried = 0
    for place in range(max(map(len, by_renewal.values()), default=0)):
        beside = [
            (options[place], found[renewal], quotes[renewal])
            for renewal, options in by_renewal.items()
            if place < len(options)
        ]
        carried += _carry_or_halve(beside, by=by, on=on)
    return carried


Beside = tuple[KeptOption, Candidate, Quote]


def _carry_or_halve(beside: Sequence[Beside], *, by: User, on: date) -> int:
    """Carry one option of each renewal over; what cannot be priced is left out alone."""
    if not beside:
        return 0
    try:
        with transaction.atomic():
            return _carry(beside, by=by, on=on)
    except (MoneyOverflow, InvalidInput, DataError) as error:
        if len(beside) == 1:
            _leave_out(beside[0], str(error).partition("\n")[0], by=by, on=on)
            return 0
    middle = len(beside) // 2
    earlier = _carry_or_halve(beside[:middle], by=by, on=on)
    return earlier + _carry_or_halve(beside[middle:], by=by, on=on)


def _carry(beside: Sequence[Beside], *, by: User, on: date) -> int:
    renewals = Renewal.objects.select_related("contract").in_bulk(
        [option.renewal_id for option, _, _ in beside]
    )
    wanted: list[tuple[KeptOption, Quote, NewQuote]] = []
    rows: Rows = []
    for option, one, primary in beside:
        subject = subject_of(renewals[option.renewal_id])
        asked = Asked.from_json(json.loads(option.asked))
        asked = carried_over(asked, subject.renewable, products_asked(asked, subject))
        if asked.wish == Asked.from_json(primary.asked).wish:
            _leave_out((option, one, primary), "The quote itself is this option now.", by=by, on=on)
            continue
        plain = option_of(one, version=primary.version, option=option.position, on=on)
        quote, facts = as_asked(plain, asked, subject)
        wanted.append((option, primary, quote))
        rows += facts
    if not wanted:
        return 0
    ids = store(quotes=[quote for _, _, quote in wanted], facts=rows, by=by, on=on)
    QuoteOption.objects.bulk_create(
        QuoteOption(primary=primary, quote_id=pk, position=option.position, label=option.label)
        for (option, primary, _), pk in zip(wanted, ids, strict=True)
    )
    return len(ids)


def _leave_out(beside: Beside, reason: str, *, by: User, on: date) -> None:
    option, _, primary = beside
    detail = {"option": option.label, "position": option.position, "reason": reason}
    record_event(by=by, on=on, verb="quotes.leave_out_option", subject=primary, detail=detail)
