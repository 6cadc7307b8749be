"""The playbook: its plays, one with its history, what they bring, and the one Tenure brings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.playbook import publish_default_playbook
from tenure.desk.queries.playbook_changes import play_changes
from tenure.desk.queries.playbook_outcomes import playbook_outcomes, usual_period
from tenure.desk.queries.playbook_search import playbook_page
from tenure.desk.rules.playbook_outcomes import DEFINITIONS, FEW, NAMES
from tenure.desk.rules.playbook_review import usual_next_review
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.kernel.period import Period
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def playbook(request: HttpRequest) -> HttpResponse:
    """List the plays as they hold now."""
    text, today = request.GET.get("q", "").strip(), clock.today()
    page = playbook_page(user_of(request), on=today, text=text)
    context = {"page": page, "text": text, "today": today}
    return render(request, "tenure/pages/playbook.html", context)


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def play_outcomes(request: HttpRequest) -> HttpResponse:
    """Show what each play brought, beside the renewals on which it did not run."""
    user, today, reason = user_of(request), clock.today(), ""
    usual = usual_period(today)
    try:
        start = read_day(request.GET.get("from", "")) or usual.start
        period = Period.from_last_day(start, read_day(request.GET.get("to", "")) or usual.last_day)
        page = playbook_outcomes(user, period=period, on=today)
    except TenureError as error:
        reason = str(error)
        page = playbook_outcomes(user, period=usual, on=today)
    context = {
        "page": page, "reason": reason, "few": FEW,
        "definitions": [(NAMES[key], words) for key, words in DEFINITIONS.items()],
    }  # fmt: skip
    return render(request, "tenure/pages/play_outcomes.html", context)


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def play(request: HttpRequest, code: str) -> HttpResponse:
    """Show a play: when it starts, its tasks, its text, and who changed it when and why."""
    number = read_number(request.GET.get("version", ""))
    user, today = user_of(request), clock.today()
    view = play_changes(code, user=user, on=today, number=number)
    if view is None:
        raise Http404
    latest = view.page.versions[0]
    keeps = user.role == latest.owner_role or may(user.role, Permission.PUBLISH_PLAYBOOK)
    context = {
        "view": view,
        "page": view.page,
        "version": view.page.version,
        "latest": latest,
        "may_confirm": keeps and not latest.retired,
        "next_review": usual_next_review(today),
    }
    return render(request, "tenure/pages/play.html", context)


@asks(Permission.PUBLISH_PLAYBOOK)
@require_POST
def playbook_publication(request: HttpRequest) -> HttpResponse:
    """Publish the playbook that Tenure brings."""
    try:
        done = publish_default_playbook(by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    said = f"{len(done.versions)} plays are published; the next daily run starts them."
    messages.success(request, said)
    return redirect("playbook")
