"""Set the exchange rates that the company reports by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from tenure.book.models import ExchangeRate
from tenure.book.queries.rates import rates_into
from tenure.book.rules.exchange_rates import ExchangeRateFrom
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.currencies import exponent
from tenure.kernel.errors import InvalidInput, NotAllowed


@dataclass(frozen=True, slots=True)
class RatesSet:
    """How many rates are new, how many correct what was set for their day, and how many stand."""

    new: int
    corrected: int
    unchanged: int


@transaction.atomic
def set_exchange_rates(
    *, rates: Sequence[ExchangeRateFrom], into: str, by: User, on: date
) -> RatesSet:
    """Set rates into a currency: all of them, or none. What stands already changes nothing.

    A rate that is already used is not lost: reports as known on an earlier day still tell by it.
    Raise NotAllowed without the right, InvalidInput for a rate of the currency into itself.
    """
    if not may(by.role, Permission.SET_POLICY):
        raise NotAllowed(f"{by} may not set exchange rates.")
    exponent(into)
    with connection.cursor() as cursor:  # those who set rates take turns; readers go on
        cursor.execute("LOCK TABLE book_exchangerate IN SHARE ROW EXCLUSIVE MODE")
    known = {(one.currency, one.start_on): one.rate_e10 for one in rates_into(into)}
    fresh = []
    for one in rates:
        exponent(one.currency)
        if one.currency == into:
            raise InvalidInput(f"{into} needs no rate into itself.")
        if known.get((one.currency, one.start_on)) != one.rate_e10:
            fresh.append(one)
    made = ExchangeRate.objects.bulk_create(
        ExchangeRate(
            currency=one.currency, into=into, start_on=one.start_on, rate_e10=one.rate_e10,
            set_on=on, set_by=by,
        )
        for one in fresh
    )  # fmt: skip
    corrected = sum((one.currency, one.start_on) in known for one in fresh)
    if made:
        days = sorted(one.start_on for one in fresh)
        detail = {
            "into": into, "rates": len(made), "corrected": corrected,
            "from": days[0].isoformat(), "to": days[-1].isoformat(),
        }  # fmt: skip
        verb = "book.set_exchange_rates"
        record_event(by=by, on=on, verb=verb, subject=made[0], detail=detail)
    return RatesSet(len(made) - corrected, corrected, len(rates) - len(made))
