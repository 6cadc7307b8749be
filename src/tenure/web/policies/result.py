"""The result of a simulation as its page shows it: one currency, one dimension at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.pricing.rules.policy_kinds import CHANNELS, SEGMENTS
from tenure.pricing.rules.simulation import DIMENSIONS, QUARTER, Figures, Simulated
from tenure.web.drawing.rise import Rise, RiseChart, rise_chart

_WORDS = {"segment": dict(SEGMENTS), "channel": dict(CHANNELS)}
LABELS = {
    "segment": "Segment", "region": "Region", "family": "Product family", "channel": "Channel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a table: a quarter or a value, with its figures.

    `quarters` are the figures in each quarter.
    """

    name: str
    figures: Figures
    quarters: tuple[Figures, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultShown:
    """What the page shows of a result: by quarter, and by the chosen dimension.

    `received` when only what partners pay changes: then amounts are what is received.
    """

    currency: str
    dimension: str
    received: bool
    total: Figures
    quarters: list[ResultRow]
    values: list[ResultRow]
    quarter_chart: RiseChart
    value_chart: RiseChart


def quarter_name(day: date) -> str:
    """Return a quarter for people: "Q1 2027"."""
    return f"Q{(day.month - 1) // QUARTER + 1} {day.year}"


def result_shown(found: Simulated, currency: str, dimension: str) -> ResultShown | None:
    """Return what the page shows; the largest currency and segments unless asked for others."""
    currencies = found.currencies
    if not currencies:
        return None
    currency = currency if currency in currencies else currencies[0]
    dimension = dimension if dimension in DIMENSIONS else DIMENSIONS[0]
    total = found.total(currency)
    quarters = [ResultRow(quarter_name(day), found.total(currency, day)) for day in found.quarters]
    values = [
        ResultRow(
            _WORDS.get(dimension, {}).get(value, value) or "None",
            sum(by_quarter.values(), Figures()),
            tuple(by_quarter.get(day, Figures()) for day in found.quarters),
        )
        for value, by_quarter in found.by_value(currency, dimension).items()
    ]
    received = not total.difference_minor and bool(total.received_difference_minor)
    return ResultShown(
        currency, dimension, received, total, quarters, values,
        rise_chart([_rise(row, received=received) for row in quarters], currency),
        rise_chart(
            [_rise(row, received=received) for row in values], currency, only_changing=True
        ),
    )  # fmt: skip


def _rise(row: ResultRow, *, received: bool) -> Rise:
    figures = row.figures
    if received:
        amounts = figures.received_now_minor, figures.received_then_minor
    else:
        amounts = figures.now_minor, figures.then_minor
    return Rise(row.name, figures.expiring_minor, *amounts)
