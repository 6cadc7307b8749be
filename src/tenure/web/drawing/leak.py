"""What leaks: a bar for each value, the largest first, of one currency.

Places across are percentages, so the drawing fills its width at any zoom and text keeps its size;
places down are pixels. Every bar carries its amount as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.kernel.money import Money

TITLE = 20  # the name above a bar
BAR = 22
BELOW = 12
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class LeakBar:
    """One bar under its name, with its amount beside its beginning."""

    name: str
    name_y: int
    y: int
    width: str
    text: str

    @property
    def text_y(self) -> int:
        """Return the baseline of the text, in the middle of the bar."""
        return self.y + BAR - 6


@dataclass(frozen=True, slots=True)
class LeakChart:
    """The drawing; `left_out` are values that leak less and are only in the table."""

    bars: tuple[LeakBar, ...]
    height: int
    bar_height: int
    says: str
    left_out: int


def leak_chart(amounts: Sequence[tuple[str, int]], currency: str) -> LeakChart | None:
    """Return the drawing of names and amounts in minor units; None where nothing leaks."""
    leaking = sorted(
        ((name, minor) for name, minor in amounts if minor > 0), key=lambda one: -one[1]
    )
    if not leaking:
        return None
    largest = leaking[0][1]
    bars = []
    for place, (name, minor) in enumerate(leaking[:MOST_BARS]):
        top = place * (TITLE + BAR + BELOW)
        text = Money(minor, currency).format()
        bars.append(LeakBar(name, top + 14, top + TITLE, f"{minor / largest:.3%}", text))
    return LeakChart(
        bars=tuple(bars),
        height=len(bars) * (TITLE + BAR + BELOW),
        bar_height=BAR,
        says=". ".join(f"{bar.name}: {bar.text}" for bar in bars),
        left_out=len(leaking) - len(bars),
    )
