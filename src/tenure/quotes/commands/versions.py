"""Number the versions of quotes: the first ones, and those that take another's place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from tenure.foundation.commands import reserve_numbers
from tenure.quotes import rules
from tenure.quotes.commands.candidates import Candidate
from tenure.quotes.commands.store import NewQuote


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


def retire(found: Sequence[Candidate]) -> None:
    """Make the candidates' quotes primary no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quotes_quote SET is_primary = false WHERE is_primary AND renewal_id = ANY(%s)",
            [[one.renewal_id for one in found]],
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
