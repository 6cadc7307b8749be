"""Reports in pages: their columns and cells as text."""

from __future__ import annotations

from urllib.parse import urlencode

from tenure.insight.rules.addresses import records_of
from tenure.insight.rules.charts import drawable
from tenure.insight.rules.comparing import Compared, Pair, change_in_words, figure_in_words
from tenure.insight.rules.figures import Report, Row, written

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


def changes(both: Compared, show: str) -> list[tuple[Pair, str, str, str, str]]:
    """Return rows of figures that changed: the pair, the figure, now, before, and the change.

    Of one row of each currency these are all its figures; of many rows the one that is `show`n.
    """
    metric = both.now.asked.metric
    named = {rate.name: rate.label for rate in metric.rates}
    named |= {name: metric.columns[name] for name in columns(both.now)}
    if both.now.asked.by or both.now.asked.periods > 1:
        chief = show or next(iter(drawable(metric)))
        named = {chief: drawable(metric)[chief]}
    return [
        (pair, label, figure_in_words(pair.now, name), figure_in_words(pair.before, name),
         change_in_words(name, pair))
        for pair in both.pairs
        for name, label in named.items()
    ]  # fmt: skip


def links(found: Report, show: str = "") -> list[str]:
    """Return the queries that the explorer answers with the records of each row."""
    return [urlencode(records_of(found.asked, row, show=show)) for row in found.rows]


def _texts(row: Row, shown: list[str]) -> list[str]:
    texts = [row.part, *(value.replace("_", " ") or "none" for value in row.slices.values())]
    if row.currency:
        texts.append(row.currency)
    figures = [row.figures[name] for name in shown]
    texts += [written(value, row.currency) for value in figures]
    return texts + [rate.words if rate else "" for rate in row.rates.values()]
