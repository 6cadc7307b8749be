"""What plays bring: each figure as a part of a whole, with its definition in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.kernel.percent import WHOLE

FEW = 20  # below this many, a share is told but not compared

# What each figure says; a play's page and the documentation show the same sentences.
DEFINITIONS: Mapping[str, str] = {
    "completion": (
        "Tasks done / tasks due. Due: their day lies in the period and has come; without those "
        "that were not needed, and those whose renewal was closed before their day."
    ),
    "in_time": "Tasks done on or before their day / the same tasks due.",
    "cycle": (
        "Days from the play's start to the renewal's close: half of the closed renewals took this "
        "long or less."
    ),
    "on_time": (
        "Renewed, whole or in part, on or before the due date / renewals due in the period, "
        "decided or not; without merged ones."
    ),
    "won": "Renewed, whole or in part, also late / renewals decided; without merged ones.",
    "won_money": (
        "What was kept, at most the ATR of each renewal / ATR of renewals decided; a currency at a "
        "time, nothing is converted."
    ),
    "without": (
        "Renewals due in the same period that match the play's channels, segments and renewal "
        "types, and on which it was not started."
    ),
}
NAMES: Mapping[str, str] = {
    "completion": "Tasks completed",
    "in_time": "Tasks completed in time",
    "cycle": "Cycle time",
    "on_time": "Renewed on time",
    "won": "Won, by count",
    "won_money": "Won, by money",
    "without": "Compared with",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both counted; its rate has a meaning only beside its whole."""

    part: int
    whole: int

    @property
    def rate_bp(self) -> int | None:
        """Return the rate in basis points, half-up; None of nothing."""
        if not self.whole:
            return None
        return (2 * self.part * WHOLE + self.whole) // (2 * self.whole)

    @property
    def is_small(self) -> bool:
        """Tell whether there are too few to compare."""
        return self.whole < FEW


@dataclass(frozen=True, slots=True)
class MoneyShare:
    """Money kept of money up, minor units a year of one currency."""

    currency: str
    part_minor: int
    whole_minor: int

    @property
    def rate_bp(self) -> int | None:
        """Return the rate in basis points, half-up; None of nothing."""
        return Share(self.part_minor, self.whole_minor).rate_bp if self.whole_minor > 0 else None


@dataclass(frozen=True, slots=True)
class Side:
    """What became of the renewals with the play, or of those without it."""

    on_time: Share = Share(0, 0)
    won: Share = Share(0, 0)
    money: tuple[MoneyShare, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayOutcome:
    """What one play brought in a period.

    `cycle_days` is a median over `cycle_of` closed renewals. `by_event`: the play starts by
    something that happens to some renewals only, so those without it are others from the outset.
    """

    code: str
    title: str
    by_event: bool
    completion: Share
    in_time: Share
    not_needed: int
    cycle_days: int | None
    cycle_of: int
    ran: Side
    without: Side

    @property
    def is_small(self) -> bool:
        """Tell whether too few renewals were decided on either side to compare them."""
        return self.ran.won.is_small or self.without.won.is_small

    @property
    def won_difference_bp(self) -> int | None:
        """Return the win rate with the play less that without it; None where it would mislead."""
        with_it, without_it = self.ran.won.rate_bp, self.without.won.rate_bp
        if self.is_small or self.by_event or with_it is None or without_it is None:
            return None
        return with_it - without_it
