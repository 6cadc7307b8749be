"""Answers: rows of integers and exact rates, with everything that makes them understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.insight.rules.asking import Asked
from tenure.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Rate:
    """An exact fraction. `of` is its denominator and is above 0."""

    over: int
    of: int
    unit: str = "percent"

    @property
    def basis_points(self) -> int:
        """Return it in 1/100 of a percent, half up, for reading only."""
        return (2 * 10_000 * self.over + self.of) // (2 * self.of)

    @property
    def percent(self) -> str:
        """Return it for people: "87.62 %"."""
        return f"{_hundredths(self.basis_points)} %"

    @property
    def hundredths(self) -> int:
        """Return what is printed of it: hundredths of a percent or of a day, half up."""
        if self.unit == "days":
            return (2 * 100 * self.over + self.of) // (2 * self.of)
        return self.basis_points

    @property
    def words(self) -> str:
        """Return it for people in its unit: "87.62 %", or "12.50 days", half up."""
        return f"{_hundredths(self.hundredths)} {'days' if self.unit == 'days' else '%'}"


def written(value: int, currency: str) -> str:
    """Return a figure for people: minor units in its currency, which is not named, or a count."""
    if currency:
        return Money(value, currency).format().removesuffix(currency).strip()
    return f"{value:,}"


def _hundredths(number: int) -> str:
    whole, rest = divmod(abs(number), 100)
    return f"{'-' if number < 0 else ''}{whole:,}.{rest:02}"


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one part of the period and one slice; `currency` is empty for counts."""

    part: str
    slices: Mapping[str, str]
    currency: str
    figures: Mapping[str, int]
    rates: Mapping[str, Rate | None]


@dataclass(frozen=True, slots=True)
class AsOf:
    """What a report knows: of which days, booked until when, and up to which movement."""

    first_day: date
    last_day: date
    known_on: date | None
    through_movement: int


@dataclass(frozen=True, slots=True)
class Report:
    """An answer with its definition, options, denominator and as-of."""

    asked: Asked
    as_of: AsOf
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; rates as numerator, denominator and basis points."""
        metric = self.asked.metric
        return {
            "metric": metric.name,
            "version": metric.version,
            "sentence": metric.sentence,
            "denominator": metric.denominator,
            "unit": metric.unit,
            "options": self.asked.options(),
            "reporting": self._reporting(),
            "period": self.asked.period,
            "within": {name: list(values) for name, values in self.asked.within.items()},
            "by": list(self.asked.by),
            "as_of": {
                "first_day": self.as_of.first_day,
                "last_day": self.as_of.last_day,
                "known_on": self.as_of.known_on,
                "through_movement": self.as_of.through_movement,
            },
            "rows": [_row(row) for row in self.rows],
        }

    def _reporting(self) -> dict[str, str] | None:
        to = self.asked.reporting
        return {"currency": to.currency, "rates": to.sentence} if to else None

    def header(self) -> list[str]:
        """Return the columns of the report as a sheet."""
        metric = self.asked.metric
        currency = ["currency"] if metric.unit == "money" else []
        rates = [f"{rate.name}_bp" for rate in metric.rates]
        return [
            "metric", "version", "options", "known_on", "period", *self.asked.by, *currency,
            *metric.columns, *rates,
        ]  # fmt: skip

    def sheet(self) -> list[list[str | int]]:
        """Return the rows of the sheet: integers in minor units, rates in basis points."""
        metric = self.asked.metric
        options = " ".join(f"{name}={value}" for name, value in self.asked.options().items())
        if to := self.asked.reporting:
            options = f"{options} in={to.currency} rates={to.on or to.at}".strip()
        known = self.as_of.known_on.isoformat() if self.as_of.known_on else ""
        money = metric.unit == "money"
        return [
            [
                metric.name, metric.version, options, known, row.part, *row.slices.values(),
                *([row.currency] if money else []), *row.figures.values(),
                *("" if rate is None else rate.basis_points for rate in row.rates.values()),
            ]
            for row in self.rows
        ]  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    rates = {
        name: rate
        and {"numerator": rate.over, "denominator": rate.of, "basis_points": rate.basis_points}
        for name, rate in row.rates.items()
    }
    currency = {"currency": row.currency} if row.currency else {}
    return {"period": row.part, **row.slices, **currency, **row.figures, "rates": rates}
