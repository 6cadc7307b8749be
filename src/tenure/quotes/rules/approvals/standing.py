"""Where the approval of a quote stands, from what was decided stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class State(StrEnum):
    """Where a request for approval stands."""

    CLEAR = "clear"
    WAITING = "waiting"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    VOID = "void"


def standing_state(decisions: Sequence[str], *, is_void: bool = False) -> State:
    """Return the state of a request from the latest decision on each step, '' for none yet.

    One rejection rejects; a question waits for its answer; all approvals approve; a request
    without steps was never needed.
    """
    if is_void:
        return State.VOID
    if not decisions:
        return State.CLEAR
    if "reject" in decisions:
        return State.REJECTED
    if all(decision == "approve" for decision in decisions):
        return State.APPROVED
    return State.ASKED if "ask" in decisions else State.WAITING
