"""What renewals bring above what expires, now and then: two bars for each quarter or value.

Places across are percentages, so the drawing fills its width at any zoom and text keeps its size;
places down are pixels. Every bar carries its figures as text: no colour alone tells one from the
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.kernel.money import Money
from tenure.kernel.percent import Percent
from tenure.pricing.rules.simulation import share_bp

TITLE = 22  # the name above a group
BAR = 24
GAP = 4
BELOW = 14
MOST_GROUPS = 12


@dataclass(frozen=True, slots=True)
class Rise:
    """Hold a name and three amounts in minor units: what expires, the price now and then."""

    name: str
    expiring_minor: int
    now_minor: int
    then_minor: int

    @property
    def change_minor(self) -> int:
        """Return by how much the price would change."""
        return self.then_minor - self.now_minor


@dataclass(frozen=True, slots=True)
class RiseBar:
    """One bar from the zero line, with its text beside the line."""

    kind: str  # now, then
    y: int
    x: str
    width: str
    text: str

    @property
    def text_y(self) -> int:
        """Return the baseline of the text, in the middle of the bar."""
        return self.y + BAR - 8


@dataclass(frozen=True, slots=True)
class RiseGroup:
    """The two bars of one quarter or value, under its name."""

    name: str
    name_y: int
    bars: tuple[RiseBar, ...]

    @property
    def top(self) -> int:
        """Return where its part of the zero line begins."""
        return self.bars[0].y - GAP // 2

    @property
    def bottom(self) -> int:
        """Return where its part of the zero line ends."""
        return self.bars[-1].y + BAR + GAP // 2


@dataclass(frozen=True, slots=True)
class RiseChart:
    """The drawing; `left_out` are groups that move the least and are only in the table."""

    groups: tuple[RiseGroup, ...]
    zero: str
    anchor: str
    text_dx: int
    height: int
    bar_height: int
    says: str
    left_out: int


def rise_chart(rises: Sequence[Rise], currency: str, *, only_changing: bool = False) -> RiseChart:
    """Return the drawing of amounts of one currency, in the order given.

    Of more than `MOST_GROUPS` those whose price would change the most. With `only_changing` what
    stays the same is left out, unless all does.
    """
    changing = [rise for rise in rises if rise.change_minor] if only_changing else []
    largest = sorted(changing or rises, key=lambda rise: -abs(rise.change_minor))[:MOST_GROUPS]
    kept = [rise for rise in rises if rise in largest]
    rose = [minor - rise.expiring_minor for rise in kept
            for minor in (rise.now_minor, rise.then_minor)]  # fmt: skip
    low, high = min([0, *rose]), max([0, *rose])
    span = (high - low) or 1

    def share(minor: int) -> str:
        return f"{(minor - low) / span:.3%}"

    groups = []
    for place, rise in enumerate(kept):
        top = place * (TITLE + 2 * (BAR + GAP) + BELOW)
        pairs = (("now", rise.now_minor), ("then", rise.then_minor))
        bars = []
        for number, (kind, minor) in enumerate(pairs):
            size = minor - rise.expiring_minor
            width = f"{abs(size) / span:.3%}"
            y = top + TITLE + number * (BAR + GAP)
            text = f"{kind} {rise_text(size, rise.expiring_minor, currency)}"
            bars.append(RiseBar(kind, y, share(min(size, 0)), width, text))
        groups.append(RiseGroup(rise.name, top + 15, tuple(bars)))
    to_the_right = -low <= span // 2
    return RiseChart(
        groups=tuple(groups),
        zero=share(0),
        anchor="start" if to_the_right else "end",
        text_dx=8 if to_the_right else -8,
        height=len(groups) * (TITLE + 2 * (BAR + GAP) + BELOW),
        bar_height=BAR,
        says=". ".join(f"{g.name}: {', '.join(bar.text for bar in g.bars)}" for g in groups),
        left_out=len(rises) - len(kept),
    )


def rise_text(minor: int, expiring_minor: int, currency: str) -> str:
    """Return a rise for people: "+3,000.00 EUR (+3 %)"."""
    amount = Money(minor, currency).format()
    rate_bp = share_bp(minor, expiring_minor)
    sign = "+" if minor > 0 else ""
    return f"{sign}{amount}" + (f" ({sign}{Percent(rate_bp)})" if rate_bp is not None else "")
