"""Escalations as people read them: lists by what is asked for, one with all that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan

from tenure.desk.models import Escalation, EscalationEvent, EscalationNotice
from tenure.desk.queries.causes import cause_named, causes
from tenure.desk.queries.escalation_rules import cause_name, facts_of, threshold_words
from tenure.desk.rules.escalations import (
    RUNG_NAMES,
    SEVERITY_NAMES,
    Rung,
    Severity,
    hours_words,
)
from tenure.directory.models import Region
from tenure.directory.queries import place_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may

PAGE_SIZE = 50
COUNT_LIMIT = 1000
# Which escalations, by where they stand.
STANDINGS = {
    "open": "Open", "untaken": "Not taken up", "planned": "Planned", "late": "Late",
    "ended": "Ended",
}  # fmt: skip
WHOSE = {"all": "All I may see", "mine": "Mine"}
_DETAILS = ("contract__customer", "owner", "acknowledged_by", "discrepancy")


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold which escalations are asked for; what is empty is all."""

    standing: str = "open"
    severity: str = ""
    cause: str = ""
    region: str = ""
    whose: str = "all"


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """An escalation as lists show it: `says` is its cause in words."""

    id: int
    cause: str
    cause_code: str
    severity: str
    rung: str
    who: str
    contract: str
    renewal_id: int | None
    discrepancy_id: int | None
    says: str
    at_stake_minor: int
    currency: str
    owner: str
    region: str
    raised_on: date
    plan_on: date | None
    taken_by: str
    climbs_at: datetime | None
    ended: str
    ended_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class EscalationList:
    """A page of escalations, the most severe first; `after` is the place behind the last."""

    rows: list[EscalationRow]
    after: tuple[int, int] | None
    count: int
    count_is_capped: bool


@dataclass(frozen=True, slots=True)
class EscalationPage:
    """One escalation with its rule and everything that happened to it, the latest first."""

    row: EscalationRow
    rule: str
    threshold: str
    hours: str
    events: list[EscalationEvent]
    told: list[EscalationNotice]


def is_late_q(on: date) -> Q:
    """Return what is late: with the executive, past its plan, or a promise of time broken."""
    slas = [code for code, cause in causes().items() if cause.is_sla]
    return Q(rung=Rung.EXECUTIVE) | Q(plan_on__lt=on) | Q(cause__in=slas)


def escalation_list(
    user: User, asked: Asked, *, on: date, after: tuple[int, int] | None = None,
    size: int = PAGE_SIZE,
) -> EscalationList:  # fmt: skip
    """Return one page of the escalations asked for (a fixed number of queries)."""
    found = asked_for(user, asked, on=on)
    count = found.order_by()[: COUNT_LIMIT + 1].count()
    if after is not None:
        severity, last = after
        found = found.filter(TupleLessThan((F("severity"), F("id")), (severity, last)))
    ordered = found.select_related(*_DETAILS).order_by("-severity", "-id")
    page = list(ordered[: size + 1])
    rows = [row_of(one, on) for one in page[:size]]
    behind = page[size - 1] if len(page) > size else None
    return EscalationList(
        rows, (behind.severity, behind.pk) if behind else None, min(count, COUNT_LIMIT),
        count > COUNT_LIMIT,
    )  # fmt: skip


def asked_for(user: User, asked: Asked, *, on: date) -> QuerySet[Escalation]:
    """Return the escalations that somebody asks for, as far as they may see them."""
    found = Escalation.objects.visible_to(user).filter(_standing(asked.standing, on))
    if asked.severity:
        found = found.filter(severity=Severity[asked.severity.upper()])
    if asked.cause:
        found = found.filter(cause=asked.cause)
    if asked.region:
        found = found.filter(region=asked.region)
    if asked.whose == "mine":
        staff = place_of(user).staff_id or 0
        found = found.filter(Q(owner_id=staff) | Q(acknowledged_by=user))
    return found


def escalation_page(escalation_id: int, *, user: User, on: date) -> EscalationPage | None:
    """Return one escalation (a fixed number of queries); None where it is not visible."""
    found = (
        Escalation.objects.visible_to(user)
        .select_related("rule", *_DETAILS)
        .filter(pk=escalation_id)
        .first()
    )
    if found is None:
        return None
    rule = facts_of(found.rule)
    events = found.events.select_related("by").order_by("-pk")[:200]
    told = found.notices.select_related("mail").order_by("-pk")[:50]
    return EscalationPage(
        row_of(found, on), rule.code, threshold_words(rule), hours_words(rule), list(events),
        list(told),
    )  # fmt: skip


def escalations_of_renewal(renewal_id: int, *, user: User, on: date) -> list[EscalationRow]:
    """Return a renewal's escalations, open ones first; none to who may not see escalations."""
    if not may(user.role, Permission.SEE_ESCALATIONS):
        return []
    found = Escalation.objects.visible_to(user).filter(renewal_id=renewal_id)
    ordered = found.select_related(*_DETAILS).order_by(
        F("ended_on").desc(nulls_first=True), "-severity", "-id"
    )
    return [row_of(one, on) for one in ordered[:20]]


def choices() -> dict[str, Sequence[tuple[str, str]]]:
    """Return what lists can be narrowed to: code and words of each."""
    return {
        "severities": [(one.name.lower(), SEVERITY_NAMES[one]) for one in reversed(Severity)],
        "causes": [(code, cause.name) for code, cause in causes().items()],
        "regions": list(Region.choices),
    }


def row_of(one: Escalation, on: date) -> EscalationRow:
    """Return an escalation as lists show it; needs `contract__customer` and `owner` with it."""
    cause = cause_named(one.cause)
    contract = one.contract
    key = contract.key if contract else (one.discrepancy.key if one.discrepancy else one.subject)
    is_sla = cause.is_sla if cause else False
    past = one.plan_on is not None and one.plan_on < on
    return EscalationRow(
        id=one.pk,
        cause=cause_name(one.cause),
        cause_code=one.cause,
        severity=SEVERITY_NAMES[Severity(one.severity)],
        rung=RUNG_NAMES[Rung(one.rung)],
        who=contract.customer.name if contract else "Not ours",
        contract=key,
        renewal_id=one.renewal_id,
        discrepancy_id=one.discrepancy_id,
        says=says_of(one, on),
        at_stake_minor=one.at_stake_minor,
        currency=one.currency,
        owner=one.owner.name if one.owner else "",
        region=one.region,
        raised_on=one.raised_on,
        plan_on=one.plan_on,
        taken_by=str(one.acknowledged_by) if one.acknowledged_by else "",
        climbs_at=one.climbs_at,
        ended=one.get_ended_display() if one.ended else "",
        ended_on=one.ended_on,
        is_late=one.ended_on is None and (one.rung == Rung.EXECUTIVE or past or is_sla),
    )


def says_of(one: Escalation, on: date) -> str:
    """Return an escalation's cause in words; what ended is told as of the day it ended."""
    cause = cause_named(one.cause)
    return cause.say(one.facts, one.ended_on or on) if cause else "Its cause is not known any more."


def _standing(standing: str, on: date) -> Q:
    is_open = Q(ended_on=None)
    return {
        "open": is_open,
        "untaken": is_open & Q(acknowledged_by=None),
        "planned": is_open & Q(plan_on__isnull=False),
        "late": is_open & is_late_q(on),
        "ended": ~is_open,
    }[standing]
