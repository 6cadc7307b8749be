"""Parts that reviews are built of: figures of metrics, tables, charts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tenure.insight.rules.charts import Chart, Mark
from tenure.insight.rules.figures import Report, Row
from tenure.reviews.rules import cells
from tenure.reviews.rules.cells import Cell
from tenure.reviews.rules.commentary import Moved, kind_words
from tenure.reviews.rules.reviews import Column, Figure, Table

SAID = 3  # currencies of which all is told; of the others the lines by currency


def currencies_of(counts: Mapping[str, int], only: str = "") -> list[str]:
    """Return currencies by how much there is of each, the most first; or the one asked for."""
    found = sorted(counts, key=lambda currency: (-counts[currency], currency))
    return [currency for currency in found if only in ("", currency)]


def row_in(found: Report, currency: str, part: str = "") -> Row | None:
    """Return the row of a currency (empty: of counts) that is not sliced."""
    return next(
        (
            row for row in found.rows
            if row.currency == currency and not row.slices and part in ("", row.part)
        ),
        None,
    )  # fmt: skip


def named(found: Report) -> str:
    """Return by which metric a figure is: name, version and the positions taken."""
    asked = found.asked
    taken = ", ".join(f"{name}={position}" for name, position in asked.options().items())
    return f"{asked.metric.name} {asked.metric.version}{f': {taken}' if taken else ''}"


def present(figures: Iterable[Figure | None]) -> tuple[Figure, ...]:
    """Return the figures that there are."""
    return tuple(one for one in figures if one is not None)


def pair(row: Row | None, rate: str) -> tuple[int, int] | None:
    """Return a rate as numerator and denominator."""
    told = row.rates[rate] if row else None
    return (told.over, told.of) if told else None


def movement_table(
    begin_minor: int, begin_count: int, moved: Sequence[Moved], end_minor: int, end_count: int,
    *, currency: str,
) -> Table:  # fmt: skip
    """Return the steps from what was open on one day to what is open on another."""
    ends = [("Open at the beginning", begin_count, begin_minor)]
    steps = [(_move(one), one.count, one.amount_minor) for one in moved]
    rows = tuple(
        (cells.text(name), cells.count(number), cells.money(minor, currency))
        for name, number, minor in [*ends, *steps, ("Open at the end", end_count, end_minor)]
    )
    columns = (Column("Movement"), Column("Renewals", True), Column("Forecast a year", True))
    return Table(f"What moved, in {currency}", columns, rows)


def movement_chart(
    begin_minor: int, moved: Sequence[Moved], end_minor: int, *, currency: str, title: str
) -> Chart:
    """Return the same drawn, as steps from one day to the other."""
    marks = [_total("Open then", begin_minor, currency)]
    reached = begin_minor
    for one in moved:
        kind = "gain" if one.amount_minor > 0 else "loss"
        words = cells.signed_words(one.amount_minor, currency).removesuffix(f" {currency}")
        marks.append(
            Mark(_move(one), "", reached + one.amount_minor, words, 0, base=reached, kind=kind)
        )
        reached += one.amount_minor
    marks.append(_total("Open now", end_minor, currency))
    return Chart("waterfall", title, "money", currency, tuple(marks))


def _move(one: Moved) -> str:
    return kind_words(one.kind, one.amount_minor).capitalize()


def _total(name: str, minor: int, currency: str) -> Mark:
    return Mark(
        name, "", minor, cells.rounded_words(minor, currency).removesuffix(f" {currency}"), 0
    )


def rate_lines(
    title: str, series: Mapping[str, Sequence[tuple[str, int, int]]], currency: str
) -> Chart | None:
    """Return rates over time as lines: of each series its parts as name, numerator, denominator."""
    marks = tuple(
        Mark(part, name, (2 * 10_000 * over + of) // (2 * of), cells.share_words(over, of), 0)
        for name, parts in series.items()
        for part, over, of in parts
        if of > 0
    )
    if len({mark.name for mark in marks}) < 2:
        return None
    return Chart("lines", title, "percent", currency, marks)


def amount_lines(title: str, parts: Sequence[tuple[str, int]], currency: str) -> Chart | None:
    """Return an amount over time as one line; none of fewer than two parts, or of nothing."""
    if len(parts) < 2 or not any(minor for _, minor in parts):
        return None
    marks = tuple(
        Mark(name, "", minor, cells.rounded_words(minor, currency).removesuffix(f" {currency}"), 0)
        for name, minor in parts
    )
    return Chart("lines", title, "money", currency, marks)


def shared(over: Cell, of: Cell) -> Cell:
    """Return the share that one cell is of another."""
    return cells.share(over.number or 0, of.number or 0)
