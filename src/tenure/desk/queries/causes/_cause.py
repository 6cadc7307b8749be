"""What a cause is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.money import Money

COLUMNS = (
    "subject", "occurrence", "renewal_id", "discrepancy_id", "days", "share_bp", "size_minor",
    "currency", "at_stake_minor", "facts",
)  # fmt: skip
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its code and name, where it is found, and what to say of it on a day.

    `ahead`: rules ask for the days that are left at most. `is_sla`: it is a promise of time that
    was broken.
    """

    code: str
    name: str
    sql: str
    say: Callable[[Facts, date], str]
    ahead: bool = False
    is_sla: bool = False


def days_ago(text: str, on: date) -> str:
    """Return how long a day of the facts is past: "14 days ago (1 Jan 2027)" without the month."""
    past = (on - date.fromisoformat(text)).days
    return "today" if past == 0 else "1 day ago" if past == 1 else f"{past:,} days ago"


def days_left(text: str, on: date) -> str:
    """Return how far a day of the facts is ahead: "in 14 days", "today", "3 days ago"."""
    left = (date.fromisoformat(text) - on).days
    if left < 0:
        return days_ago(text, on)
    return "today" if left == 0 else "in 1 day" if left == 1 else f"in {left:,} days"


def money(minor: int, currency: str) -> str:
    """Return an amount in words."""
    return Money(minor, currency).format()
