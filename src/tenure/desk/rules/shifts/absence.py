"""Who stands in for somebody who is away: the cover, or the cover's cover, if they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AbsentFacts:
    """Somebody who is away at an instant, and who was to stand in (none: nobody was named)."""

    staff_id: int
    cover_id: int | None


def covered_by(staff_id: int, away: Mapping[int, AbsentFacts]) -> int | None:
    """Return who does a person's work: the person, the first cover who is there, or nobody."""
    seen: set[int] = set()
    here: int | None = staff_id
    while here is not None and here in away:
        if here in seen:
            return None  # they were to stand in for one another
        seen.add(here)
        here = away[here].cover_id
    return here
