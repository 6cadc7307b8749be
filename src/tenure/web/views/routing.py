"""Routing: who would get the renewals that nobody owns, and why; what everybody can take on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tenure.desk.commands.routing import apply_routing, set_capacity, set_skills
from tenure.desk.queries.handovers import receivers
from tenure.desk.queries.routing import routing_preview, skills_of
from tenure.desk.rules.routing import SKILL_NAMES
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.PLAN_SHIFTS)
@require_http_methods(["GET", "HEAD", "POST"])
def routing(request: HttpRequest) -> HttpResponse:
    """Show what routing would do; by POST do it."""
    user, today = user_of(request), clock.today()
    if request.method == "POST":
        try:
            done = apply_routing(by=user, on=today, at=clock.now())
        except TenureError as error:
            return refused(request, error)
        messages.success(request, f"{done.routed + done.by_rule} renewals got an owner.")
        return redirect("routing")
    preview = routing_preview(user, on=today)
    context = {
        "preview": preview,
        "more": preview.routed - len(preview.rows),
        "staff": [
            (person, sorted(person.languages), sorted(
                person.segments | person.channels | person.partners
            ))
            for person, _ in skills_of(user, on=today)
        ],
        "colleagues": receivers(user),
        "kinds": [(kind.value, name) for kind, name in SKILL_NAMES],
        "today": today,
    }  # fmt: skip
    return render(request, "tenure/pages/routing.html", context)


@asks(Permission.PLAN_SHIFTS)
@require_POST
def routing_staff(request: HttpRequest) -> HttpResponse:
    """Set how many renewals a colleague can own, or what they know of one kind, from a day on."""
    given, user, today = request.POST, user_of(request), clock.today()
    try:
        staff_id = read_number(given.get("staff", "")) or 0
        start_on = read_day(given.get("start_on", "")) or today
        if "capacity" in given:
            capacity = read_number(given["capacity"])
            if capacity is None:
                raise InvalidInput("Say how many renewals they can own.")
            set_capacity(staff_id=staff_id, renewals=capacity, start_on=start_on, by=user, on=today)
        else:
            set_skills(
                staff_id=staff_id, kind=given.get("kind", ""),
                codes=given.get("codes", "").split(","), start_on=start_on, by=user, on=today,
            )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"It counts from {start_on}.")
    return redirect("routing")
