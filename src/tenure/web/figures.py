"""Reports in pages: their columns and cells as text."""

from __future__ import annotations

from urllib.parse import urlencode

from tenure.insight.rules.addresses import records_of
from tenure.insight.rules.figures import Report, Row
from tenure.kernel.money import Money

_FEW = 6  # columns that always have room


def columns(found: Report) -> list[str]:
    """Return the columns that a page shows: of many, not those in which nothing happened.

    The first and the last, which the others lead from and to, are always shown.
    """
    names = list(found.asked.metric.columns)
    if len(names) <= _FEW:
        return names
    moved = {name for name in names if any(row.figures[name] for row in found.rows)}
    return [name for name in names if name in moved | {names[0], names[-1]}]


def heads(found: Report) -> list[tuple[str, bool]]:
    """Return the columns' names, and whether each holds figures."""
    metric = found.asked.metric
    names = ["Period", *(name.capitalize() for name in found.asked.by)]
    if metric.unit == "money":
        names.append("Currency")
    shown = [metric.columns[name] for name in columns(found)]
    rates = [rate.label for rate in metric.rates]
    return [(name, False) for name in names] + [(name, True) for name in (*shown, *rates)]


def table(found: Report) -> list[list[tuple[str, str, bool]]]:
    """Return the cells of every row: text, the column's name, and whether it is a figure."""
    named, shown = heads(found), columns(found)
    return [
        [(text, *head) for text, head in zip(_texts(row, shown), named, strict=True)]
        for row in found.rows
    ]


def links(found: Report, show: str = "") -> list[str]:
    """Return the queries that the explorer answers with the records of each row."""
    return [urlencode(records_of(found.asked, row, show=show)) for row in found.rows]


def amount(minor: int, currency: str) -> str:
    """Return an amount without its currency, which has a column of its own."""
    return Money(minor, currency).format().removesuffix(currency).strip()


def _texts(row: Row, shown: list[str]) -> list[str]:
    texts = [row.part, *(value.replace("_", " ") or "none" for value in row.slices.values())]
    if row.currency:
        texts.append(row.currency)
    figures = [row.figures[name] for name in shown]
    texts += [amount(value, row.currency) if row.currency else f"{value:,}" for value in figures]
    return texts + [rate.words if rate else "" for rate in row.rates.values()]
