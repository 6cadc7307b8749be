"""Escalation rules: dated data that say from which figures on a cause is how severe.

docs/escalations.md shows them on worked tables, which run as tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Severity(IntEnum):
    """How severe an escalation is; the higher counts."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


SEVERITY_NAMES = {
    Severity.LOW: "low",
    Severity.MEDIUM: "medium",
    Severity.HIGH: "high",
    Severity.CRITICAL: "critical",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRuleFacts:
    """Hold one published rule: from its thresholds on, a cause is of this severity.

    `days` since the cause began, or, for a cause that looks ahead, days that are left at most.
    `over_minor` is in minor units of `currency`; without a currency it is 0 and the rule holds for
    all. `share_bp` is in basis points. `hours` are the working hours after which an escalation
    climbs to the manager, from there to the Head of Renewals, and from there to the executive.
    A rule that `ends` raises nothing any more from its `start_on` on.
    """

    code: str
    cause: str
    severity: Severity
    start_on: date
    days: int = 0
    over_minor: int = 0
    currency: str = ""
    share_bp: int = 0
    hours: tuple[int, int, int] = (16, 24, 40)
    ends: bool = False
    id: int = 0

    @property
    def slot(self) -> tuple[str, int, str]:
        """Return what a later rule has to share with this one to take its place."""
        return self.cause, int(self.severity), self.currency


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the figures of a cause that was found, in the units of `EscalationRuleFacts`."""

    days: int = 0
    size_minor: int = 0
    currency: str = "EUR"
    share_bp: int = 0


def severity_of(
    found: Found, rules: Iterable[EscalationRuleFacts], *, ahead: bool
) -> Severity | None:
    """Return the highest severity that rules of one cause give to what was found; None: none.

    The daily run decides the same in SQL, for all at once; a test holds the two together.
    """
    reached = [rule.severity for rule in rules if _reaches(found, rule, ahead)]
    return max(reached, default=None)


def _reaches(found: Found, rule: EscalationRuleFacts, ahead: bool) -> bool:
    in_time = found.days <= rule.days if ahead else found.days >= rule.days
    return (
        in_time
        and rule.currency in {"", found.currency}
        and found.size_minor >= rule.over_minor
        and found.share_bp >= rule.share_bp
    )


def in_force(rules: Iterable[EscalationRuleFacts], on: date) -> list[EscalationRuleFacts]:
    """Return the rules of a day: of each slot the latest that has started, unless it ends."""
    return [slot.now for slot in slots_on(rules, on) if slot.now]


@dataclass(frozen=True, slots=True)
class RuleSlot:
    """Hold one place of a rule over time: what counts on a day, what came before and will come."""

    now: EscalationRuleFacts | None
    later: tuple[EscalationRuleFacts, ...]
    earlier: tuple[EscalationRuleFacts, ...]

    @property
    def latest(self) -> EscalationRuleFacts:
        """Return what to call the place by: the rule that counts, else the next, else the last."""
        return self.now or next(iter(self.later or self.earlier))


def slots_on(rules: Iterable[EscalationRuleFacts], on: date) -> list[RuleSlot]:
    """Return every place that a rule was ever published for, as it is on a day.

    `earlier` has the latest first, with the one that ended the place where it has ended.
    """
    places: dict[tuple[str, int, str], list[EscalationRuleFacts]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.start_on, rule.code)):
        places.setdefault(rule.slot, []).append(rule)
    found = []
    for slot in sorted(places):
        begun = [rule for rule in places[slot] if rule.start_on <= on]
        later = tuple(rule for rule in places[slot] if rule.start_on > on)
        now = begun.pop() if begun and not begun[-1].ends else None
        found.append(RuleSlot(now, later, tuple(reversed(begun))))
    return found
