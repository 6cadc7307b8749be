"""How a renewal ended, once an order was booked. People close lost; automation only follows orders.

| what was booked | outcome | final amount |
|---|---|---|
| all of it went to another contract | merged: its money is up there | none |
| the contract was ended | churned | 0 |
| a renewal order; nothing kept of an ATR above 0 | churned | what was kept |
| a renewal order that keeps less than the ATR | partially renewed | what was kept |
| a renewal order booked after the due date | renewed late | what was kept |
| a renewal order, or an early one (contract reset) | renewed | what was kept |
| another order moved the term's end | merged: its money is up again at the new end | none |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.kernel.period import format_day


@dataclass(frozen=True, slots=True)
class Moved:
    """An open renewal whose contract was ended or moved on; amounts in minor units a year.

    `booked_on` and `number` are those of the deciding order; `kept_minor` is the ARR after it.
    """

    due_on: date
    atr_minor: int
    kept_minor: int
    is_ended: bool
    is_moved_away: bool
    end_reason: str
    is_renewal_order: bool
    number: int
    booked_on: date
    end_on: date | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome's kind, final amount (none: up again later), close date and reason."""

    kind: str
    final_minor: int | None
    closed_on: date
    reason: str


def decide(moved: Moved) -> Decision:
    """Return how the renewal ended."""
    if moved.is_ended and moved.is_moved_away:
        reason = f"order {moved.number} moved it to another contract"
        return Decision("merged", None, moved.booked_on, reason)
    if moved.is_ended:
        return Decision("churned", 0, moved.booked_on, moved.end_reason or "contract ended")
    if not moved.is_renewal_order:
        end = format_day(moved.end_on) if moved.end_on else "open"
        reason = f"order {moved.number} moved the term's end; it now renews {end}"
        return Decision("merged", None, moved.booked_on, reason)
    reason = f"renewal order {moved.number}"
    return Decision(_kind(moved), moved.kept_minor, moved.booked_on, reason)


def _kind(moved: Moved) -> str:
    if moved.kept_minor <= 0 < moved.atr_minor:
        return "churned"
    if moved.kept_minor < moved.atr_minor:
        return "partially_renewed"
    return "renewed_late" if moved.booked_on > moved.due_on else "renewed"
