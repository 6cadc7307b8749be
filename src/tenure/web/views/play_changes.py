"""What is said of plays, and what becomes of them: comments, proposals, reviews, retirement."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tenure.desk.commands.playbook import confirm_review, retire_play
from tenure.desk.commands.playbook_comments import comment_play, decide_proposal, propose_play
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.PROPOSE_PLAYS)
@require_POST
def play_comments(request: HttpRequest, code: str) -> HttpResponse:
    """Say something about a play, or propose in words to change it."""
    text, says = request.POST.get("text", ""), comment_play
    if request.POST.get("kind") == "proposal":
        says = propose_play
    return _done(
        request, code, "It stands on the play's page now.",
        lambda: says(code=code, text=text, by=user_of(request), on=clock.today()),
    )  # fmt: skip


@asks(Permission.PUBLISH_PLAYBOOK)
@require_POST
def proposal_decision(request: HttpRequest, code: str, proposal_id: int) -> HttpResponse:
    """Accept or decline a proposal, with the reason."""
    given = request.POST
    return _done(
        request, code, "The proposal is decided.",
        lambda: decide_proposal(
            proposal_id=proposal_id, accepted=given.get("kind") == "accepted",
            reason=given.get("reason", ""), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.SEE_PLAYBOOK)
@require_POST
def play_review(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a play was looked at and is still right (the command knows who may)."""
    given = request.POST

    def confirms() -> None:
        review_on = read_day(given.get("review_on", ""))
        if review_on is None:
            raise InvalidInput("Say by when the play is to be looked at again.")
        confirm_review(
            code=code, review_on=review_on, note=given.get("note", ""), by=user_of(request),
            on=clock.today(),
        )  # fmt: skip

    return _done(request, code, "The review is kept, with its next date.", confirms)


@asks(Permission.PUBLISH_PLAYBOOK)
@require_POST
def play_retirement(request: HttpRequest, code: str) -> HttpResponse:
    """Let a play start on no further renewal."""
    why = request.POST.get("why", "")
    return _done(
        request, code, "The play is retired. What runs goes on.",
        lambda: retire_play(code=code, why=why, by=user_of(request), on=clock.today()),
    )  # fmt: skip


def _done(request: HttpRequest, code: str, said: str, does: Callable[[], object]) -> HttpResponse:
    try:
        does()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, said)
    return redirect(reverse("play", args=[code]))
