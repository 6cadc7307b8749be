"""What a period is called: a month, quarter or year, several in a row, or one as seen from a day.

| asked on 2027-02-10 | is |
|---|---|
| 2027-03, 2027-Q1, 2027 | that month, quarter or year |
| 2026-Q2..2027-Q1 | from the first to the last of them |
| this-quarter, last-quarter, next-quarter | 2027-Q1, 2026-Q4, 2027-Q2 |
| last-4-quarters | 2026-Q1..2026-Q4: the four that are over |
| next-4-quarters | 2027-Q1..2027-Q4: this one and the three after it |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tenure.closing.rules.periods import read_period
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SEEN = re.compile(
    r"(?P<side>this|last|next)-((?P<many>[1-9]\d?)-(?P<kinds>month|quarter|year)s"
    r"|(?P<kind>month|quarter|year))"
)
_MOST = 120  # months


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months in a row: `first` is year * 12 + month - 1 of the first of `months`."""

    name: str
    first: int
    months: int

    @property
    def days(self) -> Period:
        """Return its days."""
        return Period(_first_day(self.first), _first_day(self.first + self.months))

    @property
    def is_one(self) -> bool:
        """Tell whether it is one month, quarter or year of the calendar."""
        return ".." not in self.name


def read_span(name: str) -> Span:
    """Return the period of a name, without regard to any day. Raise InvalidInput for none."""
    start, dots, end = name.strip().upper().partition("..")
    first = _named(start)
    if not dots:
        return first
    last = _named(end)
    if last.months != first.months:
        raise InvalidInput(f"From {first.name} to {last.name}: name two of the same length.")
    if last.first <= first.first:
        raise InvalidInput(f"From {first.name} to {last.name}: the second is not after the first.")
    return span_of(first.first, last.first + last.months - first.first, first.months)


def span_of(first: int, months: int, unit: int) -> Span:
    """Return so many months from one on, named by parts of `unit` months (1, 3 or 12).

    Raise InvalidInput for what is too long or outside the calendar.
    """
    if months > _MOST:
        raise InvalidInput(f"A period has at most {_MOST // 12} years.")
    _check_calendar(first, months)
    names = [part_name(first, unit)]
    if months > unit:
        names.append(part_name(first + months - unit, unit))
    return Span("..".join(names), first, months)


def seen_from(name: str, on: date) -> str:
    """Return a period's own name where it is named as seen from a day; else the name as it is."""
    found = _SEEN.fullmatch("-".join(name.strip().lower().split()))
    if found is None:
        return name
    unit = _MONTHS[found["kind"] or found["kinds"]]
    this = (on.year * 12 + on.month - 1) // unit * unit
    many = int(found["many"] or 1)
    if found["many"] and found["side"] == "this":
        raise InvalidInput("There is one this: say this-quarter, or next-4-quarters.")
    first = {"this": this, "last": this - many * unit}.get(found["side"], this)
    if found["side"] == "next" and not found["many"]:
        first = this + unit
    return span_of(first, many * unit, unit).name


def part_name(first: int, months: int) -> str:
    """Return the name of a month, quarter or year: 2027-01, 2027-Q1, 2027."""
    year, month = divmod(first, 12)
    return {1: f"{year:04}-{month + 1:02}", 3: f"{year:04}-Q{month // 3 + 1}", 12: f"{year:04}"}[
        months
    ]


def _named(name: str) -> Span:
    one = read_period(name)
    start, months = one.days.start, one.days.whole_months_and_days()[0]
    first = start.year * 12 + start.month - 1
    _check_calendar(first, months)
    return Span(one.name, first, months)


def _check_calendar(first: int, months: int) -> None:
    """Refuse what leaves no room for a day before it, or for a year after it."""
    if first < 24 or first + months > 9998 * 12:
        raise InvalidInput("The period is not in the calendar.")


def _first_day(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
