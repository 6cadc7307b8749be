"""Who is away at an instant, who stands in, and which renewals nobody looks after meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from tenure.desk.models import Absence
from tenure.desk.rules.own_day import own_day
from tenure.desk.rules.shifts import AbsentFacts, covered_by
from tenure.foundation.models import User

_DAY = timedelta(days=1)


def absences_between(since: date, until: date) -> list[Absence]:
    """Return the absences that touch the days [since, until), with the people, in one read."""
    found = Absence.objects.filter(start_on__lt=until, end_on__gt=since)
    return list(found.select_related("staff", "cover").order_by("pk"))


def away_among(absences: Iterable[Absence], at: datetime) -> dict[int, AbsentFacts]:
    """Return who of these is away at an instant, by staff id.

    A day is the day of the place where somebody works.
    """
    return {
        absence.staff_id: AbsentFacts(absence.staff_id, absence.cover_id)
        for absence in absences
        if _is_away(absence, at)
    }


def away_at(at: datetime) -> dict[int, AbsentFacts]:
    """Return who is away at an instant, by staff id."""
    return away_among(absences_between(at.date() - _DAY, at.date() + 2 * _DAY), at)


def uncovered_until(at: datetime, *, gone: Collection[int] = ()) -> dict[int, date]:
    """Return the first day back of those who are away without cover, by staff id.

    A cover who is away themself counts only through who stands in for them. Those who are `gone`
    are not with us any more: they stand in for nobody.
    """
    absences = absences_between(at.date() - _DAY, at.date() + 2 * _DAY)
    away = away_among(absences, at) | {one: AbsentFacts(one, None) for one in gone}
    return {
        absence.staff_id: absence.end_on
        for absence in absences
        if _is_away(absence, at) and covered_by(absence.staff_id, away) is None
    }


def standing_in(away: Mapping[int, AbsentFacts]) -> dict[int, int]:
    """Return who stands in, by the staff id of the one who is away; who has nobody is left out."""
    covers = {staff_id: covered_by(staff_id, away) for staff_id in away}
    return {staff_id: cover for staff_id, cover in covers.items() if cover is not None}


def absences_from(user: User, *, at: datetime) -> QuerySet[Absence]:
    """Return the absences that are not over, as far as the person may see them, the next first."""
    found = Absence.objects.visible_to(user).filter(end_on__gt=at.date())
    return found.select_related("staff", "cover").order_by("start_on", "staff__name", "pk")


def _is_away(absence: Absence, at: datetime) -> bool:
    here = own_day(absence.staff.time_zone, absence.staff.region, at)
    return absence.start_on <= here < absence.end_on
