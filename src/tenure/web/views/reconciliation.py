"""Reconciliation: what does not agree between contract, CRM and billing, and working it off."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.closing.commands import note_discrepancy, own_discrepancies, settle_discrepancies
from tenure.closing.queries import (
    PAGE_SIZE,
    Chosen,
    age_counts,
    current_statements,
    discrepancies,
    find_discrepancy,
    kind_counts,
    latest_reconciliation,
    orders_of,
)
from tenure.closing.rules import BY_HAND, SETTLED_WORDS, Kind, Settled, Side, words
from tenure.closing.tasks import queue_reconciliation
from tenure.directory.queries import owners_visible_to
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.discrepancies import said_by_both
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.REVIEW_QUALITY)
@require_safe
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Show what does not agree by kind and age, and a page of it, the longest open first."""
    user = user_of(request)
    chosen = _chosen(request)
    after = read_number(request.GET.get("after", "")) or 0
    found = list(discrepancies(user, chosen, after=after, limit=PAGE_SIZE + 1))
    rows = found[:PAGE_SIZE]
    query = urlencode({"side": chosen.side, "kind": chosen.kind, "owner": chosen.owner})
    kinds = kind_counts(user)
    context = {
        "kinds": kinds,
        "total": sum(kind.count for kind in kinds),
        "ages": age_counts(user, on=clock.today()),
        "statements": current_statements(user),
        "latest": latest_reconciliation(user),
        "chosen": chosen,
        "what": words(chosen.kind, chosen.side) if chosen.kind and chosen.side else "",
        "rows": [(row, words(row.kind, row.side)) for row in rows],
        "today": clock.today(),
        "after": f"after={rows[-1].pk}" if len(found) > PAGE_SIZE else "",
        "before": "start=1" if after else "",
        "query": query,
        "may_run": may(user.role, Permission.RUN_DAY),
        "may_load": may(user.role, Permission.IMPORT_FILES),
    }
    return render(request, "tenure/pages/reconciliation.html", context)


@asks(Permission.RUN_DAY)
@require_POST
def reconciliation_run(request: HttpRequest) -> HttpResponse:
    """Queue a comparison for the worker."""
    if queue_reconciliation(by=user_of(request), on=clock.today()):
        messages.success(request, "The comparison is under way; its result shows here.")
    else:
        messages.info(request, "A comparison is waiting already.")
    return redirect("reconciliation")


@asks(Permission.REVIEW_QUALITY)
@require_safe
def discrepancy(request: HttpRequest, discrepancy_id: int) -> HttpResponse:
    """Show what both sides say, who owns it, what was found out, and how it was settled."""
    user = user_of(request)
    found = find_discrepancy(user, discrepancy_id)
    if found is None:
        raise Http404
    may_work = may(user.role, Permission.WORK_RENEWALS) and found.settlement is None
    context = {
        "found": found,
        "what": words(found.kind, found.side),
        "side": Side(found.side).label,
        "said": said_by_both(found),
        "notes": list(found.notes.select_related("by").order_by("pk")),
        "today": clock.today(),
        "may_work": may_work,
        "owners": owners_visible_to(user) if may_work else [],
        "orders": orders_of(found.contract_id, user=user) if may_work and found.contract_id else [],
        "reasons": [(reason.value, SETTLED_WORDS[reason]) for reason in BY_HAND],
    }
    return render(request, "tenure/pages/discrepancy.html", context)


@asks(Permission.WORK_RENEWALS)
@require_POST
def discrepancy_owner(request: HttpRequest, discrepancy_id: int) -> HttpResponse:
    """Give it to a colleague."""
    return _work(
        request, discrepancy_id, "It has an owner.",
        lambda: own_discrepancies(
            ids=[discrepancy_id], staff_id=read_number(request.POST.get("owner", "")) or 0,
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def discrepancy_note(request: HttpRequest, discrepancy_id: int) -> HttpResponse:
    """Keep what somebody found out."""
    return _work(
        request, discrepancy_id, "The note is kept.",
        lambda: note_discrepancy(
            discrepancy_id=discrepancy_id, text=request.POST.get("text", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def discrepancy_settlement(request: HttpRequest, discrepancy_id: int) -> HttpResponse:
    """Settle it with a reason."""
    given = request.POST
    if given.get("reason", "") not in {reason.value for reason in BY_HAND}:
        raise Http404
    return _work(
        request, discrepancy_id, "It is settled.",
        lambda: settle_discrepancies(
            ids=[discrepancy_id], reason=Settled(given["reason"]), note=given.get("note", ""),
            order_id=read_number(given.get("order", "")),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


def _chosen(request: HttpRequest) -> Chosen:
    """Return what the address asks for; 404 for what there is not."""
    side, kind = request.GET.get("side", ""), request.GET.get("kind", "")
    if side not in {"", *Side} or kind not in {"", *Kind}:
        raise Http404
    return Chosen(side=side, kind=kind, owner=request.GET.get("owner", "")[:60])


def _work(
    request: HttpRequest, discrepancy_id: int, done: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect("discrepancy", discrepancy_id)
