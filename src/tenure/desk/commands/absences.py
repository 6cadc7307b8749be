"""Record that somebody is away and who stands in, change it, or let somebody be back."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tenure.desk.models import Absence
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed


class AbsenceRefused(InvalidInput):
    """The absence cannot be recorded like that; the message says why."""


@transaction.atomic
def record_absence(
    *, staff_id: int, start_on: date, end_on: date, kind: str = Absence.Kind.HOLIDAY,
    cover_id: int | None = None, by: User, on: date,
) -> Absence:  # fmt: skip
    """Record that somebody is away on [start_on, end_on) and who stands in (none: nobody).

    Everyone for themselves, who plans shifts for all. The same again with another cover changes
    the cover; the same again changes nothing. Raise AbsenceRefused, NotAllowed.
    """
    staff = StaffMember.objects.filter(pk=staff_id).first()
    if staff is None:
        raise AbsenceRefused("There is no such colleague.")
    _require(staff, by)
    if end_on <= start_on:
        raise AbsenceRefused("The first day back has to be after the first day away.")
    if kind not in Absence.Kind.values:
        raise AbsenceRefused(f"{kind[:20]!r} is no kind of absence.")
    cover = _cover(cover_id, staff)
    there = Absence.objects.select_for_update().filter(
        staff=staff, start_on=start_on, end_on=end_on
    )
    made = there.first()
    if made is not None and (made.cover_id, made.kind) == (cover_id, kind):
        return made
    if made is not None:
        made.cover, made.kind = cover, Absence.Kind(kind)
        made.save(update_fields=["cover", "kind"])
    else:
        made = _created(
            Absence(
                staff=staff, cover=cover, kind=kind, start_on=start_on, end_on=end_on,
                recorded_on=on, recorded_by=by,
            )
        )  # fmt: skip
    detail = {
        "start_on": str(start_on), "end_on": str(end_on), "cover": cover.code if cover else None,
    }  # fmt: skip
    record_event(by=by, on=on, verb="desk.record_absence", subject=made, detail=detail)
    return made


@transaction.atomic
def end_absence(*, absence_id: int, end_on: date, by: User, on: date) -> Absence | None:
    """Let somebody be back on an earlier day; on or before the first day it never was (none)."""
    found = Absence.objects.select_for_update(of=("self",)).select_related("staff")
    absence = found.filter(pk=absence_id).first()
    if absence is None:
        raise AbsenceRefused("There is no such absence.")
    _require(absence.staff, by)
    if end_on > absence.end_on:
        raise AbsenceRefused("To stay away longer, record another absence.")
    if end_on == absence.end_on:
        return absence
    detail = {"end_on": str(end_on), "before": str(absence.end_on)}
    record_event(by=by, on=on, verb="desk.end_absence", subject=absence, detail=detail)
    if end_on <= absence.start_on:
        absence.delete()
        return None
    absence.end_on = end_on
    absence.save(update_fields=["end_on"])
    return absence


def _created(absence: Absence) -> Absence:
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
    except IntegrityError as error:
        raise AbsenceRefused(f"{absence.staff} is away already on some of these days.") from error
    return absence


def _cover(cover_id: int | None, staff: StaffMember) -> StaffMember | None:
    if cover_id is None:
        return None
    cover = StaffMember.objects.filter(pk=cover_id, active=True).first()
    if cover is None or cover == staff:
        raise AbsenceRefused("Somebody else who is active has to stand in.")
    return cover


def _require(staff: StaffMember, by: User) -> None:
    if staff.user_id != by.pk and not may(by.role, Permission.PLAN_SHIFTS):
        raise NotAllowed("You may record your own absence; those of others who plans shifts.")
