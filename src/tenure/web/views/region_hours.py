"""Hours of regions: as they are on a day, as they will be, and others from a day on."""

from __future__ import annotations

from datetime import date, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tenure.desk.commands.rota import set_region_hours
from tenure.desk.queries.rota import RegionDated, region_hours
from tenure.desk.rules.shifts import Hours, WrongHours
from tenure.desk.rules.shifts.hours import WEEKDAYS
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of

Typed = dict[str, str]


@asks(Permission.SEE_ROTA)
@require_http_methods(["GET", "HEAD", "POST"])
def shift_hours(request: HttpRequest) -> HttpResponse:
    """Show the hours of the regions; let one have others from a day on."""
    user, today = user_of(request), clock.today()
    regions = region_hours(user, on=today)
    given = request.POST if request.method == "POST" else request.GET
    chosen = next((one for one in regions if one.code == given.get("region")), None)
    typed = _begun(chosen) if chosen else {}
    reason = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in request.POST}
        try:
            hours, start_on = _hours(typed), _start(typed)
            set_region_hours(
                region=typed.get("region", ""), hours=hours, start_on=start_on, by=user, on=today
            )
        except TenureError as error:
            reason = str(error)
        else:
            messages.success(request, f"{typed['region']} has these hours from {start_on} on.")
            return redirect("shift_hours")
    context = {
        "regions": [(one, _week(one.now)) for one in regions],
        "later": [
            (one.code, day, hours, _week(hours)) for one in regions for day, hours in one.later
        ],
        "chosen": chosen,
        "typed": typed,
        "days": [
            (number, name, typed.get(f"opens_{number}", ""), typed.get(f"closes_{number}", ""))
            for number, name in enumerate(WEEKDAYS)
        ],
        "reason": reason,
        "may_plan": may(user.role, Permission.PLAN_SHIFTS),
        "today": today,
    }
    status = 409 if reason else 200
    return render(request, "tenure/pages/shift_hours.html", context, status=status)


def _begun(region: RegionDated) -> Typed:
    """Return what the form begins with: the hours as they are."""
    hours = region.now
    typed = {"zone": hours.zone, "country": hours.country, "cutoff": f"{hours.cutoff:%H:%M}"}
    for number in range(len(WEEKDAYS)):
        for name, times in (("opens", hours.opens), ("closes", hours.closes)):
            found = times[number]
            typed[f"{name}_{number}"] = f"{found:%H:%M}" if found else ""
    return typed


def _hours(typed: Typed) -> Hours:
    cutoff = _time(typed.get("cutoff", ""))
    if cutoff is None:
        raise WrongHours("Say until when something is answered the same day: the cut-off.")
    numbers = range(len(WEEKDAYS))
    return Hours(
        zone=typed.get("zone", ""), country=typed.get("country", "").upper(),
        opens=tuple(_time(typed.get(f"opens_{number}", "")) for number in numbers),
        closes=tuple(_time(typed.get(f"closes_{number}", "")) for number in numbers),
        cutoff=cutoff,
    )  # fmt: skip


def _time(text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise WrongHours(f"'{text[:20]}' is no time like 08:30.") from None


def _start(typed: Typed) -> date:
    found = read_day(typed.get("start_on", ""))
    if found is None:
        raise InvalidInput("Say from which day: other hours begin today or later.")
    return found


def _week(hours: Hours) -> list[tuple[str, str]]:
    """Return a week in words: days with the same hours together."""
    told: list[tuple[str, str]] = []
    for name, opens, closes in zip(WEEKDAYS, hours.opens, hours.closes, strict=True):
        words = f"{opens:%H:%M} to {closes:%H:%M}" if opens and closes else "closed"
        if told and told[-1][1] == words:
            told[-1] = (f"{told[-1][0].split(' to ')[0]} to {name}", words)
        else:
            told.append((name, words))
    return told
