"""Regions as they work on a day, the rota, and who is on duty at an instant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from tenure.desk.models import RegionHours, Shift, ShiftPattern, ShiftSwap
from tenure.desk.queries.absences import away_at, standing_in
from tenure.desk.rules.shifts import (
    DEFAULTS,
    Answering,
    Hours,
    RegionClock,
    answering,
)
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput

MOST_DAYS = 100
_DAY = timedelta(days=1)
_FIRST = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody on duty: for which region, until when, and for whom they stand in."""

    staff_id: int
    name: str
    code: str
    region: str
    until_at: datetime
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class RegionDated:
    """The hours of a region: in force on a day, since when, and those that come later."""

    code: str
    now: Hours
    since: date
    later: tuple[tuple[date, Hours], ...]

    @property
    def is_default(self) -> bool:
        """Tell whether nobody has said otherwise so far."""
        return self.since == _FIRST


@dataclass(frozen=True, slots=True)
class RegionNow:
    """A region at an instant: whether it works, until when or from when, and who is on duty."""

    code: str
    hours: Hours
    is_open: bool
    changes_at: datetime
    people: tuple[OnDuty, ...]


def region_clocks() -> dict[str, RegionClock]:
    """Return the working hours of the regions over time: what was recorded, or the defaults."""
    dated: dict[str, list[tuple[date, Hours]]] = defaultdict(list)
    for row in RegionHours.objects.order_by("start_on", "pk"):
        hours = Hours(row.zone, row.country, tuple(row.opens), tuple(row.closes), row.cutoff)
        dated[row.region].append((row.start_on, hours))
    return {
        code: RegionClock(code, ((_FIRST, usual), *dated.get(code, ())))
        for code, usual in DEFAULTS.items()
    }


def region_clock(code: str) -> RegionClock:
    """Return one region's hours over time. Raise InvalidInput for what is no region."""
    clock = region_clocks().get(code)
    if clock is None:
        raise InvalidInput(f"There is no region {code[:20]!r}; one of {', '.join(DEFAULTS)}.")
    return clock


def answers(region: str, *, at: datetime) -> Answering:
    """Return which region answers what is asked of one at an instant: its cut-off counts."""
    region_clock(region)
    return answering(region, at, region_clocks())


def on_duty(user: User, *, at: datetime) -> list[OnDuty]:
    """Return who is on duty at an instant, by region and name; for those away who stands in."""
    shifts = Shift.objects.visible_to(user).filter(from_at__lte=at, until_at__gt=at)
    found = list(shifts.select_related("staff").order_by("region", "staff__name", "pk"))
    away = away_at(at)
    covers = standing_in(away)
    names = StaffMember.objects.in_bulk(list(covers.values()))
    there = []
    for shift in found:
        person, instead = shift.staff, ""
        if shift.staff_id in away:
            if shift.staff_id not in covers:
                continue
            person, instead = names[covers[shift.staff_id]], person.name
        there.append(
            OnDuty(person.pk, person.name, person.code, shift.region, shift.until_at, instead)
        )
    return there


def regions_at(user: User, *, at: datetime) -> list[RegionNow]:
    """Return every region as it is at an instant."""
    people: dict[str, list[OnDuty]] = defaultdict(list)
    for one in on_duty(user, at=at):
        people[one.region].append(one)
    found = []
    for code, clock in region_clocks().items():
        start, end = next(clock.windows(at))
        is_open = start <= at
        hours = clock.hours_on(at.date())
        found.append(
            RegionNow(code, hours, is_open, end if is_open else start, tuple(people[code]))
        )
    return found


def rota(user: User, *, since: date, until: date) -> list[Shift]:
    """Return the shifts of the days [since, until), in order; at most 100 days."""
    bounded(since, until)
    shifts = Shift.objects.visible_to(user).filter(day__gte=since, day__lt=until)
    return list(shifts.select_related("staff").order_by("from_at", "region", "staff__name", "pk"))


def patterns(user: User, *, on: date) -> QuerySet[ShiftPattern]:
    """Return the repeating shifts that are not over, by person."""
    found = ShiftPattern.objects.visible_to(user).filter(Q(end_on=None) | Q(end_on__gt=on))
    return found.select_related("staff").order_by("staff__name", "start_on", "pk")


def open_swaps(user: User, *, at: datetime) -> QuerySet[ShiftSwap]:
    """Return the swaps that wait for an answer, of shifts that have not begun."""
    found = ShiftSwap.objects.visible_to(user).filter(
        answer=None, given__from_at__gt=at, wanted__from_at__gt=at
    )
    return found.select_related("given", "wanted", "asked_by", "asked_of").order_by("pk")


def region_hours(user: User, *, on: date) -> list[RegionDated]:
    """Return the hours of every region as they are on a day, and what will be."""
    if not scope_of(user).is_inside:
        return []
    return [
        RegionDated(
            code,
            region.hours_on(on),
            max((start for start, _ in region.dated if start <= on)),
            tuple((start, hours) for start, hours in region.dated if start > on),
        )
        for code, region in region_clocks().items()
    ]


def bounded(since: date, until: date) -> None:
    """Raise InvalidInput for no days, or too many."""
    if not since < until <= since + timedelta(days=MOST_DAYS + 2):
        raise InvalidInput(f"Ask for 1 to {MOST_DAYS} days.")
