"""The ladder: owner, manager, Head of Renewals, executive, a rung after so many working hours.

Hours are those of the owner's place: nine to five, without its weekend and public holidays.
docs/escalations.md shows when an escalation climbs on a worked table, which runs as a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum

from tenure.quotes.rules.approvals import Place, closing_of, worked_until


class Rung(IntEnum):
    """Who has to see to it that something happens."""

    OWNER = 0
    MANAGER = 1
    HEAD = 2
    EXECUTIVE = 3


RUNG_NAMES = {
    Rung.OWNER: "the owner",
    Rung.MANAGER: "the manager",
    Rung.HEAD: "the Head of Renewals",
    Rung.EXECUTIVE: "the executive",
}


def first_rung(*, has_owner: bool, has_manager: bool) -> Rung:
    """Return where an escalation begins: with the owner who is here, else with who is above."""
    if has_owner:
        return Rung.OWNER
    return Rung.MANAGER if has_manager else Rung.HEAD


def next_rung(rung: Rung, *, has_manager: bool) -> Rung:
    """Return the rung above; an owner without a manager is followed by the Head of Renewals."""
    if rung is Rung.OWNER and not has_manager:
        return Rung.HEAD
    return Rung(min(rung + 1, Rung.EXECUTIVE))


def climbs_at(rung: Rung, since: datetime, hours: Sequence[int], place: Place) -> datetime | None:
    """Return when an escalation leaves a rung that it has been on since an aware instant.

    `hours` are those of the rule; nobody is above the executive.
    """
    if rung is Rung.EXECUTIVE:
        return None
    return worked_until(since, timedelta(hours=hours[rung]), place)


def held_until(plan_on: date, place: Place) -> datetime:
    """Return until when a plan holds the ladder: the end of its day at the owner's place."""
    return closing_of(plan_on, place)
