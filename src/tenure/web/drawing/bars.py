"""Lines of a contract as bars on a common scale of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SPAN = 1000
OPEN_DAYS = 365  # how far a bar without an end is drawn past today


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in thousandths of the scale."""

    x: int
    width: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The span of days that the bars share, with the years in it."""

    start: date
    end: date
    today_x: int
    years: list[tuple[int, int]]

    def bar(self, start_on: date, end_on: date | None) -> Bar:
        """Return the bar of a half-open span; no end: to the scale's end."""
        left = self.place(start_on)
        right = SPAN if end_on is None else self.place(end_on)
        return Bar(left, max(right - left, 4), end_on is None)

    def place(self, day: date) -> int:
        """Return a day's place in thousandths, kept inside the scale."""
        share = (day - self.start).days * SPAN // max((self.end - self.start).days, 1)
        return min(max(share, 0), SPAN)


def scale_of(spans: Sequence[tuple[date, date | None]], today: date) -> Scale:
    """Return the scale that holds every span; without spans, the year around today."""
    starts = [start for start, _ in spans] or [today]
    far = today + timedelta(days=OPEN_DAYS)
    ends = [end or max(far, start + timedelta(days=OPEN_DAYS)) for start, end in spans] or [far]
    bare = Scale(min(starts), max(ends), 0, [])
    years = [
        (bare.place(date(year, 1, 1)), year)
        for year in range(bare.start.year + 1, bare.end.year + 1)
        if date(year, 1, 1) < bare.end
    ]
    return Scale(bare.start, bare.end, bare.place(today), years)
