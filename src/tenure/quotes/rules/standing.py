"""Whether a quote can be sent and accepted, and how quotes end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenure.kernel.period import format_day


class Ending(StrEnum):
    """How a quote stops being offered."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return each with its words."""
        return [(one.value, one.value.capitalize()) for one in cls]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold what decides whether a quote may go out.

    `is_option`: it is an option of the renewal's primary quote. `ended` is how it ended, none: not
    yet; an option ends with its primary quote.
    """

    is_primary: bool
    is_option: bool
    is_closed: bool
    is_stale: bool
    valid_until: date
    is_approved: bool
    ended: Ending | None = None
    ended_because: str = ""


def why_not_offered(standing: Standing, on: date) -> str:
    """Return why a quote cannot be accepted on a day, in a sentence; empty when it can."""
    if standing.is_closed:
        return "The renewal is closed."
    if standing.ended is Ending.WITHDRAWN:
        return f"The quote was withdrawn: {standing.ended_because}"
    if standing.ended is Ending.SUPERSEDED or not (standing.is_primary or standing.is_option):
        return "Another version has taken this quote's place."
    if standing.is_stale:
        return "The contract was changed after the quote was priced."
    if on > standing.valid_until:
        return f"The offer was valid until {format_day(standing.valid_until)}."
    if standing.ended is not None:
        return f"The offer has ended: {standing.ended_because}"
    if not standing.is_approved:
        return "The quote is not approved yet."
    return ""


def why_not_sent(standing: Standing, on: date) -> str:
    """Return why a quote cannot be sent on a day; options go out with the primary quote."""
    if standing.is_option and not standing.is_primary:
        return "This is an option: send the primary quote, its options go with it."
    return why_not_offered(standing, on)
