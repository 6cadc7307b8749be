"""Worst, likely and best of one renewal: the metric `outlook`, with the swing that a person said.

| state | likely | worst | best |
|---|---|---|---|
| won | the final amount, at most the ATR | likely | likely |
| open | the forecast, at most the ATR | 0 | likely + swing (none said: the ATR) |
| lost | 0 | 0 | 0 |

What is merged is up with another renewal and counts there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlook:
    """Sums over renewals, minor units a year of one currency."""

    count: int = 0
    atr_minor: int = 0
    worst_minor: int = 0
    likely_minor: int = 0
    best_minor: int = 0

    def __add__(self, other: Outlook) -> Outlook:
        """Return the sums of both."""
        return Outlook(
            self.count + other.count,
            self.atr_minor + other.atr_minor,
            self.worst_minor + other.worst_minor,
            self.likely_minor + other.likely_minor,
            self.best_minor + other.best_minor,
        )


NOTHING = Outlook()


def outlook(
    state: str, *, atr_minor: int, forecast_minor: int, final_minor: int | None,
    swing_minor: int | None,
) -> Outlook:  # fmt: skip
    """Return what one renewal adds, in minor units a year."""
    if state == "merged":
        return NOTHING
    if state != "open":
        won = min(final_minor or 0, atr_minor)
        return Outlook(1, atr_minor, won, won, won)
    likely = min(forecast_minor, atr_minor)
    swing = atr_minor - likely if swing_minor is None else min(swing_minor, atr_minor - likely)
    return Outlook(1, atr_minor, 0, likely, likely + swing)
