"""A report as a workbook: figures as real numbers, amounts in major units beside their currency.

The second sheet says what the figures are: definition, options, of what, and as of when.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tenure.insight.rules.comparing import Compared
from tenure.insight.rules.figures import Rate, Report, Row
from tenure.kernel.money import Money

Cell = str | int | Decimal | date | None
Sheet = tuple[str, list[str], list[list[Cell]]]


def workbook(found: Report) -> list[Sheet]:
    """Return the sheets of a report: name, header and rows of each."""
    rows = [[*_names(row), *_numbers(row)] for row in found.rows]
    header = [*_heads(found), *_labels(found)]
    return [("Figures", header, rows), _definition(found)]


def workbook_of_both(both: Compared) -> list[Sheet]:
    """Return the same with what every figure was before and what it changed by."""
    labels = _labels(both.now)
    more = [f"{label}, {what}" for what in ("before", "change") for label in labels]
    rows: list[list[Cell]] = [
        [
            *_names(pair.now), *_numbers(pair.now), pair.before.part, *_numbers(pair.before),
            *(_less(now, was) for now, was in zip(_numbers(pair.now), _numbers(pair.before),
                                                  strict=True)),
        ]
        for pair in both.pairs
    ]  # fmt: skip
    header = [*_heads(both.now), *labels, "Period before", *more]
    name, heads, said = _definition(both.now)
    return [
        ("Figures", header, rows),
        (name, heads, [*said, ["Compared with", both.before.asked.when]]),
    ]


def _heads(found: Report) -> list[str]:
    money = ["Currency"] if found.asked.metric.unit == "money" else []
    return ["Period", *(name.capitalize() for name in found.asked.by), *money]


def _labels(found: Report) -> list[str]:
    metric = found.asked.metric
    units = {"percent": "%", "days": "days"}
    rates = (f"{rate.label}, {units[rate.unit]}" for rate in metric.rates)
    return [*metric.columns.values(), *rates]


def _names(row: Row) -> list[Cell]:
    return [row.part, *row.slices.values(), *([row.currency] if row.currency else [])]


def _numbers(row: Row) -> list[Cell]:
    figures: list[Cell] = [
        Money(value, row.currency).to_decimal() if row.currency else value
        for value in row.figures.values()
    ]
    return [*figures, *(_rate(rate) for rate in row.rates.values())]


def _rate(rate: Rate | None) -> Cell:
    """Return a rate as it is printed: percent or days with two decimals."""
    return None if rate is None else Decimal(rate.hundredths).scaleb(-2)


def _less(now: Cell, before: Cell) -> Cell:
    if isinstance(now, int | Decimal) and isinstance(before, int | Decimal):
        return now - before
    return None


def _definition(found: Report) -> Sheet:
    asked, as_of = found.asked, found.as_of
    metric = asked.metric
    rows: list[list[Cell]] = [
        ["Metric", metric.title], ["Definition", f"{metric.name}, version {metric.version}"],
        ["What it is", metric.sentence], ["Of what", metric.denominator],
    ]  # fmt: skip
    for name, taken in asked.positions.items():
        rows.append([metric.options[name].question, taken.sentence])
    rows += [
        ["First day", as_of.first_day], ["Last day", as_of.last_day],
        ["Booked until", as_of.known_on or "Everything booked so far"],
        ["Up to movement", as_of.through_movement],
    ]  # fmt: skip
    for name, values in asked.within.items():
        rows.append([f"Within {name}", ", ".join(values)])
    if asked.reporting:
        rows.append([f"In {asked.reporting.currency}", asked.reporting.sentence])
    return "Definition", ["What", "Is"], rows
