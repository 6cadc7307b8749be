"""Where a renewal stands at a glance: each stage done, or what is missing and who holds it.

| facts | quote | approval | sent | accepted | booked | reconciled |
|---|---|---|---|---|---|---|
| nothing yet | now: make the quote | to come | to come | to come | to come | to come |
| quoted, a step waits | done | now: the manager | to come | to come | to come | to come |
| accepted by a signed form | done | done | not needed | done | now | to come |
| lost after it was sent | done | done | done | not needed | not needed | not needed |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

STAGES = {
    "quote": "Quote",
    "approval": "Approval",
    "sent": "Sent",
    "accepted": "Accepted",
    "booked": "Booked",
    "reconciled": "Reconciled",
}
# Once one of these is done, nobody goes back to what stands before it.
_SETTLE = frozenset({"accepted", "booked", "reconciled"})


class State(StrEnum):
    """Where one stage stands."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to_come"
    NOT_NEEDED = "not_needed"


STATE_WORDS = {
    State.DONE: "done",
    State.NOW: "now",
    State.TO_COME: "to come",
    State.NOT_NEEDED: "not needed",
}


@dataclass(frozen=True, slots=True)
class StageFacts:
    """Hold what is known of one stage.

    `done_on` is the day on which it was done, None: not yet. `note` is what was done, or what is
    missing; `holder` who has to do it, empty once it is done.
    """

    done_on: date | None = None
    note: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold one stage as people read it."""

    code: str
    state: State
    facts: StageFacts

    @property
    def name(self) -> str:
        """Return what the stage is called."""
        return STAGES[self.code]

    @property
    def words(self) -> str:
        """Return how it stands, in words."""
        return STATE_WORDS[self.state]


def progress(facts: Mapping[str, StageFacts], *, is_over: bool) -> list[Stage]:
    """Return every stage in order; one whose facts nobody gives is as one not done.

    The first that is not done is what has to be done now. One that was passed over (a form that
    was signed without a mail) is not needed any more, nor is what is left once the renewal
    `is_over` without an order.
    """
    done = [code for code in STAGES if facts.get(code, StageFacts()).done_on is not None]
    settled = [place for place, code in enumerate(STAGES) if code in done and code in _SETTLE]
    last = max(settled, default=-1)
    stages: list[Stage] = []
    has_now = False
    for place, code in enumerate(STAGES):
        known = facts.get(code, StageFacts())
        if known.done_on is not None:
            state = State.DONE
        elif place < last or (is_over and "booked" not in done):
            state = State.NOT_NEEDED
        else:
            state = State.TO_COME if has_now else State.NOW
            has_now = True
        stages.append(Stage(code, state, known))
    return stages
