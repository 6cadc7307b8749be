"""A report beside the same question of an earlier period: each figure with what it changed by.

Rows are those of the same part (the first with the first), slice and currency. What is in one of
them only had nothing in the other. A rate changes by points, which are the difference of the two
as they are printed, so that everybody can check them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tenure.insight.rules.asking import Asked
from tenure.insight.rules.figures import Rate, Report, Row, written
from tenure.insight.rules.spans import read_span, span_of
from tenure.kernel.errors import InvalidInput

COMPARE = {"previous": "The period before", "year": "A year before"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and the one that it is compared with; they have the same columns and rates."""

    now: Row
    before: Row


@dataclass(frozen=True, slots=True)
class Compared:
    """A report, the earlier one, and their rows in pairs; `how` says which earlier period it is."""

    now: Report
    before: Report
    how: str
    pairs: tuple[Pair, ...]

    def as_json(self) -> dict[str, Any]:
        """Return both reports and the changes as plain values; rates in basis points."""
        return {
            "report": self.now.as_json(), "compared_with": self.how,
            "before": self.before.as_json(), "changes": [_json(pair) for pair in self.pairs],
        }  # fmt: skip

    def header(self) -> list[str]:
        """Return the report's columns as a sheet, then what they were and what they changed by."""
        metric = self.now.asked.metric
        names = [*metric.columns, *(f"{rate.name}_bp" for rate in metric.rates)]
        more = [f"{name}_{what}" for what in ("before", "change") for name in names]
        return [*self.now.header(), "period_before", *more]

    def sheet(self) -> list[list[str | int]]:
        """Return the rows of the sheet: integers in minor units, rates in basis points."""
        rows = replace(self.now, rows=tuple(pair.now for pair in self.pairs)).sheet()
        return [
            [
                *row, pair.before.part, *_told(_numbers(pair.before)), *_told(_differences(pair)),
            ]
            for row, pair in zip(rows, self.pairs, strict=True)
        ]  # fmt: skip


def earlier(asked: Asked, how: str) -> Asked:
    """Return the same question of the period before, or of the same one a year before.

    Raise InvalidInput for another way to compare, or where the calendar begins.
    """
    if how not in COMPARE:
        raise InvalidInput(f"A report is compared with {' or '.join(COMPARE)}, not with {how}.")
    months = asked.step * asked.periods
    unit = read_span(asked.period.partition("..")[0]).months
    span = span_of(asked.first - (months if how == "previous" else 12), months, unit)
    return replace(asked, period=span.name, days=span.days, first=span.first)


def compared(now: Report, before: Report, how: str) -> Compared:
    """Return the rows of two reports in pairs, in the order of the first one."""
    parts = {before.asked.part(n): now.asked.part(n) for n in range(now.asked.periods)}
    known = {_place(row, row.part): row for row in now.rows}
    earlier_rows = {_place(row, parts[row.part]): row for row in before.rows}
    named = {later: was for was, later in parts.items()}
    pairs = [
        Pair(
            known.get(place) or _nothing(earlier_rows[place], place[0]),
            earlier_rows.get(place) or _nothing(known[place], named[place[0]]),
        )
        for place in dict.fromkeys((*known, *earlier_rows))
    ]
    return Compared(now, before, how, tuple(pairs))


def figure_in_words(row: Row, name: str) -> str:
    """Return a column or rate of a row for people; empty for a rate of nothing."""
    if name in row.rates:
        rate = row.rates[name]
        return rate.words if rate else ""
    return written(row.figures[name], row.currency)


def change_in_words(name: str, pair: Pair) -> str:
    """Return by how much a column or rate of a row changed: up 5.00, 1.92 %; down 2.31 points."""
    if name in pair.now.rates:
        rate, was = pair.now.rates[name], pair.before.rates[name]
        if rate is None or was is None:
            return "" if rate is was else ("of nothing now" if rate is None else "of nothing then")
        moved = rate.hundredths - was.hundredths
        unit = "days" if rate.unit == "days" else "points"
        return _moved(moved, f"{abs(moved) // 100:,}.{abs(moved) % 100:02} {unit}")
    now, before = pair.now.figures[name], pair.before.figures[name]
    text = written(abs(now - before), pair.now.currency)
    if before > 0 and now != before:
        text += f", {Rate(abs(now - before), before).percent}"
    return _moved(now - before, text)


def _moved(by: int, text: str) -> str:
    return f"{'up' if by > 0 else 'down'} {text}" if by else "unchanged"


def _place(row: Row, part: str) -> tuple[str, tuple[str, ...], str]:
    return part, tuple(row.slices.values()), row.currency


def _nothing(like: Row, part: str) -> Row:
    """Return the row of a slice in which nothing was."""
    return Row(
        part, like.slices, like.currency, dict.fromkeys(like.figures, 0),
        dict.fromkeys(like.rates),
    )  # fmt: skip


def _numbers(row: Row) -> list[int | None]:
    rates = [None if rate is None else rate.basis_points for rate in row.rates.values()]
    return [*row.figures.values(), *rates]


def _differences(pair: Pair) -> list[int | None]:
    both = zip(_numbers(pair.now), _numbers(pair.before), strict=True)
    return [None if now is None or was is None else now - was for now, was in both]


def _told(numbers: list[int | None]) -> list[str | int]:
    return ["" if number is None else number for number in numbers]


def _json(pair: Pair) -> dict[str, Any]:
    names = [*pair.now.figures, *(f"{name}_bp" for name in pair.now.rates)]
    return {
        "period": pair.now.part, "period_before": pair.before.part, **pair.now.slices,
        **({"currency": pair.now.currency} if pair.now.currency else {}),
        **dict(zip(names, _differences(pair), strict=True)),
    }  # fmt: skip
