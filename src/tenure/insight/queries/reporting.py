"""The reporting currency by the rates that the company has set."""

from __future__ import annotations

from datetime import date

from tenure.book.queries.rates import rates_into
from tenure.insight.rules.asking import Asked, told_in
from tenure.insight.rules.rates import dated_rates, reporting
from tenure.kernel.errors import InvalidInput


def told_by_set_rates(asked: Asked, *, into: str, at: str, on: date | None = None) -> Asked:
    """Return the question with all amounts in one currency, by the rates known as it knows.

    Raise InvalidInput where no rate into the currency is set, or for what cannot be converted.
    """
    rates = rates_into(into, known_on=asked.known_on)
    if not rates:
        raise InvalidInput(f"No exchange rate into {into} is set.")
    to = reporting(
        into=into, at=at, rates=dated_rates(rates, into=into), on=on, first_day=asked.days.start
    )
    return told_in(asked, to)
