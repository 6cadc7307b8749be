"""Handovers: prepare the notes, edit and give them; read and acknowledge what one gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.commands.handovers import (
    SOON_DAYS,
    acknowledge_handover,
    edit_note,
    give_handover,
    prepare_handover,
    take_back_handover,
)
from tenure.desk.queries.handovers import (
    handed_over_by,
    handover_page,
    handovers,
    note_of,
    receivers,
)
from tenure.desk.rules.handovers import NAMES, NoteDraft
from tenure.desk.tasks import queue_handover_mails
from tenure.directory.queries import place_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_number, read_numbers
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

STATES = {
    "prepared": "Prepared",
    "given": "Given, not acknowledged",
    "acknowledged": "Acknowledged",
    "taken_back": "Taken back",
}


@asks(Permission.SEE_ROTA)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_list(request: HttpRequest) -> HttpResponse:
    """List the handovers, the open ones first; by POST prepare one."""
    user, today = user_of(request), clock.today()
    own = place_of(user).staff_id
    if request.method == "POST":
        given = request.POST
        try:
            made = prepare_handover(
                giver_id=read_number(given.get("giver", "")) or own or 0,
                receiver_id=read_number(given.get("receiver", "")) or 0,
                why=given.get("why", ""), renewal_ids=read_numbers(given.getlist("renewal")),
                by=user, on=today, at=clock.now(),
            )  # fmt: skip
        except TenureError as error:
            return refused(request, error)
        return redirect("handover", made.pk)
    soon = today + timedelta(days=SOON_DAYS)
    context = {
        "rows": [(row, STATES[row.state]) for row in handovers(user)],
        "own": own,
        "soon": len(handed_over_by(own, user=user, until=soon)) if own else 0,
        "days": SOON_DAYS,
        "colleagues": receivers(user),
        "may_plan": may(user.role, Permission.PLAN_SHIFTS),
    }
    return render(request, "tenure/pages/handovers.html", context)


@asks(Permission.SEE_ROTA)
@require_safe
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Show a handover: its notes, how far it has gone, and what one may do with it."""
    user = user_of(request)
    page = handover_page(handover_id, user=user)
    if page is None:
        raise Http404
    may_plan = may(user.role, Permission.PLAN_SHIFTS)
    context = {
        "page": page,
        "state": STATES[page.state],
        "may_give": page.may_give or (may_plan and page.state == "prepared"),
        "may_return": page.is_open and (may_plan or place_of(user).staff_id == page.giver_id),
        "names": NAMES,
        "today": clock.today(),
    }
    return render(request, "tenure/pages/handover.html", context)


@asks(Permission.SEE_ROTA)
@require_POST
def handover_note(request: HttpRequest, handover_id: int, note_id: int) -> HttpResponse:
    """Keep what the giver changed in a note."""
    given, user = request.POST, user_of(request)

    def edited() -> None:
        before = note_of(note_id, user=user)
        texts = {
            name: given.get(name, getattr(before, name)) for name in NAMES if name != "deadline_on"
        }
        deadline = read_day(given.get("deadline_on", "")) or before.deadline_on
        note = NoteDraft(deadline_on=deadline, **texts)
        edit_note(note_id=note_id, note=note, by=user, on=clock.today())

    return _done(request, handover_id, "The note is kept.", edited)


@asks(Permission.SEE_ROTA)
@require_POST
def handover_giving(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Give a handover; the receiver is told by mail."""

    def given() -> None:
        give_handover(
            handover_id=handover_id, by=user_of(request), on=clock.today(), at=clock.now()
        )
        queue_handover_mails()

    return _done(request, handover_id, "It is given; until it is acknowledged you own it.", given)


@asks(Permission.SEE_ROTA)
@require_POST
def handover_acknowledgement(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Take over what was given."""
    return _done(
        request, handover_id, "You own these renewals now.",
        lambda: acknowledge_handover(
            handover_id=handover_id, by=user_of(request), on=clock.today(), at=clock.now()
        ),
    )  # fmt: skip


@asks(Permission.SEE_ROTA)
@require_POST
def handover_return(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Take a handover back before it is acknowledged."""
    return _done(
        request, handover_id, "It is taken back; nothing changed hands.",
        lambda: take_back_handover(
            handover_id=handover_id, by=user_of(request), on=clock.today(), at=clock.now()
        ),
    )  # fmt: skip


def _done(
    request: HttpRequest, handover_id: int, done: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect("handover", handover_id)
