"""What people do with an escalation: take it up, say by when and how, resolve it, open it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tenure.desk.commands.escalation_mails import write_escalation_mails
from tenure.desk.models import ContestedMark, Escalation, EscalationEvent
from tenure.desk.queries.ladder import climbers
from tenure.desk.rules.escalations import climbs_at, held_until
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Renewal

_LONGEST = 2_000
_LONGEST_WHY = 500
Kind = EscalationEvent.Kind


class EscalationEnded(Conflict):
    """Refuse what can only be done with an open escalation, or only with one that has ended."""


@transaction.atomic
def acknowledge_escalation(
    *, escalation_id: int, note: str = "", by: User, on: date, at: datetime
) -> Escalation:
    """Take an escalation up: its time on this rung begins anew, once for each person and rung.

    Again on the same rung changes nothing. Raise EscalationEnded, InvalidInput, NotAllowed.
    """
    found = _open(escalation_id, by)
    known = found.events.filter(
        kind=Kind.ACKNOWLEDGED, by=by, rung=found.rung, at__gte=found.opened_at
    )
    if known.exists():
        return found
    note = _words(note, "A note", needed=False)
    found.acknowledged_by = by
    [climber] = climbers([found.pk])
    if not climber.is_held:
        found.climbs_at = climbs_at(climber.rung, at, climber.hours, climber.place)
    found.save(update_fields=["acknowledged_by", "climbs_at"])
    return _noted(found, Kind.ACKNOWLEDGED, note, by, on, at)


@transaction.atomic
def plan_escalation(
    *, escalation_id: int, plan_on: date, note: str, by: User, on: date, at: datetime
) -> Escalation:
    """Say by when and how it will be resolved: until that day is over it climbs no further.

    Whoever plans has taken it up. The same plan again changes nothing; another takes its place.
    Raise EscalationEnded, InvalidInput for a day that is over or no words, NotAllowed.
    """
    found = _open(escalation_id, by)
    note = _words(note, "What will be done")
    latest = found.events.filter(kind=Kind.PLANNED, at__gte=found.opened_at).order_by("-pk").first()
    if latest and (latest.plan_on, latest.note, latest.by_id) == (plan_on, note, by.pk):
        return found
    if plan_on < on:
        raise InvalidInput("A plan is for today or later.")
    [climber] = climbers([found.pk])
    found.plan_on, found.acknowledged_by = plan_on, by
    if found.climbs_at is not None:
        found.climbs_at = held_until(plan_on, climber.place)
    found.save(update_fields=["plan_on", "acknowledged_by", "climbs_at"])
    return _noted(found, Kind.PLANNED, note, by, on, at, plan_on=plan_on)


@transaction.atomic
def resolve_escalation(
    *, escalation_id: int, reason: str, by: User, on: date, at: datetime
) -> Escalation:
    """End an escalation with a reason: this occurrence of its cause is not raised again.

    Raise EscalationEnded when it has ended, InvalidInput without a reason, NotAllowed.
    """
    found = _open(escalation_id, by)
    reason = _words(reason, "The reason")
    found.ended_on, found.ended, found.climbs_at = on, Escalation.Ended.BY_HAND, None
    found.save(update_fields=["ended_on", "ended", "climbs_at"])
    return _noted(found, Kind.RESOLVED, reason, by, on, at)


@transaction.atomic
def reopen_escalation(
    *, escalation_id: int, reason: str, by: User, on: date, at: datetime
) -> Escalation:
    """Open one again that ended, from the rung it was on; those on it are told again.

    Without its cause the next run ends it again. Raise EscalationEnded when it is open, or another
    is about the same; InvalidInput, NotAllowed.
    """
    found = _locked(escalation_id, by)
    reason = _words(reason, "The reason")
    if found.ended_on is None:
        raise EscalationEnded("It is open.")
    found.ended_on, found.ended, found.round, found.opened_at = None, "", found.round + 1, at
    found.acknowledged_by = found.plan_on = None
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise EscalationEnded("Another escalation about the same is open.") from error
    [climber] = climbers([found.pk])
    found.climbs_at = climbs_at(climber.rung, at, climber.hours, climber.place)
    found.save(update_fields=["climbs_at"])
    _noted(found, Kind.REOPENED, reason, by, on, at)
    write_escalation_mails(rungs=[(found.pk, found.rung)], by=by, on=on, at=at)
    return found


@transaction.atomic
def mark_contested(*, renewal_id: int, why: str, by: User, on: date) -> ContestedMark:
    """Say that the price of an open renewal is contested; the next run escalates it.

    The same words again change nothing. Raise InvalidInput, Conflict for a closed one, NotAllowed.
    """
    _require(by)
    why = " ".join(why.split())
    if not 0 < len(why) <= _LONGEST_WHY:
        raise InvalidInput(f"Say in at most {_LONGEST_WHY} characters what is contested.")
    visible = Renewal.objects.visible_to(by).select_for_update(of=("self",))
    renewal = visible.filter(pk=renewal_id).first()
    if renewal is None:
        raise InvalidInput("There is no such renewal in your book.")
    if renewal.closed_on is not None:
        raise Conflict("The renewal is closed: its price is not contested any more.")
    made, is_new = ContestedMark.objects.get_or_create(
        renewal=renewal, why=why, defaults={"marked_on": on, "marked_by": by}
    )
    if is_new:
        detail = {"why": why}
        record_event(by=by, on=on, verb="desk.mark_contested", subject=renewal, detail=detail)
    return made


def _open(escalation_id: int, by: User) -> Escalation:
    found = _locked(escalation_id, by)
    if found.ended_on is not None:
        raise EscalationEnded(f"It has ended on {found.ended_on}: {found.get_ended_display()}.")
    return found


def _locked(escalation_id: int, by: User) -> Escalation:
    _require(by)
    visible = Escalation.objects.visible_to(by).select_for_update(of=("self",))
    found = visible.filter(pk=escalation_id).first()
    if found is None:
        raise InvalidInput("There is no such escalation in your book.")
    return found


def _require(by: User) -> None:
    if not may(by.role, Permission.WORK_ESCALATIONS):
        raise NotAllowed("Your role may look at escalations but not work on them.")


def _words(text: str, what: str, *, needed: bool = True) -> str:
    text = text.strip()
    if needed and not text:
        raise InvalidInput(f"{what} is missing.")
    if len(text) > _LONGEST:
        raise InvalidInput(f"{what} has at most {_LONGEST:,} characters.")
    return text


def _noted(
    found: Escalation, kind: str, note: str, by: User, on: date, at: datetime,
    *, plan_on: date | None = None,
) -> Escalation:  # fmt: skip
    EscalationEvent.objects.create(
        escalation=found, kind=kind, note=note, severity=found.severity, rung=found.rung,
        plan_on=plan_on, on=on, at=at, by=by,
    )  # fmt: skip
    detail = {"note": note} | ({"plan_on": str(plan_on)} if plan_on else {})
    record_event(by=by, on=on, verb=f"desk.{kind}_escalation", subject=found, detail=detail)
    return found
