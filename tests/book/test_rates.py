"""Exchange rates: read from files, set once, corrected by later ones, known as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tenure.book.commands.rates import RatesSet, set_exchange_rates
from tenure.book.models import ExchangeRate
from tenure.book.queries.rates import rates_into, rates_page, reporting_currencies
from tenure.book.rules.exchange_rates import ExchangeRateFrom, plain_rate, read_rate_file
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed

ON = date(2027, 3, 1)
HEADER = "currency,from,rate"
LINES = [HEADER, "USD,2027-01-01,0.92", "USD,2027-02-01,0.9", "JPY,2027-01-01,0.0061"]


@pytest.fixture
def by(db: Any) -> User:
    return system_actor()


def given(*lines: str) -> tuple[ExchangeRateFrom, ...]:
    return read_rate_file([HEADER, *lines], into="EUR")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["currency,rate"], "has the columns currency, from, rate"),
        ([HEADER, "EUR,2027-01-01,1"], "Line 2, currency: EUR needs no rate into itself"),
        ([HEADER, "usd,2027-01-01,1"], "Line 2, currency: "),
        ([HEADER, "USD,soon,1"], "Line 2, from: "),
        ([HEADER, "USD,2027-01-01,=1+1"], "Line 2, rate: "),
        ([HEADER, "USD,2027-01-01,0"], "Line 2, rate: it is above 0"),
        ([HEADER, "USD,2027-01-01,100000000"], "Line 2, rate: "),
        ([HEADER, "USD,2027-01-01"], "Line 2, rate: "),
        ([HEADER, "USD,2027-01-01,1", "USD,2027-01-01,2"], "Line 3: USD has a rate"),
        ([HEADER, "USD,2027-01-01,1,08"], "Line 2: it has more than three columns"),
        ([HEADER, "USD,2027-01-01,1\rGBP,2027-01-01,1"], "not a CSV that can be read"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(lines: list[str], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        read_rate_file(lines, into="EUR")


@pytest.mark.parametrize(
    ("rate", "text"), [(9_200_000_000, "0.92"), (10**12, "100"), (1, "0.0000000001")]
)
def test_a_rate_in_digits(rate: int, text: str) -> None:
    assert plain_rate(rate) == text


def test_rates_are_set_once_and_corrected_by_later_ones(by: User) -> None:
    rates = read_rate_file(LINES, into="EUR")
    assert set_exchange_rates(rates=rates, into="EUR", by=by, on=ON) == RatesSet(3, 0, 0)
    assert set_exchange_rates(rates=rates, into="EUR", by=by, on=ON) == RatesSet(0, 0, 3)
    assert AuditEvent.objects.filter(verb="book.set_exchange_rates").count() == 1
    better = given("USD,2027-02-01,0.91", "GBP,2027-01-01,1.15")
    later = ON + timedelta(days=1)
    assert set_exchange_rates(rates=better, into="EUR", by=by, on=later) == RatesSet(1, 1, 0)
    assert set(rates_into("EUR", known_on=ON)) == set(rates)
    assert set(rates_into("EUR")) == {*better, rates[0], rates[2]}
    assert reporting_currencies() == ["EUR"]
    # What was corrected may be corrected back: the latest counts.
    assert set_exchange_rates(rates=rates, into="EUR", by=by, on=later) == RatesSet(0, 1, 2)
    rows, has_more = rates_page(by, into="EUR", start=0, size=2)
    assert [(row.currency, row.set_by) for row in rows] == [("GBP", "Tenure"), ("JPY", "Tenure")]
    assert has_more
    rows, has_more = rates_page(by, into="EUR", start=2, size=2)
    assert [(row.start_on.month, plain_rate(row.rate_e10)) for row in rows] == [
        (1, "0.92"), (2, "0.9"),
    ]  # fmt: skip
    assert not has_more


def test_who_may_not_and_what_never_changes(by: User) -> None:
    rates = given("USD,2027-01-01,0.92")
    rep = User.objects.create(username="rep", role=Role.RENEWALS_MANAGER)
    with pytest.raises(NotAllowed):
        set_exchange_rates(rates=rates, into="EUR", by=rep, on=ON)
    with pytest.raises(InvalidInput):
        set_exchange_rates(rates=rates, into="USD", by=by, on=ON)
    with pytest.raises(InvalidInput):
        set_exchange_rates(rates=rates, into="euro", by=by, on=ON)
    assert not ExchangeRate.objects.exists()
    set_exchange_rates(rates=rates, into="EUR", by=by, on=ON)
    for change in (
        ExchangeRate.objects.all().delete,
        lambda: ExchangeRate.objects.update(rate_e10=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
