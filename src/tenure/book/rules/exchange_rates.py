"""Exchange rates with the day from which each counts, as the company sets them.

| currency | from | rate |
|---|---|---|
| USD | 2027-01-01 | 0.92 |

What one unit of the currency is worth in the reporting currency from that day on, until a later
row. They are the company's own: Tenure has no opinion on rates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tenure.kernel.currencies import exponent
from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.exact import fixed_point, scaled

RATE_COLUMNS = ("currency", "from", "rate")
PLACES = 10  # of a rate
MOST_RATE_E10 = 10**18 - 1
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class ExchangeRateFrom:
    """One unit of `currency` is worth rate_e10 / 10**10 of the reporting currency from a day on."""

    currency: str
    start_on: date
    rate_e10: int


def plain_rate(rate_e10: int) -> str:
    """Return a rate in digits, without zeros that say nothing: 0.92."""
    return fixed_point(rate_e10, PLACES).replace(",", "").rstrip("0").rstrip(".")


def read_rate_file(lines: Iterable[str], *, into: str) -> tuple[ExchangeRateFrom, ...]:
    """Return the rates of a CSV file into a currency, which needs none itself.

    Raise InvalidInput with line and column for the first row that makes no sense.
    """
    exponent(into)
    try:
        return _read(csv.DictReader(lines), into)
    except csv.Error as error:
        raise InvalidInput(f"The file is not a CSV that can be read: {error}.") from error


def _read(rows: csv.DictReader[str], into: str) -> tuple[ExchangeRateFrom, ...]:
    if tuple(rows.fieldnames or ()) != RATE_COLUMNS:
        raise InvalidInput(f"A file of rates has the columns {', '.join(RATE_COLUMNS)}.")
    found: dict[tuple[str, date], ExchangeRateFrom] = {}
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise InvalidInput(f"A file of rates has at most {MOST_ROWS:,} rows.")
        if len(row) > len(RATE_COLUMNS):  # as 1,08 with a comma would be
            raise InvalidInput(f"Line {number}: it has more than three columns; a rate is as 0.92.")
        one = _rate(row, number)
        if one.currency == into:
            raise InvalidInput(f"Line {number}, currency: {into} needs no rate into itself.")
        if (one.currency, one.start_on) in found:
            raise InvalidInput(f"Line {number}: {one.currency} has a rate from that day already.")
        found[one.currency, one.start_on] = one
    return tuple(found.values())


def _rate(row: dict[str, str], number: int) -> ExchangeRateFrom:
    column = "currency"
    try:
        currency = (row["currency"] or "").strip()
        exponent(currency)
        column = "from"
        start_on = date.fromisoformat((row["from"] or "").strip())
        column = "rate"
        rate = scaled((row["rate"] or "").strip(), PLACES, "A rate")
    except (InvalidInput, MoneyOverflow, ValueError) as error:
        raise InvalidInput(f"Line {number}, {column}: {error}") from error
    if not 0 < rate <= MOST_RATE_E10:
        raise InvalidInput(f"Line {number}, rate: it is above 0 and below 100,000,000.")
    return ExchangeRateFrom(currency, start_on, rate)
