"""Prices raised by a rate that a person asks for, outside a quote: by the same engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import add_months
from tenure.pricing.queries.engine import price
from tenure.pricing.rules import LineFacts

# From -100 % to 1000 %, in basis points, as in a quote.
RATES = range(-10_000, 100_001)


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold the clauses that a raised price stays within: a cap (basis points), a price hold."""

    cap_bp: int | None = None
    hold_until: date | None = None


def raised_prices(
    prices_e4: Iterable[int], rate_bp: int, *, on: date, limits: Limits | None = None
) -> dict[int, int]:
    """Return for each unit price what it is when raised (lowered) by a rate from a day on.

    In 1/10,000, half-up; within the limits where there are some. Raise InvalidInput for a rate
    that nobody asks for, MoneyOverflow for a price that does not fit.
    """
    if rate_bp not in RATES:
        raise InvalidInput("A price changes by -100 % to 1000 %.")
    within = limits or Limits()
    wanted = sorted(set(prices_e4))
    lines = [
        LineFacts(
            line_id=place, quantity_e4=0, expiring_price_e4=unit_price, price_months=12,
            currency="EUR", term_start_on=on, term_end_on=add_months(on, 12),
            cap_bp=within.cap_bp, hold_until=within.hold_until, more={"asked_uplift_bp": rate_bp},
        )
        for place, unit_price in enumerate(wanted)
    ]  # fmt: skip
    priced = price(lines)
    return {old: line.proposed_price_e4 for old, line in zip(wanted, priced, strict=True)}


def raising(rate_bp: int, *, on: date) -> Callable[[int], int]:
    """Return what raises one unit price by a rate from a day on, as `raised_prices` does."""

    def raised(price_e4: int) -> int:
        return raised_prices([price_e4], rate_bp, on=on)[price_e4]

    return raised
