"""Save plays: what is tried to keep money that is at risk, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenure.kernel.errors import InvalidInput


class SaveOutcome(StrEnum):
    """What came of a save play."""

    SAVED = "saved"
    PARTLY = "partly"
    LOST = "lost"


OUTCOME_WORDS = {
    SaveOutcome.SAVED: "Saved",
    SaveOutcome.PARTLY: "Partly saved",
    SaveOutcome.LOST: "Lost",
}
# The library that a new company starts with: code, name, what it is.
DEFAULT_TACTICS = (
    ("executive_mail", "Executive e-mail", "One of our executives writes to one of theirs."),
    ("executive_call", "Executive call", "Executives of both sides speak."),
    ("services", "Discounted services", "Help with adoption at a lower price."),
    ("workshop", "Workshop", "A day on what the customer wants to reach."),
    ("discount", "Discount", "A lower price; through the approvals as ever."),
    ("terms", "Better terms", "Payment terms, term, or service level."),
    ("preview", "Feature preview", "Early access to what is missing."),
    ("ramp", "Ramp", "Begin smaller and step up inside the term."),
    ("architect", "Architect engagement", "An architect works with their team."),
    ("peer_call", "Peer call", "A customer like them tells how they use it."),
    ("board", "Board contact", "A board member opens the door."),
    ("roi", "Bespoke ROI", "What it brings them, in their own figures."),
)


def kept_minor(outcome: SaveOutcome, atr_minor: int, told_minor: int | None) -> int:
    """Return what was kept of the ATR at the start, in its minor units a year.

    | outcome | told | kept of 1,000 |
    |---|---|---|
    | saved | nothing | 1,000 |
    | partly saved | 600 | 600 |
    | lost | nothing | 0 |

    What is won beyond the ATR is no saving. Raise InvalidInput for an amount that does not go with
    the outcome.
    """
    if outcome is SaveOutcome.PARTLY:
        if told_minor is None or not 0 < told_minor < atr_minor:
            raise InvalidInput("Partly saved: say how much, more than nothing and less than all.")
        return told_minor
    expected = atr_minor if outcome is SaveOutcome.SAVED else 0
    if told_minor is not None and told_minor != expected:
        raise InvalidInput("Saved is all of it, lost is nothing; for a part say 'partly'.")
    return expected


@dataclass(frozen=True, slots=True, kw_only=True)
class TacticFigures:
    """Hold what came of a tactic in one currency; amounts in minor units, ATR a year.

    Rates are of what has a result: those still open are counted beside it.
    """

    code: str
    name: str
    currency: str
    started: int
    open: int
    saved: int
    partly: int
    lost: int
    cost_minor: int
    decided_atr_minor: int
    kept_minor: int

    @property
    def decided(self) -> int:
        """Return how many have a result: the denominator of the rate by count."""
        return self.saved + self.partly + self.lost

    @property
    def saved_bp(self) -> int | None:
        """Return the share of those decided that were saved, in basis points, half up."""
        return _share(self.saved, self.decided)

    @property
    def kept_bp(self) -> int | None:
        """Return the share of the decided ATR that was kept, in basis points, half up."""
        return _share(self.kept_minor, self.decided_atr_minor)


def _share(part: int, whole: int) -> int | None:
    return (20_000 * part + whole) // (2 * whole) if whole > 0 else None
