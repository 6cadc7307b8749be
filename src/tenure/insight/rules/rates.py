"""Exchange rates with the day from which each counts, and how amounts are told in one currency.

A file of rates has the columns currency, from and rate: what one unit of the currency is worth in
the reporting currency from that day on, until a later row. It is the company's own: Tenure has no
opinion on rates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.kernel.currencies import exponent
from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.exact import scaled

COLUMNS = ("currency", "from", "rate")
_PLACES = 10  # of a rate
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
    """Return the rates of a CSV file into a currency, which needs none itself.

    Raise InvalidInput with line and column for what makes no sense.
    """
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise InvalidInput(f"A file of rates has the columns {', '.join(COLUMNS)}.")
    target = exponent(into)
    found = {(into, _ALWAYS): DatedRate(into, _ALWAYS, 1, 1)}
    for number, row in enumerate(rows, start=2):
        one = _rate(row, number, target)
        if (one.currency, one.start) in found or one.currency == into:
            raise InvalidInput(f"Line {number}: {one.currency} has a rate from that day already.")
        found[one.currency, one.start] = one
    return tuple(found.values())


def _rate(row: dict[str, str], number: int, target: int) -> DatedRate:
    try:
        currency = (row["currency"] or "").strip()
        shift = target - exponent(currency)
        start = date.fromisoformat((row["from"] or "").strip())
        rate = scaled((row["rate"] or "").strip(), _PLACES, "rate")
    except (InvalidInput, MoneyOverflow, ValueError) as error:
        raise InvalidInput(f"Line {number}: {error}") from error
    if not 0 < rate < 10**18:
        raise InvalidInput(f"Line {number}, rate: it is above 0 and below 100,000,000.")
    return DatedRate(currency, start, rate * 10 ** max(shift, 0), 10 ** (_PLACES + max(-shift, 0)))


def reporting(
    *, into: str, at: str, rates: Sequence[DatedRate], on: date | None, first_day: date
) -> Reporting:
    """Return how to convert; constant rates are those of `on`, or of the first day asked about."""
    if at not in AT:
        raise InvalidInput(f"Amounts are converted at {' or '.join(AT)}, not at {at}.")
    if at != "constant" and on is not None:
        raise InvalidInput(f"A day of the rates goes with constant currency, not with {at}.")
    return Reporting(into, tuple(rates), (on or first_day) if at == "constant" else None, at)
