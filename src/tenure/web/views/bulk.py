"""What the worklist does to the selected rows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tenure.desk.commands.bulk import BulkDone, assign_owner_to, make_quotes_of
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.renewals.commands.groups import group_renewals
from tenure.web import clock
from tenure.web.numbers import read_number, read_numbers
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

MOST_REASONS = 5


@asks(Permission.WORK_RENEWALS)
@require_POST
def worklist_owner(request: HttpRequest) -> HttpResponse:
    """Give the selected renewals an owner."""
    try:
        done = assign_owner_to(
            renewal_ids=_selected(request),
            staff_id=read_number(request.POST.get("owner", "")) or 0,
            by=user_of(request),
            on=clock.today(),
            at=clock.now(),
        )
    except TenureError as error:
        return refused(request, error)
    return _back(request, done, "assigned")


@asks(Permission.WORK_RENEWALS)
@require_POST
def worklist_quotes(request: HttpRequest) -> HttpResponse:
    """Make the quotes of the selected renewals."""
    try:
        done = make_quotes_of(renewal_ids=_selected(request), by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    return _back(request, done, "quoted")


@asks(Permission.WORK_RENEWALS)
@require_POST
def worklist_group(request: HttpRequest) -> HttpResponse:
    """Put the selected renewals of one customer into one group."""
    chosen = _selected(request)
    try:
        group_renewals(renewal_ids=chosen, by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    return _back(request, BulkDone(len(chosen), ()), "grouped")


def _selected(request: HttpRequest) -> list[int]:
    return read_numbers(request.POST.getlist("renewal"))


def _back(request: HttpRequest, done: BulkDone, verb: str) -> HttpResponse:
    if done.done:
        messages.success(request, f"{done.done} {verb}.")
    for reason in done.refused[:MOST_REASONS]:
        messages.error(request, reason)
    if len(done.refused) > MOST_REASONS:
        messages.error(request, f"and {len(done.refused) - MOST_REASONS} more were not {verb}.")
    target = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if safe else "worklist")
