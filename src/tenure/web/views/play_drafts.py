"""Write plays on pages: the editor with its preview, drafts, new plays, earlier versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.commands.playbook_comments import propose_text
from tenure.desk.commands.playbook_drafts import (
    drop_draft,
    move_text,
    open_proposal,
    publish_text,
    restore_version,
    save_draft,
)
from tenure.desk.queries.playbook import held_version
from tenure.desk.queries.playbook_changes import difference, new_play_text, play_editor
from tenure.desk.rules.playbook_review import usual_next_review
from tenure.desk.rules.plays import EVENT_WORDS, OWNERS
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


class _Wrote(TypedDict):
    code: str
    source: str
    by: User
    on: date


@asks(Permission.PROPOSE_PLAYS)
@require_http_methods(["GET", "HEAD", "POST"])
def play_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Show a play to be written; keep, propose or publish what was typed.

    What was typed is kept whatever becomes of it, so that an error or somebody else's publication
    costs nobody their work.
    """
    if request.method != "POST":
        return _editor(request, code)
    user, today, given = user_of(request), clock.today(), request.POST
    source, why = given.get("source", ""), given.get("why", "")
    wrote: _Wrote = {"code": code, "source": source, "by": user, "on": today}
    does = given.get("do", "save")
    try:
        if does == "publish":
            made = publish_text(**wrote, why=why)
            messages.success(request, f"{made} is published. It holds for plays that start now.")
            return redirect("play", code)
        if does == "propose":
            propose_text(**wrote, text=why)
            messages.success(request, "Your change is proposed. The answer will stand beside it.")
            return redirect(f"{reverse('play', args=[code])}#said")
        if does == "move":
            draft = move_text(**wrote, version=read_number(given.get("version", "")) or 0)
        else:
            draft = save_draft(**wrote)
    except TenureError as error:
        return _editor(request, code, source=source, refusal=str(error))
    on_what = f", on version {draft.base.version}" if draft.base else ""
    messages.success(request, f"Your draft is kept{on_what}. Only you see it.")
    return redirect("play_draft", code)


@asks(Permission.PROPOSE_PLAYS)
@require_POST
def play_preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is typed as the play it would be, or the line that is wrong; nothing is kept."""
    context = _typed(request, code, request.POST.get("source", ""))
    return render(request, "tenure/parts/play_preview.html", context)


@asks(Permission.PROPOSE_PLAYS)
@require_POST
def play_draft_removal(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the person's draft away."""
    drop_draft(code=code, by=user_of(request), on=clock.today())
    messages.success(request, "Your draft is gone.")
    return redirect("play", code) if held_version(code) else redirect("playbook")


@asks(Permission.PROPOSE_PLAYS)
@require_POST
def play_restoration(request: HttpRequest, code: str) -> HttpResponse:
    """Open an earlier version as a draft."""
    version = read_number(request.POST.get("version", "")) or 0
    return _opening(
        request, code,
        lambda: restore_version(code=code, version=version, by=user_of(request), on=clock.today()),
        f"Version {version} is your draft now. Nothing is published yet.",
    )  # fmt: skip


@asks(Permission.PROPOSE_PLAYS)
@require_POST
def proposal_draft(request: HttpRequest, code: str, proposal_id: int) -> HttpResponse:
    """Open the text of a proposal as a draft."""
    return _opening(
        request, code,
        lambda: open_proposal(proposal_id=proposal_id, by=user_of(request), on=clock.today()),
        "The proposal is your draft now. Nothing is published yet.",
    )  # fmt: skip


@asks(Permission.PUBLISH_PLAYBOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def play_new(request: HttpRequest) -> HttpResponse:
    """Begin a play under a name of its own."""
    code, reason = "", ""
    if request.method == "POST":
        today = clock.today()
        code = request.POST.get("code", "").strip().lower()
        try:
            if held_version(code):
                return redirect("play_draft", code)
            text = new_play_text(usual_next_review(today))
            save_draft(code=code, source=text, by=user_of(request), on=today)
            return redirect("play_draft", code)
        except TenureError as error:
            reason = str(error)
    context = {"code": code, "reason": reason}
    return render(request, "tenure/pages/play_new.html", context, status=400 if reason else 200)


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def play_difference(request: HttpRequest, code: str) -> HttpResponse:
    """Show what differs between two versions of a play, or in what is proposed."""
    given = request.GET
    found = difference(
        code, user=user_of(request), before=read_number(given.get("before", "")),
        after=read_number(given.get("after", "")),
        proposal_id=read_number(given.get("proposal", "")),
    )  # fmt: skip
    if found is None:
        raise Http404
    return render(request, "tenure/pages/play_difference.html", {"page": found, "code": code})


def _opening(
    request: HttpRequest, code: str, opens: Callable[[], object], said: str
) -> HttpResponse:
    try:
        opens()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, said)
    return redirect("play_draft", code)


def _editor(
    request: HttpRequest, code: str, *, source: str | None = None, refusal: str = ""
) -> HttpResponse:
    context = _typed(request, code, source)
    if context["editor"] is None:
        raise Http404
    context |= {"refusal": refusal, "why": request.POST.get("why", "")}
    status = 409 if refusal else 200
    return render(request, "tenure/pages/play_draft.html", context, status=status)


def _typed(request: HttpRequest, code: str, source: str | None) -> dict[str, object]:
    user = user_of(request)
    given = request.POST if request.method == "POST" else request.GET
    try:
        example = read_day(given.get("example", ""))
    except TenureError:
        example = None
    editor = play_editor(code, user=user, on=clock.today(), source=source, renewal_on=example)
    return {
        "editor": editor,
        "code": code,
        "example": example,
        "may_publish": may(user.role, Permission.PUBLISH_PLAYBOOK),
        "owners": OWNERS.items(),
        "events": [(event.value, words) for event, words in EVENT_WORDS.items()],
    }
