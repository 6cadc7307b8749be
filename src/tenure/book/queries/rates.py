"""Exchange rates as they stand, or stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tenure.book.models import ExchangeRate
from tenure.book.rules.exchange_rates import ExchangeRateFrom
from tenure.foundation.models import User


@dataclass(frozen=True, slots=True)
class RateView:
    """A rate that counts from a day on, in 1/10**10, and who set it when."""

    currency: str
    into: str
    start_on: date
    rate_e10: int
    set_on: date
    set_by: str


def rates_into(into: str, *, known_on: date | None = None) -> list[ExchangeRateFrom]:
    """Return the rates into a currency as they stand, or as they were set by a day (one query)."""
    found = _latest().filter(into=into)
    if known_on is not None:
        found = found.filter(set_on__lte=known_on)
    rows = found.values_list("currency", "start_on", "rate_e10")
    return [ExchangeRateFrom(*row) for row in rows]


def reporting_currencies() -> list[str]:
    """Return the currencies into which there are rates, by code."""
    found = ExchangeRate.objects.order_by("into").values_list("into", flat=True)
    return list(found.distinct())


def rates_page(user: User, *, into: str, start: int, size: int) -> tuple[list[RateView], bool]:
    """Return a page of the rates that stand, by currency and day, and whether there are more."""
    seen = ExchangeRate.objects.visible_to(user).filter(into=into)
    found = _latest(seen).select_related("set_by")[start : start + size + 1]
    rows = [
        RateView(
            one.currency, one.into, one.start_on, one.rate_e10, one.set_on,
            one.set_by.get_full_name() or one.set_by.get_username(),
        )
        for one in found
    ]  # fmt: skip
    return rows[:size], len(rows) > size


def _latest(found: QuerySet[ExchangeRate] | None = None) -> QuerySet[ExchangeRate]:
    rows = ExchangeRate.objects.all() if found is None else found
    order = ("into", "currency", "start_on")
    return rows.order_by(*order, "-id").distinct(*order)
