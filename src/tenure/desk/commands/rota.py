"""Hours of regions, repeating shifts, the rota made from them, shifts by hand, and swaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from tenure.desk.models import RegionHours, Shift, ShiftPattern, ShiftSwap, SwapAnswer
from tenure.desk.queries.rota import region_clock, region_clocks
from tenure.desk.rules.shifts import Hours
from tenure.desk.rules.shifts.hours import WrongHours
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.quotes.rules.approvals.calendars import knows_country

MOST_DAYS = 400


class NotThisShift(InvalidInput):
    """The shift cannot be made, swapped or taken off; the message says why."""


class SwapAnswered(Conflict):
    """The swap has been answered already, otherwise."""


@transaction.atomic
def set_region_hours(
    *, region: str, hours: Hours, start_on: date, by: User, on: date
) -> RegionHours:
    """Let a region have other hours from a day on, which is not past.

    The same ones again change nothing. Raise WrongHours for a country whose holidays are unknown.
    """
    _require_planner(by)
    if region_clock(region).hours_on(start_on) == hours:
        found = RegionHours.objects.filter(region=region, start_on__lte=start_on)
        latest = found.order_by("-start_on", "-pk").first()
        if latest is not None:
            return latest
    if start_on < on:
        raise InvalidInput("Other hours begin today or later.")
    if hours.country and not knows_country(hours.country):
        raise WrongHours(f"There is no country {hours.country[:20]!r} with known holidays.")
    made = RegionHours.objects.create(
        region=region, start_on=start_on, zone=hours.zone, country=hours.country,
        opens=list(hours.opens), closes=list(hours.closes), cutoff=hours.cutoff,
        recorded_on=on, recorded_by=by,
    )  # fmt: skip
    detail = {"zone": hours.zone, "start_on": str(start_on), "cutoff": str(hours.cutoff)}
    record_event(by=by, on=on, verb="desk.set_region_hours", subject=made, detail=detail)
    return made


@transaction.atomic
def repeat_shift(
    *, staff_id: int, region: str, weekdays: Sequence[int], start_on: date,
    end_on: date | None = None, by: User, on: date,
) -> ShiftPattern:  # fmt: skip
    """Let somebody work for a region on some days of the week, from a day until another.

    A pattern that runs already ends where this one begins.
    """
    _require_planner(by)
    region_clock(region)
    staff = _active(staff_id)
    chosen = sorted(set(weekdays))
    if not chosen or not set(chosen) <= set(range(7)):
        raise InvalidInput("Choose days of the week from 0 (Monday) to 6 (Sunday).")
    if end_on is not None and end_on <= start_on:
        raise InvalidInput("The pattern has to end after it starts.")
    running = ShiftPattern.objects.select_for_update().filter(staff=staff)
    for before in running.filter(start_on=start_on, end_on=end_on):
        if (before.region, before.weekdays) == (region, chosen):
            return before
    for before in running.filter(start_on__lt=start_on):
        if before.end_on is None or before.end_on > start_on:
            before.end_on = start_on
            before.save(update_fields=["end_on"])
    try:
        with transaction.atomic():
            made = ShiftPattern.objects.create(
                staff=staff, region=region, weekdays=chosen, start_on=start_on, end_on=end_on,
                recorded_on=on, recorded_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise NotThisShift(f"{staff} has another pattern on these days.") from error
    detail = {"region": region, "weekdays": chosen, "start_on": str(start_on)}
    record_event(by=by, on=on, verb="desk.repeat_shift", subject=made, detail=detail)
    return made


# What somebody has already in that time stays as it is.
_PLANNED = """
    INSERT INTO desk_shift (staff_id, region, day, from_at, until_at)
    SELECT n.* FROM unnest(%(staff)s::bigint[], %(region)s::text[], %(day)s::date[],
                           %(from)s::timestamptz[], %(until)s::timestamptz[])
                AS n (staff_id, region, day, from_at, until_at)
    WHERE NOT EXISTS (SELECT FROM desk_shift s
                      WHERE s.staff_id = n.staff_id AND s.from_at < n.until_at
                            AND s.until_at > n.from_at)
    ORDER BY n.from_at, n.staff_id"""


@transaction.atomic
def plan_rota(*, since: date, until: date, by: User, on: date) -> int:
    """Make the shifts of the days [since, until) from the patterns; return how many are new.

    On a holiday of the region there is none. What is planned already stays, so repeating it, or
    planning further, changes nothing that was swapped or set by hand.
    """
    _require_planner(by)
    if not since < until <= since + timedelta(days=MOST_DAYS):
        raise InvalidInput(f"Plan 1 to {MOST_DAYS} days at once.")
    clocks = region_clocks()
    running = ShiftPattern.objects.select_for_update().filter(start_on__lt=until)
    rows = []
    for pattern in running.order_by("pk"):
        for number in range((until - since).days):
            day = since + timedelta(days=number)
            holds = pattern.start_on <= day and (pattern.end_on is None or day < pattern.end_on)
            window = clocks[pattern.region].window(day)
            if holds and day.weekday() in pattern.weekdays and window is not None:
                rows.append((pattern.staff_id, pattern.region, day, *window))
    if not rows:
        return 0
    names = ("staff", "region", "day", "from", "until")
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
        made = int(cursor.rowcount)
    if made:
        subject = Shift.objects.filter(day__gte=since).order_by("pk").last()
        assert subject is not None
        detail = {"since": str(since), "until": str(until), "shifts": made}
        record_event(by=by, on=on, verb="desk.plan_rota", subject=subject, detail=detail)
    return made


@transaction.atomic
def set_shift(
    *, staff_id: int, region: str, from_at: datetime, until_at: datetime, by: User, on: date
) -> Shift:
    """Put somebody on duty for a region in [from_at, until_at). The same again changes nothing."""
    _require_planner(by)
    clock, staff = region_clock(region), _active(staff_id)
    if not from_at < until_at <= from_at + timedelta(hours=24):
        raise NotThisShift("A shift ends after it starts, within a day.")
    day = clock.hours_on(from_at.date()).day_of(from_at)
    given = {"staff": staff, "region": region, "from_at": from_at, "until_at": until_at}
    there = Shift.objects.filter(**given).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            made = Shift.objects.create(day=day, **given)
    except IntegrityError as error:
        raise NotThisShift(f"{staff} is on duty already in that time.") from error
    detail = {"region": region, "from_at": str(from_at), "until_at": str(until_at)}
    record_event(by=by, on=on, verb="desk.set_shift", subject=made, detail=detail)
    return made


@transaction.atomic
def ask_swap(*, given_id: int, wanted_id: int, by: User, on: date, at: datetime) -> ShiftSwap:
    """Ask a colleague for one of their shifts against one of one's own, of as many hours.

    Both have to be ahead. Asked again it is the same swap.
    """
    staff = _staff_of(by)
    shifts = Shift.objects.select_related("staff").in_bulk([given_id, wanted_id])
    given, wanted = shifts.get(given_id), shifts.get(wanted_id)
    if given is None or wanted is None:
        raise NotThisShift("There is no such shift.")
    if given.staff_id != staff.pk:
        raise NotThisShift("Only one's own shift can be given.")
    if wanted.staff_id == staff.pk:
        raise NotThisShift("That shift is one's own already.")
    _require_alike(given, wanted, at)
    made, is_new = ShiftSwap.objects.get_or_create(
        given=given, wanted=wanted, asked_by=staff,
        defaults={"asked_of": wanted.staff, "asked_at": at},
    )  # fmt: skip
    if is_new:
        detail = {"given": given.pk, "wanted": wanted.pk}
        record_event(by=by, on=on, verb="desk.ask_swap", subject=made, detail=detail)
    return made


_SWAPPED = """
    UPDATE desk_shift s
    SET staff_id = CASE s.id WHEN %(given)s THEN %(taker)s ELSE %(asker)s END
    WHERE s.id IN (%(given)s, %(wanted)s)"""


@transaction.atomic
def answer_swap(*, swap_id: int, accept: bool, by: User, on: date, at: datetime) -> SwapAnswer:
    """Accept or decline a swap that one was asked for; accepted, the two change their shifts.

    The times stay, only the people change. The same answer again changes nothing.
    """
    found = ShiftSwap.objects.select_related("asked_by", "asked_of", "given", "wanted")
    swap = found.select_for_update(of=("self",)).filter(pk=swap_id).first()
    if swap is None or swap.asked_of.user_id != by.pk:
        raise NotThisShift("Nobody asked you for that swap.")
    kind = SwapAnswer.Kind.ACCEPTED if accept else SwapAnswer.Kind.DECLINED
    before = SwapAnswer.objects.filter(swap=swap).first()
    if before is not None:
        if before.kind == kind:
            return before
        raise SwapAnswered(f"The swap is {before.get_kind_display().lower()} already.")
    made = SwapAnswer.objects.create(swap=swap, kind=kind, by=by, at=at)
    if accept:
        _swap(swap, at)
    record_event(by=by, on=on, verb="desk.answer_swap", subject=swap, detail={"answer": kind.value})
    return made


def _swap(swap: ShiftSwap, at: datetime) -> None:
    locked = Shift.objects.select_for_update().order_by("pk")
    shifts = locked.in_bulk([swap.given_id, swap.wanted_id])
    given, wanted = shifts[swap.given_id], shifts[swap.wanted_id]
    if (given.staff_id, wanted.staff_id) != (swap.asked_by_id, swap.asked_of_id):
        raise NotThisShift("One of the shifts has changed hands since.")
    _require_alike(given, wanted, at)
    told = {
        "given": given.pk, "wanted": wanted.pk, "asker": swap.asked_by_id,
        "taker": swap.asked_of_id,
    }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SWAPPED, told)
    except IntegrityError as error:
        raise NotThisShift("One of the two is on duty already in that time.") from error


def _require_alike(given: Shift, wanted: Shift, at: datetime) -> None:
    if min(given.from_at, wanted.from_at) <= at:
        raise NotThisShift("A shift that has begun cannot be swapped.")
    if given.until_at - given.from_at != wanted.until_at - wanted.from_at:
        raise NotThisShift("Swap shifts of as many hours: both keep theirs.")


def _require_planner(by: User) -> None:
    if not may(by.role, Permission.PLAN_SHIFTS):
        raise NotAllowed("Your role may look at the rota but not plan it.")


def _active(staff_id: int) -> StaffMember:
    staff = StaffMember.objects.filter(pk=staff_id, active=True).first()
    if staff is None:
        raise InvalidInput("There is no such active colleague.")
    return staff


def _staff_of(user: User) -> StaffMember:
    staff = StaffMember.objects.filter(user=user, active=True).first()
    if staff is None:
        raise NotAllowed("Only colleagues on the staff list have shifts.")
    return staff
