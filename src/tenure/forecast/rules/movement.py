"""What became of a renewal between two days, seen from one period: the bars of the waterfall.

A renewal is in the period with its forecast (minor units a year) while it is open and its close
date lies there. Between two days it may enter, change, and leave:

| it | kind | amount |
|---|---|---|
| was not there before | new | + |
| had been closed before | reopened | + |
| was in another period | pulled in (its close date moved earlier) or pushed (later) | + |
| stays, worth more or less | up, down | the difference |
| is closed in the period | won, lost, merged | - |
| goes to another period | pulled in or pushed, as above | - |

What is won leaves with its final amount; what that differs from the forecast is up or down. What is
lost or merged leaves with its forecast. So begin + movements = end, for each renewal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = {
    "new": "New",
    "reopened": "Reopened",
    "pulled_in": "Pulled in",
    "pushed": "Pushed",
    "up": "Up",
    "down": "Down",
    "won": "Won",
    "lost": "Lost",
    "merged": "Merged",
}


@dataclass(frozen=True, slots=True)
class Frozen:
    """A renewal as a snapshot holds it: state open, won, lost or merged; minor units a year."""

    state: str
    close_on: date
    forecast_minor: int
    final_minor: int | None = None

    @property
    def amount_minor(self) -> int:
        """Return with what it counts: the final amount of what is won, else the forecast."""
        if self.state == "won" and self.final_minor is not None:
            return self.final_minor
        return self.forecast_minor


@dataclass(frozen=True, slots=True)
class Window:
    """The close dates of a period, half-open, and the day with which the comparison begins."""

    start: date
    end: date
    begin_on: date

    def holds(self, one: Frozen) -> bool:
        """Tell whether a close date lies in the period."""
        return self.start <= one.close_on < self.end


def movements(
    begin: Frozen | None, end: Frozen, *, opened_on: date, window: Window
) -> list[tuple[str, int]]:
    """Return what moved, as kinds and signed amounts, none of them zero.

    `begin` is None for what no snapshot of that day holds: new, unless it was opened before.
    """
    if begin is not None and begin.state != "open" and end.state != "open":
        return []
    was_in = begin is not None and begin.state == "open" and window.holds(begin)
    is_in = window.holds(end)
    found: list[tuple[str, int]] = []
    if is_in and not was_in:
        found.append((_entering(begin, end, opened_on, window), end.amount_minor))
    if is_in and was_in and begin is not None:
        change = end.amount_minor - begin.amount_minor
        found.append(("up" if change > 0 else "down", change))
    if is_in and end.state != "open":
        found.append((end.state, -end.amount_minor))
    if was_in and not is_in and begin is not None:
        found.append((_towards(begin, end), -begin.amount_minor))
    return [(kind, amount) for kind, amount in found if amount]


def _entering(begin: Frozen | None, end: Frozen, opened_on: date, window: Window) -> str:
    if begin is None:
        return "reopened" if opened_on < window.begin_on else "new"
    return _towards(begin, end) if begin.state == "open" else "reopened"


def _towards(begin: Frozen, end: Frozen) -> str:
    return "pulled_in" if end.close_on < begin.close_on else "pushed"
