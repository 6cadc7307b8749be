"""The renewal's dates from T-120 to T-0 on one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 1000
MARGIN = 40
BEFORE = 130
AFTER = 15
STOPS = (120, 90, 60, 30, 14, 7, 0)
DATED = {120, 90, 60, 30, 0}


@dataclass(frozen=True, slots=True)
class Stop:
    """A T-date: place, label, day and whether it has passed."""

    x: int
    label: str
    day: date
    has_passed: bool
    shows_day: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A named day above the line; `level` lifts it over its neighbour, `anchor` keeps it inside."""

    x: int
    name: str
    day: date
    kind: str  # today, notice, due, closed, quote
    level: int
    anchor: str

    @property
    def text_y(self) -> int:
        """Return the height of the name."""
        return 58 - 19 * self.level

    @property
    def stem_y(self) -> int:
        """Return where the stem begins."""
        return self.text_y + 5


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: stops, flags, and how far along today is."""

    stops: list[Stop]
    flags: list[Flag]
    window_x: int
    window_width: int
    today_x: int


def renewal_timeline(renewal_on: date, today: date, named: list[tuple[str, str, date]]) -> Timeline:
    """Return the drawing for (kind, name, day) triples; days off the line stand at its ends."""

    def place(day: date) -> int:
        ahead = (day - renewal_on).days
        share = (min(max(ahead, -BEFORE), AFTER) + BEFORE) / (BEFORE + AFTER)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN))

    stops = []
    for days in STOPS:
        day = renewal_on - timedelta(days=days)
        stops.append(Stop(place(day), f"T-{days}", day, day <= today, days in DATED))
    flags = _levelled([(place(day), kind, name, day) for kind, name, day in named])
    window = (place(renewal_on - timedelta(days=120)), place(renewal_on - timedelta(days=90)))
    return Timeline(stops, flags, window[0], window[1] - window[0], place(today))


def _levelled(places: list[tuple[int, str, str, date]]) -> list[Flag]:
    """Lift each flag to the lowest level where its text has room."""
    free_from: dict[int, int] = {}
    flags = []
    for x, kind, name, day in sorted(places, key=lambda place: (place[0], place[3])):
        width = 7 * (len(name) + 12)
        anchor = "start" if x < WIDTH - width else "end"
        left = x if anchor == "start" else x - width
        level = next((n for n in range(3) if free_from.get(n, -1) <= left), 2)
        free_from[level] = left + width + 8
        flags.append(Flag(x, name, day, kind, level, anchor))
    return flags
