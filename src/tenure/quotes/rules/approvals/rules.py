"""Approval rules: dated data that say from which figure on whose approval is needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Trigger(StrEnum):
    """What can make an approval necessary; `VALUE` moves that of a discount up by tiers."""

    DISCOUNT = "discount"
    WAIVED = "waived"
    LEAKAGE = "leakage"
    FREE_MONTHS = "free_months"
    MULTI_YEAR = "multi_year"
    BACK_DATED = "back_dated"
    PAYMENT_DAYS = "payment_days"
    AUTO_RENEW_OFF = "auto_renew_off"
    PAPER = "paper"
    CUSTOM_SLA = "custom_sla"
    OPT_OUT = "opt_out"
    VALUE = "value"


class Approver(StrEnum):
    """The part in which somebody approves."""

    DEAL_DESK = "deal_desk"
    FINANCE = "finance"
    LEGAL = "legal"
    MANAGER = "manager"
    DIRECTOR = "director"
    CRO = "cro"
    CFO = "cfo"
    CEO = "ceo"


# The tiers of a discount, from the lowest up; the last is two people at once.
TIERS: tuple[tuple[Approver, ...], ...] = (
    (Approver.MANAGER,),
    (Approver.DIRECTOR,),
    (Approver.CRO,),
    (Approver.CFO, Approver.CEO),
)
ROLE_NAMES = {
    Approver.DEAL_DESK: "the deal desk",
    Approver.FINANCE: "finance",
    Approver.LEGAL: "legal",
    Approver.MANAGER: "the manager",
    Approver.DIRECTOR: "the director",
    Approver.CRO: "the CRO",
    Approver.CFO: "the CFO",
    Approver.CEO: "the CEO",
}
# Those of one stage are asked at once, the next stage when all of them have approved.
STAGES: tuple[frozenset[Approver], ...] = (
    frozenset({Approver.DEAL_DESK, Approver.FINANCE, Approver.LEGAL, Approver.MANAGER}),
    frozenset({Approver.DIRECTOR}),
    frozenset({Approver.CRO}),
    frozenset({Approver.CFO, Approver.CEO}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRuleFacts:
    """Hold one published rule: above `over`, in the unit of its trigger, `role` has to approve.

    Basis points for rates; months, days; minor units of `currency` for a value, where `tiers` say
    how far up it moves the approval of a discount. For what is or is not, `over` is 0. Without
    `over` nobody of this role is needed any more from `start_on` on.
    """

    code: str
    trigger: Trigger
    start_on: date
    over: int | None
    role: Approver | None = None
    tiers: int = 0
    currency: str = ""

    @property
    def slot(self) -> tuple[str, str, int, str]:
        """Return what a later rule has to share with this one to take its place."""
        return (self.trigger, self.role or "", self.tiers, self.currency)


def in_force(rules: Iterable[ApprovalRuleFacts], on: date) -> list[ApprovalRuleFacts]:
    """Return the rules of a day: of each slot the latest that has started, if it still asks."""
    latest: dict[tuple[str, str, int, str], ApprovalRuleFacts] = {}
    for rule in sorted(rules, key=lambda rule: (rule.start_on, rule.code)):
        if rule.start_on <= on:
            latest[rule.slot] = rule
    return [rule for rule in latest.values() if rule.over is not None]


@dataclass(frozen=True, slots=True)
class RuleSlot:
    """Hold one place of a rule over time: what counts on a day, what came before and will come."""

    now: ApprovalRuleFacts | None
    later: tuple[ApprovalRuleFacts, ...]
    earlier: tuple[ApprovalRuleFacts, ...]

    @property
    def latest(self) -> ApprovalRuleFacts:
        """Return what to call the place by: the rule that counts, else the next, else the last."""
        return self.now or next(iter(self.later or self.earlier))


def slots_on(rules: Iterable[ApprovalRuleFacts], on: date) -> list[RuleSlot]:
    """Return every place that a rule was ever published for, as it is on a day.

    `earlier` has the latest first, with the one that ended the place where it has ended.
    """
    places: dict[tuple[str, str, int, str], list[ApprovalRuleFacts]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.start_on, rule.code)):
        places.setdefault(rule.slot, []).append(rule)
    order = [*Trigger, *Approver, ""]
    found = []
    for slot in sorted(
        places, key=lambda slot: (order.index(slot[0]), order.index(slot[1]), slot[3], slot[2])
    ):
        begun = [rule for rule in places[slot] if rule.start_on <= on]
        later = tuple(rule for rule in places[slot] if rule.start_on > on)
        now = begun.pop() if begun and begun[-1].over is not None else None
        found.append(RuleSlot(now, later, tuple(reversed(begun))))
    return found
