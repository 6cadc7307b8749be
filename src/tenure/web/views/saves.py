"""Save plays: what is tried to keep money at risk, what came of it, the library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.saves import (
    add_tactic,
    finish_save,
    publish_default_tactics,
    start_save,
)
from tenure.desk.queries.renewal_page import currency_of
from tenure.desk.queries.saves import renewal_of_save, saves_page
from tenure.desk.rules.saves import OUTCOME_WORDS, SaveOutcome
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.numbers import read_amount
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.SEE_ESCALATIONS)
@require_safe
def saves(request: HttpRequest) -> HttpResponse:
    """Show what came of each tactic, what is open, and the library."""
    user = user_of(request)
    context = {
        "page": saves_page(user),
        "may_set": may(user.role, Permission.SET_ESCALATIONS),
        "may_work": may(user.role, Permission.WORK_ESCALATIONS),
        "outcomes": OUTCOME_WORDS.items(),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/saves.html", context)


@asks(Permission.SET_ESCALATIONS)
@require_POST
def save_tactics(request: HttpRequest) -> HttpResponse:
    """Add a tactic to the library, or fill an empty one."""
    user, given = user_of(request), request.POST
    try:
        if given.get("defaults"):
            publish_default_tactics(by=user, on=clock.today())
        else:
            add_tactic(
                code=given.get("code", ""), name=given.get("name", ""),
                about=given.get("about", ""), by=user, on=clock.today(),
            )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "It is in the library.")
    return redirect("saves")


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def renewal_saves(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Begin a save play on a renewal."""
    user, given = user_of(request), request.POST
    currency = currency_of(renewal_id, user=user)
    if currency is None:
        raise Http404
    try:
        cost = read_amount(given.get("cost", "") or "0", currency)
        start_save(
            renewal_id=renewal_id, tactic=given.get("tactic", ""), note=given.get("note", ""),
            cost_minor=cost.minor, by=user, on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The save play is begun.")
    return redirect("renewal", renewal_id)


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def save_result(request: HttpRequest, save_id: int) -> HttpResponse:
    """Tell what came of a save play, and go back to its renewal."""
    user, given = user_of(request), request.POST
    found = renewal_of_save(save_id, user=user)
    if found is None or given.get("outcome", "") not in set(SaveOutcome):
        raise Http404
    renewal_id, currency = found
    kept = given.get("kept", "")
    try:
        finish_save(
            save_id=save_id, outcome=SaveOutcome(given["outcome"]),
            told_minor=read_amount(kept, currency).minor if kept else None,
            note=given.get("note", ""), by=user, on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "What came of it is kept.")
    return redirect("renewal", renewal_id)
