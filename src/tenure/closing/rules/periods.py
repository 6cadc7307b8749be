"""Periods that are closed, by name; and what has to be true before one is.

| name | from | to, the last day |
|---|---|---|
| 2027-03 | 2027-03-01 | 2027-03-31 |
| 2027-Q1 | 2027-01-01 | 2027-03-31 |
| 2027 | 2027-01-01 | 2027-12-31 |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period

_NAME = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})|-Q(?P<quarter>[1-4]))?")
# Open differences up to this need no owner before a close, in minor units of their currency.
USUAL_OVER_MINOR = 1_000_00


@dataclass(frozen=True, slots=True)
class ClosingPeriod:
    """Hold a month, quarter or year by its name."""

    name: str
    days: Period

    @property
    def end_on(self) -> date:
        """Return the first day after it."""
        assert self.days.end is not None
        return self.days.end


def read_period(name: str) -> ClosingPeriod:
    """Return the period of a name. Raise InvalidInput for what is none."""
    found = _NAME.fullmatch(name.strip().upper())
    if found is None or int(found["year"]) < 1:
        raise InvalidInput("Name a month, quarter or year, as in 2027-03, 2027-Q1 or 2027.")
    year, first, months = int(found["year"]), 1, 12
    if found["month"]:
        first, months = int(found["month"]), 1
    elif found["quarter"]:
        first, months = 3 * int(found["quarter"]) - 2, 3
    if not 1 <= first <= 12 or year > 9998:
        raise InvalidInput(f"{name.strip()} is not in the calendar.")
    start = date(year, first, 1)
    return ClosingPeriod(name.strip().upper(), Period(start, _after(start, months)))


def next_periods(*, open_from: date | None, today: date) -> list[ClosingPeriod]:
    """Return the months that are over and open, the first of them first: at most twelve.

    With nothing locked yet, the month before this one.
    """
    this = today.replace(day=1)
    start = open_from.replace(day=1) if open_from else _after(this, -1)
    found: list[ClosingPeriod] = []
    while start < this and len(found) < 12:
        end = _after(start, 1)
        found.append(ClosingPeriod(f"{start:%Y-%m}", Period(start, end)))
        start = end
    return found


def _after(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that has to be true before a period is closed, and how it is.

    `count` is what stands against it; `found` names some of that, as far as the reader may see it.
    What `must` be true cannot be excepted.
    """

    code: str
    title: str
    count: int
    found: tuple[str, ...] = ()
    hint: str = ""
    must: bool = False

    @property
    def is_met(self) -> bool:
        """Tell whether nothing stands against it."""
        return self.count == 0


def unmet(checks: Sequence[Check], excepted: dict[str, str]) -> list[Check]:
    """Return the checks that stand against a close: not met, and not excepted in words."""
    return [
        check
        for check in checks
        if not check.is_met and (check.must or not excepted.get(check.code, "").strip())
    ]
