"""What moved between two days: a bar for the beginning, one for each kind of movement, the end.

Each bar begins where the one before it ended. Places across are percentages, so the drawing fills
its width at any zoom and text keeps its size; places down are pixels. Every bar carries its name
and amount as text, and is a link to the renewals behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenure.forecast.queries.movement import Waterfall
from tenure.kernel.money import Money

TITLE = 20  # the name above a bar
BAR = 22
BELOW = 12
LEAST = 0.004  # of the width: a small movement is still seen


@dataclass(frozen=True, slots=True)
class MovementBar:
    """One bar under its name; `tone` is total, more or less."""

    kind: str
    name: str
    tone: str
    count: int
    text: str
    x: str
    width: str
    name_y: int
    y: int


@dataclass(frozen=True, slots=True)
class MovementChart:
    """The drawing of one currency."""

    bars: tuple[MovementBar, ...]
    height: int
    bar_height: int
    says: str


def movement_chart(found: Waterfall) -> MovementChart:
    """Return the drawing of a waterfall."""
    steps = [("begin", "Begin", found.begin_count, 0, found.begin_minor)]
    at = found.begin_minor
    for bar in found.bars:
        steps.append((bar.kind, bar.name, bar.count, at, at + bar.amount_minor))
        at += bar.amount_minor
    steps.append(("end", "End", found.end_count, 0, found.end_minor))
    edges = [edge for *_, one, other in steps for edge in (one, other)]
    lowest = min(0, *edges)
    span = max(max(edges) - lowest, 1)
    bars = []
    for place, (kind, name, count, start, stop) in enumerate(steps):
        top = place * (TITLE + BAR + BELOW)
        is_total = kind in {"begin", "end"}
        tone = "total" if is_total else "more" if stop > start else "less"
        width = max(abs(stop - start) / span, LEAST)
        left = min((min(start, stop) - lowest) / span, 1 - width)
        text = Money(stop - start, found.currency).format()
        if tone == "more":
            text = f"+{text}"
        bars.append(
            MovementBar(
                kind, name, tone, count, text, f"{left:.3%}", f"{width:.3%}", top + 14, top + TITLE
            )
        )
    return MovementChart(
        bars=tuple(bars),
        height=len(bars) * (TITLE + BAR + BELOW),
        bar_height=BAR,
        says=". ".join(f"{bar.name}: {bar.text}" for bar in bars),
    )
