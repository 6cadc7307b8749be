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

    `due` finds the renewals on which it may begin, end or weigh more because days went by; '' says
    that days alone change nothing. None: it is looked for everywhere each time.
    `ahead`: rules ask for the days that are left at most. `is_sla`: it is a promise of time that
    was broken.
    """

    code: str
    name: str
    sql: str
    say: Callable[[Facts, date], str]
    due: str | None = None
    ahead: bool = False
    is_sla: bool = False


def among(column: str) -> str:
    """Return the condition that a renewal's id is among those to look at; none given: any is."""
    return f"(%(only)s::bigint[] IS NULL OR {column} = ANY(%(only)s::bigint[]))"


def offered(column: str) -> str:
    """Return the condition that the quote of a renewal still stands: it did not expire or end."""
    return f"""NOT EXISTS (
        SELECT FROM quotes_quote p JOIN quotes_quoteending x ON x.quote_id = p.id
        WHERE p.renewal_id = {column} AND p.is_primary)"""


def came(column: str, days: str = "0") -> str:
    """Return the condition that a day, later by so many (negative: sooner), came since the look."""
    return f"{column} > %(since)s - ({days}) AND {column} <= %(on)s - ({days})"


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
