"""How amounts are told in one currency: dated rates in minor units, and which of them count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.book.rules.exchange_rates import PLACES, ExchangeRateFrom, read_rate_file
from tenure.kernel.currencies import exponent
from tenure.kernel.errors import InvalidInput

_ALWAYS = date(1, 1, 1)
AT = {
    "constant": "Constant currency: everything at the rates of one day.",
    "issue": "At issue: each movement at the rate of the day on which it takes effect, and each "
    "renewal at that of its due date. Rates that move later change nothing.",
    "closing": "At closing rates: ARR at the end of a part of the period at the rate of its last "
    "day, each movement at that of its day, and what the rates alone changed as FX; each renewal "
    "at that of its due date.",
}


@dataclass(frozen=True, slots=True)
class DatedRate:
    """One minor unit of `currency` is numerator / denominator minor units, from a day on."""

    currency: str
    start: date
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Reporting:
    """The one currency that amounts are told in, `at` a position of AT.

    `on`: the day of constant rates; none: each amount has its own.
    """

    currency: str
    rates: tuple[DatedRate, ...]
    on: date | None
    at: str = "constant"

    @property
    def sentence(self) -> str:
        """Return how amounts are converted."""
        if self.on is None:
            return AT[self.at]
        return f"{AT['constant'].removesuffix('.')}, {self.on.isoformat()}."


def read_rates(lines: Iterable[str], *, into: str) -> tuple[DatedRate, ...]:
    """Return the rates of a CSV file. Raise InvalidInput with line and column for what is none."""
    return dated_rates(read_rate_file(lines, into=into), into=into)


def dated_rates(rates: Iterable[ExchangeRateFrom], *, into: str) -> tuple[DatedRate, ...]:
    """Return rates of major units as rates of minor units; the currency itself is one of them."""
    found = [DatedRate(into, _ALWAYS, 1, 1)]
    for one in rates:
        shift = exponent(into) - exponent(one.currency)
        numerator = one.rate_e10 * 10 ** max(shift, 0)
        below = 10 ** (PLACES + max(-shift, 0))
        found.append(DatedRate(one.currency, one.start_on, numerator, below))
    return tuple(found)


def reporting(
    *, into: str, at: str, rates: Sequence[DatedRate], on: date | None, first_day: date
) -> Reporting:
    """Return how to convert; constant rates are those of `on`, or of the first day asked about."""
    if at not in AT:
        raise InvalidInput(f"Amounts are converted at {' or '.join(AT)}, not at {at}.")
    if at != "constant" and on is not None:
        raise InvalidInput(f"A day of the rates goes with constant currency, not with {at}.")
    if at != "constant":
        return Reporting(into, tuple(rates), None, at)
    day = on or first_day
    return Reporting(into, _of_one_day(rates, day), day, at)


def _of_one_day(rates: Sequence[DatedRate], day: date) -> tuple[DatedRate, ...]:
    """Return the rate of each currency that counts on a day."""
    ordered = sorted((one for one in rates if one.start <= day), key=lambda one: one.start)
    return tuple({one.currency: one for one in ordered}.values())
