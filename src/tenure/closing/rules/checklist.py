"""What has to be true before a renewal is closed: read from the facts, two steps said by people.

| step | true when |
|---|---|
| decided | an offer was accepted, notice was given, or nobody stopped an automatic renewal |
| paper | the acceptance came by form, order number or electronic signature, or needs none |
| booked | the order is booked |
| outcome | the renewal has its outcome, with a reason where money was lost |
| next | the next renewal is open; of a contract that ended there is none |
| provisioned | somebody said that what was bought is switched on, or off |
| invoiced | somebody said that the invoice, or the credit note, is out |
| crm, billing | compared since the booking, and nothing of the contract is open with that side |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tenure.kernel.period import format_day

STEPS = {
    "decided": "Decided",
    "paper": "Paper is complete",
    "booked": "Booked",
    "outcome": "Outcome recorded with its reason",
    "next": "Next renewal open",
    "provisioned": "Provisioned",
    "invoiced": "Invoiced or credited",
    "crm": "Agrees with the CRM",
    "billing": "Agrees with billing",
}
BY_HAND = ("provisioned", "invoiced")


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """Hold what is known of a renewal that is being closed; '' or None for what there is not yet.

    `compared` is the day each side was last compared on, `open_with` how much is open with it.
    """

    decision: str = ""
    needs_paper: bool = False
    has_paper: bool = False
    order: int | None = None
    booked_on: date | None = None
    outcome: str = ""
    outcome_reason: str = ""
    lost: bool = False
    is_ended: bool = False
    next_on: date | None = None
    ticked: Mapping[str, str] | None = None
    compared: Mapping[str, date] | None = None
    open_with: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the checklist: its code, whether it is done, and what makes it so or is missing."""

    code: str
    is_done: bool
    detail: str

    @property
    def words(self) -> str:
        """Return what the step is called."""
        return STEPS[self.code]

    @property
    def by_hand(self) -> bool:
        """Tell whether people say when it is done."""
        return self.code in BY_HAND


def checklist(facts: ClosingFacts) -> list[Step]:
    """Return every step in order."""
    return [
        Step("decided", bool(facts.decision), facts.decision or "Nobody has decided yet."),
        _paper(facts),
        Step("booked", facts.order is not None, f"Order {facts.order}" if facts.order else "No."),
        _outcome(facts),
        _next(facts),
        *(_said(facts, code) for code in BY_HAND),
        *(_compared(facts, side) for side in ("crm", "billing")),
    ]


def is_closed(steps: list[Step]) -> bool:
    """Tell whether nothing is missing."""
    return all(step.is_done for step in steps)


def _paper(facts: ClosingFacts) -> Step:
    if not facts.needs_paper:
        words = "None is needed." if facts.decision else "It follows from how it is accepted."
        return Step("paper", bool(facts.decision), words)
    words = "Signed." if facts.has_paper else "The signed form or the order is missing."
    return Step("paper", facts.has_paper, words)


def _outcome(facts: ClosingFacts) -> Step:
    if not facts.outcome:
        return Step("outcome", False, "No outcome yet.")
    if facts.lost and not facts.outcome_reason:
        return Step("outcome", False, f"{facts.outcome}, but nobody said why.")
    return Step("outcome", True, ": ".join(filter(None, [facts.outcome, facts.outcome_reason])))


def _next(facts: ClosingFacts) -> Step:
    if facts.is_ended:
        return Step("next", True, "The contract has ended: there is none.")
    if facts.next_on is None:
        return Step("next", False, "It is opened when the term is booked.")
    return Step("next", True, f"Due on {format_day(facts.next_on)}")


def _said(facts: ClosingFacts, code: str) -> Step:
    said = (facts.ticked or {}).get(code, "")
    return Step(code, bool(said), said or "Nobody has said so yet.")


def _compared(facts: ClosingFacts, side: str) -> Step:
    compared = (facts.compared or {}).get(side)
    left = (facts.open_with or {}).get(side, 0)
    if facts.booked_on is None or compared is None or compared < facts.booked_on:
        return Step(side, False, "Not compared since it was booked.")
    if left:
        return Step(side, False, f"{left} {'discrepancy' if left == 1 else 'discrepancies'} open")
    return Step(side, True, f"Compared on {format_day(compared)}")
