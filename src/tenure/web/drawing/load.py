"""What people carry against what they can: a bar for each in a frame that is the capacity.

Places across are percentages, so the drawing fills its width at any zoom and text keeps its size;
places down are pixels. Every bar carries its numbers as text, and the table has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.desk.rules.team import Carried

TITLE = 20  # the name above a bar
BAR = 22
BELOW = 12
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class LoadBar:
    """One bar under its name: the load, and the frame of the capacity (none: nobody set it)."""

    name: str
    name_y: int
    y: int
    load_width: str
    capacity_width: str
    is_above: bool
    text: str

    @property
    def text_y(self) -> int:
        """Return the baseline of the text, in the middle of the bar."""
        return self.y + BAR - 6


@dataclass(frozen=True, slots=True)
class LoadChart:
    """The drawing; `left_out` are people who carry less and are only in the table."""

    bars: tuple[LoadBar, ...]
    height: int
    bar_height: int
    says: str
    left_out: int


def load_chart(people: Sequence[Carried]) -> LoadChart | None:
    """Return the drawing, the fullest first; None where nobody carries or can carry anything."""
    drawn = [one for one in people if one.load or one.capacity]
    if not drawn:
        return None
    drawn.sort(key=lambda one: (-(one.share_bp or 0), -one.load, one.name))
    widest = max(max(one.load, one.capacity or 0) for one in drawn)
    bars = tuple(_bar(one, place, widest) for place, one in enumerate(drawn[:MOST_BARS]))
    return LoadChart(
        bars=bars,
        height=len(bars) * (TITLE + BAR + BELOW),
        bar_height=BAR,
        says=". ".join(f"{bar.name}: {bar.text}" for bar in bars),
        left_out=len(drawn) - len(bars),
    )


def _bar(one: Carried, place: int, widest: int) -> LoadBar:
    top = place * (TITLE + BAR + BELOW)
    above = ", above" if one.is_above else ""
    return LoadBar(
        name=one.name, name_y=top + 14, y=top + TITLE, load_width=f"{one.load / widest:.3%}",
        capacity_width=f"{(one.capacity or 0) / widest:.3%}", is_above=one.is_above,
        text=f"{one.load_in_words}{above}",
    )  # fmt: skip
