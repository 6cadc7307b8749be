"""The playbook: its plays, one play with its history, and publishing the one that Tenure brings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.playbook import publish_default_playbook
from tenure.desk.queries.playbook import play_page
from tenure.desk.queries.playbook import playbook as plays_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def playbook(request: HttpRequest) -> HttpResponse:
    """List the plays as they hold now."""
    user = user_of(request)
    context = {
        "plays": plays_of(user),
        "may_publish": may(user.role, Permission.PUBLISH_PLAYBOOK),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/playbook.html", context)


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def play(request: HttpRequest, code: str) -> HttpResponse:
    """Show a play: when it starts, its tasks, its text, and who changed it when and why."""
    number = read_number(request.GET.get("version", ""))
    page = play_page(code, user=user_of(request), number=number)
    if page is None:
        raise Http404
    context = {"page": page, "version": page.version, "today": clock.today()}
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
