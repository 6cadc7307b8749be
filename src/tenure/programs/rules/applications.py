"""How an application to a program goes on: applied, evidence, checked by somebody else.

| from | may become |
|---|---|
| applied | with evidence, withdrawn, refused |
| with evidence | with evidence (more), enrolled, refused, withdrawn |
| enrolled, refused, withdrawn | nothing |
"""

from __future__ import annotations

from enum import StrEnum

MOST_FILES = 10


class Stage(StrEnum):
    """Where an application is."""

    APPLIED = "applied"
    EVIDENCE = "evidence"
    ENROLLED = "enrolled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STAGE_WORDS = {
    Stage.APPLIED: "Applied, evidence is wanted",
    Stage.EVIDENCE: "To be checked",
    Stage.ENROLLED: "Enrolled",
    Stage.REFUSED: "Refused",
    Stage.WITHDRAWN: "Withdrawn",
}
OPEN = frozenset({Stage.APPLIED, Stage.EVIDENCE})
_NEXT = {
    Stage.APPLIED: frozenset({Stage.EVIDENCE, Stage.REFUSED, Stage.WITHDRAWN}),
    Stage.EVIDENCE: frozenset({Stage.EVIDENCE, Stage.ENROLLED, Stage.REFUSED, Stage.WITHDRAWN}),
}


def may_become(now: Stage, then: Stage) -> bool:
    """Tell whether an application may go from one stage to another."""
    return then in _NEXT.get(now, frozenset())
