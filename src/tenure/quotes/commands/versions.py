"""Number the versions of quotes: the first ones, and those that take another's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import connection

from tenure.foundation.commands import reserve_numbers, write_audited
from tenure.foundation.models import User
from tenure.quotes import rules
from tenure.quotes.commands.candidates import Candidate
from tenure.quotes.commands.store import NewQuote
from tenure.quotes.models import Quote


def first_versions(found: Sequence[Candidate], on: date) -> list[NewQuote]:
    """Number the candidates, which come in the order of their renewal dates, year by year."""
    numbers: dict[str, range] = {}
    for series in dict.fromkeys(rules.series(one.renewal_on) for one in found):
        count = sum(rules.series(one.renewal_on) == series for one in found)
        numbers[series] = reserve_numbers(series=series, count=count)
    places = {series: iter(taken) for series, taken in numbers.items()}
    return [
        _new(
            one, rules.quote_number(one.renewal_on, next(places[rules.series(one.renewal_on)])), on
        )
        for one in found
    ]


def next_version(one: Candidate, on: date) -> NewQuote:
    """Return the version that takes the place of a candidate's quote, as the book says it."""
    return _new(one, rules.version_number(one.first_number, one.version), on)


def option_of(one: Candidate, *, version: int, option: int, on: date) -> NewQuote:
    """Return an option beside a version of a candidate's quote, as the book says it."""
    number = rules.option_number(rules.version_number(one.first_number, version), option)
    return replace(_new(one, number, on), version=version, option=option)


# What is offered of some renewals: the primary quotes and their options.
_SUPERSEDE = """
    INSERT INTO quotes_quoteending (quote_id, kind, reason, ended_on, ended_by_id)
    SELECT q.id, 'superseded', 'Another version took its place.', %(on)s, %(by)s
    FROM quotes_quote p
    JOIN quotes_quote q ON q.id = p.id
        OR q.id IN (SELECT o.quote_id FROM quotes_quoteoption o WHERE o.primary_id = p.id)
    WHERE p.is_primary AND p.renewal_id = ANY(%(renewals)s)
    ON CONFLICT (quote_id) DO NOTHING
    RETURNING quote_id, (SELECT number FROM quotes_quote q WHERE q.id = quote_id),
        jsonb_build_object('kind', kind)
"""


def retire(*, found: Sequence[Candidate], by: User, on: date) -> None:
    """Make the candidates' quotes primary no more; they and their options are superseded."""
    renewals = [one.renewal_id for one in found]
    write_audited(
        by=by, on=on, verb="quotes.end", model=Quote, sql=_SUPERSEDE,
        params={"renewals": renewals, "on": on, "by": by.pk},
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quotes_quote SET is_primary = false WHERE is_primary AND renewal_id = ANY(%s)",
            [renewals],
        )


def _new(one: Candidate, number: str, on: date) -> NewQuote:
    return NewQuote(
        renewal_id=one.renewal_id,
        contract_id=one.contract_id,
        contract_revision=one.contract_revision,
        currency=one.currency,
        number=number,
        version=one.version,
        term=rules.next_term(one.renewal_on, one.term_months, first_start_on=one.first_start_on),
        term_months=one.term_months,
        valid_until=rules.valid_until(on, one.renewal_on),
    )
