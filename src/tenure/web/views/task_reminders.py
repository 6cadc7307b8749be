"""A person's reminders, and the calendar behind a secret address, which signs in nobody."""

from __future__ import annotations

from datetime import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tenure.desk.commands.reminder_settings import (
    end_calendar,
    make_calendar,
    remove_channel,
    set_channel,
)
from tenure.desk.queries.reminders import reminder_page
from tenure.desk.queries.task_calendar import calendar_address, task_calendar
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of


@asks(Permission.SEE_PLAYBOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def task_reminders(request: HttpRequest) -> HttpResponse:
    """Show and change how the signed-in person hears of tasks."""
    address, reason = "", ""
    if request.method == "POST":
        try:
            address = _change(request)
        except TenureError as error:
            reason = str(error)
    page = reminder_page(user_of(request))
    context = {"page": page, "address": address, "reason": reason}
    answer = render(
        request, "tenure/pages/task_reminders.html", context, status=422 if reason else 200
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _change(request: HttpRequest) -> str:
    """Do what was asked for; return the address of a new calendar, which is shown once."""
    user, on, given = user_of(request), clock.today(), request.POST
    does = given.get("does", "")
    if does == "calendar":
        return calendar_address(make_calendar(by=user, on=on)[1])
    if does == "end":
        end_calendar(by=user, on=on)
    elif does == "remove":
        remove_channel(kind=given.get("kind", ""), by=user, on=on)
    else:
        set_channel(
            kind=given.get("kind", ""), days_before=_days(given.get("days", "")),
            quiet=_quiet(given.get("quiet_from", ""), given.get("quiet_until", "")),
            address=given.get("address", "").strip(), by=user, on=on,
        )  # fmt: skip
    return ""


def _days(text: str) -> tuple[int, ...]:
    days = [read_number(part) for part in text.replace(",", " ").split()]
    if None in days:
        raise InvalidInput("The days before are whole numbers, as in 1, 3.")
    return tuple(day for day in days if day is not None)


def _quiet(begins: str, ends: str) -> tuple[time, time] | None:
    if not begins and not ends:
        return None
    try:
        return time.fromisoformat(begins), time.fromisoformat(ends)
    except ValueError:
        raise InvalidInput("Quiet hours have a beginning and an end, as in 22:00.") from None


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Send the calendar of an address; whatever is wrong with one, it is not there."""
    found = task_calendar(token)
    if found is None:
        return HttpResponse(status=404, content_type="text/plain")
    is_known = request.headers.get("If-None-Match") == found.tag
    answer = (
        HttpResponseNotModified()
        if is_known
        else HttpResponse(found.content, content_type="text/calendar; charset=utf-8")
    )
    answer["ETag"] = found.tag
    answer["Cache-Control"] = "private, no-cache"
    return answer
