"""Shifts: who is on duty, the rota, swaps and absences, and where nobody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.absences import end_absence, record_absence
from tenure.desk.commands.rota import answer_swap, ask_swap, plan_rota, repeat_shift
from tenure.desk.queries.absences import absences_from
from tenure.desk.queries.handovers import receivers
from tenure.desk.queries.rota import open_swaps, patterns, regions_at, rota
from tenure.desk.queries.rota_gaps import gaps
from tenure.desk.rules.shifts import DEFAULTS
from tenure.desk.rules.shifts.hours import WEEKDAYS
from tenure.directory.queries import place_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

AHEAD = timedelta(days=14)
PLANNED = timedelta(days=28)
GAPS = timedelta(days=31)
KINDS = {"holiday": "Holiday", "illness": "Illness", "training": "Training", "other": "Other"}


@asks(Permission.SEE_ROTA)
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """Show the regions at an instant (now, or `?at=`), and what is planned from that day on."""
    user, now = user_of(request), clock.now()
    try:
        at = _instant(request.GET.get("at", "")) or now
    except InvalidInput as error:
        return refused(request, error, status=400)
    planned = rota(user, since=at.date(), until=at.date() + AHEAD)
    own = place_of(user).staff_id
    context = {
        "regions": regions_at(user, at=at),
        "at": at,
        "is_now": at == now,
        "rota": planned,
        "patterns": [
            (one, ", ".join(WEEKDAYS[day] for day in one.weekdays))
            for one in patterns(user, on=at.date())
        ],
        "swaps": open_swaps(user, at=now),
        "absences": absences_from(user, at=at),
        "mine": [one for one in planned if one.staff_id == own and one.from_at > now],
        "others": [one for one in planned if one.staff_id != own and one.from_at > now],
        "own": own,
        "colleagues": receivers(user),
        "region_codes": list(DEFAULTS),
        "weekdays": list(enumerate(WEEKDAYS)),
        "kinds": KINDS.items(),
        "may_plan": may(user.role, Permission.PLAN_SHIFTS),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/shifts.html", context)


@asks(Permission.SEE_ROTA)
@require_safe
def shift_gaps(request: HttpRequest) -> HttpResponse:
    """Show where nobody is on duty in the next month, holidays and quarter's end included."""
    user = user_of(request)
    try:
        since = read_day(request.GET.get("from", "")) or clock.today()
    except InvalidInput as error:
        return refused(request, error, status=400)
    found = gaps(user, since=since, until=since + GAPS)
    context = {"gaps": found, "since": since, "until": since + GAPS}
    return render(request, "tenure/pages/shift_gaps.html", context)


@asks(Permission.SEE_ROTA)
@require_POST
def absences(request: HttpRequest) -> HttpResponse:
    """Record that somebody is away, and who stands in."""
    given, user = request.POST, user_of(request)
    return _done(
        request, "The absence is recorded.",
        lambda: record_absence(
            staff_id=read_number(given.get("staff", "")) or place_of(user).staff_id or 0,
            start_on=_day(given.get("start_on", "")),
            end_on=_day(given.get("last_on", "")) + timedelta(days=1),
            kind=given.get("kind", "holiday"), cover_id=read_number(given.get("cover", "")),
            by=user, on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.SEE_ROTA)
@require_POST
def absence_end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Let somebody be back today."""
    return _done(
        request, "They are back.",
        lambda: end_absence(
            absence_id=absence_id, end_on=clock.today(), by=user_of(request), on=clock.today()
        ),
    )  # fmt: skip


@asks(Permission.PLAN_SHIFTS)
@require_POST
def shift_patterns(request: HttpRequest) -> HttpResponse:
    """Let somebody work for a region on some days of the week."""
    given = request.POST
    return _done(
        request, "The repeating shift is kept; plan the rota to make its shifts.",
        lambda: repeat_shift(
            staff_id=read_number(given.get("staff", "")) or 0, region=given.get("region", ""),
            weekdays=[int(day) for day in given.getlist("weekday") if day.isdecimal()],
            start_on=_day(given.get("start_on", "")), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.PLAN_SHIFTS)
@require_POST
def shift_plan(request: HttpRequest) -> HttpResponse:
    """Make the shifts of four weeks from what repeats."""
    try:
        since = read_day(request.POST.get("from", "")) or clock.today()
        made = plan_rota(since=since, until=since + PLANNED, by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"{made} shifts are new.")
    return redirect("shifts")


@asks(Permission.SEE_ROTA)
@require_POST
def shift_swaps(request: HttpRequest) -> HttpResponse:
    """Ask a colleague for a shift against one of one's own."""
    given = request.POST
    return _done(
        request, "Your colleague is asked; until they accept, everything stays.",
        lambda: ask_swap(
            given_id=read_number(given.get("given", "")) or 0,
            wanted_id=read_number(given.get("wanted", "")) or 0,
            by=user_of(request), on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.SEE_ROTA)
@require_POST
def shift_swap_answer(request: HttpRequest, swap_id: int) -> HttpResponse:
    """Accept or decline a swap."""
    accept = request.POST.get("answer") == "accept"
    return _done(
        request, "The shifts are swapped." if accept else "The swap is declined.",
        lambda: answer_swap(
            swap_id=swap_id, accept=accept, by=user_of(request), on=clock.today(), at=clock.now()
        ),
    )  # fmt: skip


def _done(request: HttpRequest, done: str, command: Callable[[], object]) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect("shifts")


def _day(text: str) -> date:
    found = read_day(text)
    if found is None:
        raise InvalidInput("Say from which day until which.")
    return found


def _instant(text: str) -> datetime | None:
    """Read an instant as a picker sends it, UTC; None when it is empty."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"'{text[:20]}' is no instant like 2027-01-15T16:30.") from None
    if not 1990 <= found.year <= 2200:
        raise InvalidInput("That is too far from now.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
