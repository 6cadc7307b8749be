"""A scale of days across a drawing, in percent, with its ticks and named days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenure.kernel.period import format_day

OPEN_DAYS = 365  # how far a bar without an end is drawn past everything else
LEAST_DAYS = 180
LONGEST_DAYS = 365 * 60  # what a scale holds at most: further days stand at its ends
MARGIN = 0.02
MOST_TICKS = 40
# How wide a drawing is at least (see `.ct-1` to `.ct-5`), by the years it holds.
WIDTHS = ((4, 736), (8, 960), (14, 1600), (24, 2400), (1000, 4000))
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing with its year (or month)."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A named day; `level` lifts it over its neighbour, `anchor` keeps it inside."""

    x: str
    kind: str  # today, day, notice, end, start, ended
    text: str
    level: int
    anchor: str

    @property
    def text_y(self) -> int:
        """Return the baseline of the name."""
        return 46 - 16 * self.level

    @property
    def text_dx(self) -> int:
        """Return how far the name stands beside its line."""
        return 5 if self.anchor == "start" else -5


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that a drawing holds."""

    start: date
    end: date

    @property
    def step(self) -> int:
        """Return the number of its least width."""
        years = (self.end - self.start).days / 365
        return next(n for n, (most, _) in enumerate(WIDTHS, start=1) if years <= most)

    @property
    def least_width(self) -> int:
        """Return its least width in pixels."""
        return WIDTHS[self.step - 1][1]

    @property
    def ticks(self) -> list[Tick]:
        """Return the first days of the years; of the quarters where there are few."""
        years = self.end.year - self.start.year
        if years < 2:
            firsts = [
                date(y, m, 1) for y in (self.start.year, self.end.year) for m in (1, 4, 7, 10)
            ]
            return [
                self._tick(day, format_day(day).removeprefix("1 "))
                for day in sorted(set(firsts))
                if self.start <= day <= self.end
            ]
        every = -(-years // MOST_TICKS)
        return [
            self._tick(date(year, 1, 1), str(year))
            for year in range(self.start.year + 1, self.end.year + 1, every)
        ]

    def _tick(self, day: date, text: str) -> Tick:
        """Return a tick, without its text where that would stick out on the right."""
        room = (1 - self.share(day)) * self.least_width
        return Tick(self.place(day), text if room > 8 * len(text) else "")

    def share(self, day: date) -> float:
        """Return where a day lies, from 0 to 1."""
        part = (day - self.start).days / max((self.end - self.start).days, 1)
        return min(max(part, 0.0), 1.0)

    def place(self, day: date) -> str:
        """Return where a day lies, in percent."""
        return f"{self.share(day):.3%}"

    def span(self, start_on: date, end_on: date | None) -> tuple[str, str]:
        """Return where a half-open span begins and how wide it is; no end: to the right edge."""
        left = self.share(start_on)
        right = 1.0 if end_on is None else self.share(end_on)
        return f"{left:.3%}", f"{max(right - left, 0.002):.3%}"

    def pixels(self, one: date, other: date) -> float:
        """Return how far apart two days are at the least width."""
        return (self.share(other) - self.share(one)) * self.least_width


def scale_of(spans: Sequence[tuple[date, date | None]], days: Sequence[date]) -> Scale:
    """Return the scale that holds the spans and the days (at least one), with a margin."""
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans if end is not None]
    first, last = min([*starts, *days]), max([*starts, *ends, *days])
    middle = days[-1]
    first = max(first, middle - _days(min(LONGEST_DAYS, (middle - date.min).days)))
    last = min(last, middle + _days(min(LONGEST_DAYS, (date.max - middle).days - OPEN_DAYS)))
    last = max(last, _moved(first, LEAST_DAYS))
    if any(end is None for _, end in spans):
        last = last + _days(OPEN_DAYS)
    margin = max(int((last - first).days * MARGIN), 10)
    return Scale(_moved(first, -margin), _moved(last, margin))


def levelled(scale: Scale, named: Sequence[tuple[str, str, date]]) -> list[Flag]:
    """Return the flags of (kind, name, day), each on the lowest level where its text has room."""
    free_from: dict[int, float] = {}
    flags = []
    width = scale.least_width
    for kind, name, day in sorted(named, key=lambda one: (one[2], one[0])):
        text = f"{name} {format_day(day)}" if name else ""
        size = 7.0 * len(text) + 10
        left = scale.share(day) * width
        anchor = "start" if left + size < width else "end"
        begins = left if anchor == "start" else left - size
        level = next((n for n in range(LEVELS) if free_from.get(n, -1.0) <= begins), LEVELS - 1)
        if text:
            free_from[level] = begins + size
        flags.append(Flag(scale.place(day), kind, text, level, anchor))
    return flags


def _days(count: int) -> timedelta:
    return timedelta(days=max(count, 0))


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
