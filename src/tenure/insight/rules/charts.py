"""What of a report is drawn: marks with their figures as text, each of one row of the report.

One part of the period without slices is a waterfall (of a metric that leads from a beginning to an
end) or a bar for each column; in slices it is a bar for each slice; several parts are lines over
time. Each currency is a chart of its own. What has no room is counted, never silently left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenure.insight.rules.definitions import Definition
from tenure.insight.rules.figures import Report, Row, written
from tenure.kernel.currencies import exponent
from tenure.kernel.errors import InvalidInput

MOST_CHARTS = 3
MOST_BARS = 12
MOST_SERIES = 6
# Columns of a waterfall that are amounts by themselves; those between lead from one to the other.
_ENDS = ("begin", "end")


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure that is drawn: `value` is minor units, a count, or 1/10,000 of a rate.

    It reaches from `base`. `row` is the place of its row in the report, which its records are of.
    """

    name: str
    series: str
    value: int
    text: str
    row: int
    base: int = 0
    kind: str = "total"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing before it is drawn: `kind` is waterfall, bars or lines.

    `unit` is money, count, percent or days (both in 1/10,000). `left_out` says how many slices
    are in the table only.
    """

    kind: str
    title: str
    unit: str
    currency: str
    marks: tuple[Mark, ...]
    left_out: int = 0
    is_sliced: bool = False

    @property
    def says(self) -> str:
        """Return what the drawing shows as one text, for who does not see it.

        Of lines that is where they begin and end, and between what they move.
        """
        if self.kind != "lines":
            return ". ".join(f"{mark.name}: {mark.text}" for mark in self.marks) + "."
        told = []
        for name in self.series:
            line = [mark for mark in self.marks if mark.series == name]
            low, high = min(line, key=_height), max(line, key=_height)
            told.append(
                f"{name}: {line[0].text} in {line[0].name}, {line[-1].text} in {line[-1].name}; "
                f"lowest {low.text} in {low.name}, highest {high.text} in {high.name}."
            )
        return " ".join(told)

    @property
    def series(self) -> tuple[str, ...]:
        """Return the names of the lines in the order in which they are drawn."""
        return tuple(dict.fromkeys(mark.series for mark in self.marks))


def _height(mark: Mark) -> int:
    return mark.value


def drawable(metric: Definition) -> dict[str, str]:
    """Return what a chart can show of each slice or part: names and labels, the chief one first."""
    named = {rate.name: rate.label for rate in metric.rates}
    columns = dict(metric.columns)
    if _is_waterfall(metric):
        named["end"] = columns.pop("end")
    for name, label in columns.items():
        named.setdefault(name, label)
    return named


def charts_of(found: Report, show: str = "", *, currency: str = "") -> tuple[Chart, ...]:
    """Return the charts of a report: one per currency (or of that one), the largest three first.

    `show` is the column or rate that is drawn of slices and parts (empty: the chief one). Raise
    InvalidInput for a name that the metric does not have.
    """
    metric = found.asked.metric
    if show and show not in drawable(metric):
        known = ", ".join(drawable(metric))
        raise InvalidInput(f"A chart of {metric.name} shows one of {known}, not {show}.")
    by_currency: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(found.rows):
        if currency in ("", row.currency):
            by_currency.setdefault(row.currency, []).append((place, row))

    def largest_first(name: str) -> tuple[int, str]:
        # In ten thousandths of the major unit: a yen is no cent.
        units = 10 ** (4 - exponent(name)) if name else 1
        return -_weight(by_currency[name]) * units, name

    drawn = sorted(by_currency, key=largest_first)
    charts = (_chart(found, show, name, by_currency[name]) for name in drawn[:MOST_CHARTS])
    return tuple(chart for chart in charts if chart.marks)


def undrawn(found: Report) -> tuple[str, ...]:
    """Return the currencies of which there is no chart, because there is no room for more."""
    if len(named := {row.currency for row in found.rows}) <= MOST_CHARTS:
        return ()
    return tuple(sorted(named - {chart.currency for chart in charts_of(found)}))


def _chart(found: Report, show: str, currency: str, rows: Sequence[tuple[int, Row]]) -> Chart:
    asked = found.asked
    if asked.periods > 1:
        return _lines(found, show, currency, rows)
    if asked.by or len(rows) > 1:
        return _bars(found, show, currency, rows)
    [(place, row)] = rows
    title = _titled(f"{asked.metric.title}, {asked.when}", "money", currency)
    if _is_waterfall(asked.metric):
        marks = tuple(_waterfall(asked.metric, place, row))
        return Chart("waterfall", title, "money", currency, marks)
    if len(asked.metric.rates) > 1:
        unit = asked.metric.rates[0].unit
        title = _titled(f"{asked.metric.title}, {asked.when}", unit, currency)
        return Chart("bars", title, unit, currency, tuple(_rates(asked.metric, place, row)))
    marks = tuple(_columns(asked.metric, place, row))
    return Chart("bars", title, asked.metric.unit, currency, marks)


def _waterfall(metric: Definition, place: int, row: Row) -> Iterable[Mark]:
    """Yield the beginning, each kind of movement that happened, and the end."""
    reached = 0
    for name, label in metric.columns.items():
        value = row.figures[name]
        text = _text(value, "money", row.currency)
        if name in _ENDS:
            reached = value
            yield Mark(label, "", value, text, place)
        elif value:
            kind = "gain" if value > 0 else "loss"
            signed = f"+{text}" if value > 0 else text
            yield Mark(label, "", reached + value, signed, place, base=reached, kind=kind)
            reached += value


def _columns(metric: Definition, place: int, row: Row) -> Iterable[Mark]:
    for name, label in metric.columns.items():
        value = row.figures[name]
        yield Mark(label, "", value, _text(value, metric.unit, row.currency), place)


def _rates(metric: Definition, place: int, row: Row) -> Iterable[Mark]:
    """Yield the rates that are of one unit with the first."""
    for named in metric.rates:
        rate = row.rates[named.name]
        if rate is not None and named.unit == metric.rates[0].unit:
            yield Mark(named.label, "", rate.basis_points, rate.words, place)


def _bars(found: Report, show: str, currency: str, rows: Sequence[tuple[int, Row]]) -> Chart:
    """Return a bar for each slice, the largest first."""
    name = show or next(iter(drawable(found.asked.metric)))
    unit = _unit(found.asked.metric, name)
    title = f"{_label(found.asked.metric, name)} by {', '.join(found.asked.by)}"
    marks = [mark for place, row in rows for mark in _marked(name, unit, place, row, "")]
    marks.sort(key=lambda mark: (-mark.value, mark.name))
    return Chart(
        "bars", _titled(f"{title}, {found.asked.when}", unit, currency), unit, currency,
        tuple(marks[:MOST_BARS]), left_out=max(len(marks) - MOST_BARS, 0),
    )  # fmt: skip


def _lines(found: Report, show: str, currency: str, rows: Sequence[tuple[int, Row]]) -> Chart:
    """Return a line for each slice, or for each rate where there is nothing else to tell apart."""
    metric, by = found.asked.metric, found.asked.by
    chief = show or next(iter(drawable(metric)))
    unit = _unit(metric, chief)
    alike = [rate.name for rate in metric.rates if rate.unit == unit]
    names = [chief] if show or by or not alike else alike
    weights: dict[str, int] = {}
    for _, row in rows:
        label = _sliced(row)
        weights[label] = weights.get(label, 0) + _weight([(0, row)])
    kept = sorted(weights, key=lambda label: (-weights[label], label))[:MOST_SERIES]
    marks = [
        mark
        for slice_name in kept
        for name in names
        for place, row in rows
        if _sliced(row) == slice_name
        for mark in _marked(name, unit, place, row, slice_name or _label(metric, name), row.part)
    ]
    title = metric.title if len(names) > 1 else _label(metric, chief)
    if by:
        title += f" by {', '.join(by)}"
    return Chart(
        "lines", _titled(f"{title}, {found.asked.when}", unit, currency), unit, currency,
        tuple(marks), left_out=len(weights) - len(kept), is_sliced=bool(by),
    )  # fmt: skip


def _marked(
    name: str, unit: str, place: int, row: Row, series: str, part: str = ""
) -> Iterable[Mark]:
    """Yield the mark of a row; none for a rate of nothing."""
    if name in row.rates:
        rate = row.rates[name]
        if rate is not None:
            yield Mark(part or _sliced(row), series, rate.basis_points, rate.words, place)
        return
    value = row.figures[name]
    yield Mark(part or _sliced(row), series, value, _text(value, unit, row.currency), place)


def _sliced(row: Row) -> str:
    return " · ".join(value.replace("_", " ") or "none" for value in row.slices.values())


def _titled(title: str, unit: str, currency: str) -> str:
    if not currency:
        return title
    return f"{title}, in {currency}" if unit == "money" else f"{title}, of {currency}"


def _text(value: int, unit: str, currency: str) -> str:
    return written(value, currency if unit == "money" else "")


def _label(metric: Definition, name: str) -> str:
    label = drawable(metric)[name]
    is_rate = any(rate.name == name for rate in metric.rates)
    return label if is_rate else f"{metric.title}: {label}"


def _unit(metric: Definition, name: str) -> str:
    return next((rate.unit for rate in metric.rates if rate.name == name), metric.unit)


def _is_waterfall(metric: Definition) -> bool:
    return metric.unit == "money" and all(name in metric.columns for name in _ENDS)


def _weight(rows: Sequence[tuple[int, Row]]) -> int:
    return sum(max((abs(value) for value in row.figures.values()), default=0) for _, row in rows)
