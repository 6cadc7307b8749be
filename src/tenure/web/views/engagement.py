"""What people say about a renewal: risk, people, contacts, notes, next step, snooze, waiting."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.engagement import (
    end_next_step,
    log_contact,
    set_next_step,
    set_risk,
    set_stakeholder,
)
from tenure.desk.commands.notes import write_note
from tenure.desk.commands.worklist import mark_waiting, snooze_renewal, wake_renewal
from tenure.desk.queries.activity import KINDS, Place, activity_page
from tenure.desk.queries.mentions import who_may_be_named
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.renewal import act


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_risk(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Give the renewal a risk category, with the reason."""
    return act(
        request, renewal_id, "The risk is set.",
        lambda: set_risk(
            renewal_id=renewal_id, category=request.POST.get("category", ""),
            reason=request.POST.get("reason", ""), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_stakeholders(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Say which part a contact has in the decision."""
    data = request.POST
    return act(
        request, renewal_id, "The part in the decision is kept.",
        lambda: set_stakeholder(
            renewal_id=renewal_id, contact_id=read_number(data.get("contact", "")) or 0,
            part=data.get("part", ""), sentiment=data.get("sentiment", ""),
            note=data.get("note", ""), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_contacts(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Log a contact that happened outside Tenure."""
    data = request.POST
    return act(
        request, renewal_id, "The contact is logged.",
        lambda: log_contact(
            renewal_id=renewal_id, side=data.get("side", ""), channel=data.get("channel", ""),
            happened_on=_day(data.get("happened_on", "")), note=data.get("note", ""),
            contact_id=read_number(data.get("contact", "")), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.DO_TASKS)
@require_POST
def renewal_notes(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Write a note; who is named in it is told by mail."""
    return act(
        request, renewal_id, "The note is kept.",
        lambda: write_note(
            renewal_id=renewal_id, text=request.POST.get("text", ""), by=user_of(request),
            on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_next_step(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Set the next step, or end it with what came of it."""
    user, today, data = user_of(request), clock.today(), request.POST
    if data.get("because") is not None:
        return act(
            request, renewal_id, "The next step is done.",
            lambda: end_next_step(
                renewal_id=renewal_id, because=data.get("because", ""), by=user, on=today
            ),
        )  # fmt: skip
    return act(
        request, renewal_id, "The next step is set.",
        lambda: set_next_step(
            renewal_id=renewal_id, text=data.get("text", ""),
            due_on=_day(data.get("due_on", "")),
            staff_id=read_number(data.get("owner", "")), by=user, on=today,
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_snooze(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Let the renewal sleep until a day, or wake it."""
    user, today, data = user_of(request), clock.today(), request.POST
    if data.get("wake"):
        return act(
            request, renewal_id, "It is awake.",
            lambda: wake_renewal(renewal_id=renewal_id, by=user, on=today),
        )  # fmt: skip
    return act(
        request, renewal_id, "It sleeps.",
        lambda: snooze_renewal(
            renewal_id=renewal_id, until=_day(data.get("until", "")),
            reason=data.get("reason", ""), by=user, on=today,
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_waiting(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Say on whom the renewal waits, and when to ask again."""
    data = request.POST
    return act(
        request, renewal_id, "On whom it waits is kept.",
        lambda: mark_waiting(
            renewal_id=renewal_id, on_whom=data.get("on_whom", ""),
            until=read_day(data.get("until", "")), note=data.get("note", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.VIEW_WORK)
@require_safe
def renewal_activity(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Show all that happened on a renewal, the newest first, a page at a time."""
    which = request.GET.get("which", "")
    which = which if which in KINDS else ""
    found = activity_page(
        renewal_id, user=user_of(request), which=which, after=_place(request.GET.get("after", ""))
    )
    if found is None:
        raise Http404
    renewal, page = found
    after = page.after
    context = {
        "renewal": renewal, "page": page, "kinds": KINDS.items(), "which": which,
        "query": f"which={which}",
        "after": f"after={after.at:%Y-%m-%dT%H:%M:%S.%fZ}~{after.kind}~{after.id}" if after else "",
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "tenure/pages/activity.html", context)


@asks(Permission.DO_TASKS)
@require_safe
def renewal_colleagues(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """List colleagues whose name begins like this and who may see the renewal."""
    prefix = request.GET.get("q", "").lstrip("@").strip()[:60]
    people = who_may_be_named(renewal_id, prefix, user=user_of(request)) if prefix else []
    context = {"people": people, "prefix": prefix}
    return render(request, "tenure/parts/colleagues.html", context)


def _day(text: str) -> date:
    """Return a day that has to be picked; raise InvalidInput without one."""
    day = read_day(text.strip())
    if day is None:
        raise InvalidInput("Pick a day.")
    return day


def _place(text: str) -> Place | None:
    """Return the place that the address names; None for what is none."""
    moment, _, rest = text.partition("~")
    kind, _, number = rest.partition("~")
    row = read_number(number)
    try:
        return Place(datetime.fromisoformat(moment), kind, row) if row is not None else None
    except ValueError:
        return None
