"""Policies: what is in force, to come, superseded; one of them; drafting and withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.foundation.queries import history_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.pricing.commands import ask_simulation, withdraw_policy
from tenure.pricing.queries import find_policy, product_families, published
from tenure.pricing.queries.simulations import proposals_of
from tenure.pricing.rules import (
    KINDS,
    POLICY_COLUMNS,
    PolicyFile,
    PolicyKind,
    State,
    cells_of,
    file_rows,
    kind_of,
    read_policy_file,
)
from tenure.pricing.rules.proposals import Proposal
from tenure.pricing.tasks import queue_simulation
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.policies.draft import Draft, fresh_draft, posted_draft
from tenure.web.sheets import csv_response
from tenure.web.views.errors import refused

PAGE_SIZE = 50
MOST_BYTES = 4_000_000
_STATES = {
    "standing": {State.IN_FORCE, State.FUTURE},
    **{state.name.lower(): {state} for state in State},
}


@asks(Permission.SEE_POLICIES)
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Show the policies of a kind as they stand today."""
    user, today = user_of(request), clock.today()
    kind = KINDS.get(request.GET.get("kind", "price"))
    asked = request.GET.get("state", "standing")
    if kind is None or asked not in {"all", *_STATES}:
        raise Http404
    found = published(user, today)
    of_kind = [view for view in found if view.kind is kind]
    shown = [view for view in of_kind if asked == "all" or view.standing.state in _STATES[asked]]
    start = read_number(request.GET.get("from", "")) or 0
    context = {
        "kind": kind,
        "kinds": [(one, sum(view.kind is one for view in found)) for one in KINDS.values()],
        "state": asked,
        "states": _state_counts([view.standing.state for view in of_kind]),
        "rows": shown[start : start + PAGE_SIZE],
        "first": start + 1,
        "last": min(start + PAGE_SIZE, len(shown)),
        "total": len(shown),
        "query": f"kind={kind.name}&state={asked}",
        "before": max(start - PAGE_SIZE, 0) if start else None,
        "after": start + PAGE_SIZE if start + PAGE_SIZE < len(shown) else None,
        "today": today,
        "may_set": may(user.role, Permission.SET_POLICY),
    }
    return render(request, "tenure/pages/policies.html", context)


def _state_counts(found: list[State]) -> list[tuple[str, str, int]]:
    labels = {
        "standing": "In force and to come",
        "superseded": "Superseded",
        "withdrawn": "Withdrawn",
    }
    counts = [(name, label, sum(one in _STATES[name] for one in found))
              for name, label in labels.items()]  # fmt: skip
    return [*counts, ("all", "All", len(found))]


@asks(Permission.SEE_POLICIES)
@require_safe
def policies_export(request: HttpRequest) -> HttpResponseBase:
    """Send the policies that stand as a file that can be published again."""
    found = published(user_of(request), clock.today())
    rows = file_rows((view.row.name, view.policy) for view in found if view.withdrawal is None)
    return csv_response("policies", POLICY_COLUMNS, rows)


@asks(Permission.SEE_POLICIES)
@require_safe
def policy(request: HttpRequest, kind: str, policy_id: int) -> HttpResponse:
    """Show one policy: its slice, its days, what it says, and what stood before and after it."""
    user, today = user_of(request), clock.today()
    detail = find_policy(user, today, kind, policy_id)
    if detail is None:
        raise Http404
    may_set = may(user.role, Permission.SET_POLICY)
    context = {
        "view": detail.view,
        "versions": detail.history,
        "cells": _told_cells(detail.view.kind, cells_of(detail.view.policy)),
        "history": history_of(detail.view.row),
        "today": today,
        "may_set": may_set,
        "may_withdraw": may_set and detail.view.standing.state is State.FUTURE,
    }
    return render(request, "tenure/pages/policy.html", context)


def _told_cells(kind: PolicyKind, cells: dict[str, str]) -> list[tuple[str, str]]:
    """Return what a policy says beyond slice and days, field by field, without what it leaves."""
    told = []
    for field in kind.own:
        text = cells[field.column]
        if text:
            told.append((field.label, dict(field.choices).get(text, text)))
    return told


@asks(Permission.SET_POLICY)
@require_POST
def policy_withdrawal(request: HttpRequest, kind: str, policy_id: int) -> HttpResponse:
    """Take back a policy that has not started."""
    user, today = user_of(request), clock.today()
    detail = find_policy(user, today, kind, policy_id)
    if detail is None:
        raise Http404
    code = detail.view.policy.code
    try:
        withdraw_policy(
            kind=kind, code=code, reason=request.POST.get("reason", ""), by=user, on=today
        )
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"The policy {code} is withdrawn.")
    return redirect("policy", kind, policy_id)


@asks(Permission.SET_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Draft a policy, and have it simulated before it is published."""
    chosen = KINDS.get(kind)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return _draw_draft(request, _begun(request, chosen))
    draft = posted_draft(chosen, request.POST)
    if draft.proposal is None:
        return _draw_draft(request, draft, status=400)
    return simulate_proposals(request, [draft.proposal])


def _begun(request: HttpRequest, kind: PolicyKind) -> Draft:
    """Return an empty draft, or one that begins with a published or a simulated policy."""
    user = user_of(request)
    published_id = read_number(request.GET.get("after", ""))
    simulated_id = read_number(request.GET.get("simulation", ""))
    if published_id is not None:
        detail = find_policy(user, clock.today(), kind.name, published_id)
        if detail is not None:
            cells = cells_of(detail.view.policy) | {"code": "", "start": ""}
            return fresh_draft(kind, detail.view.row.name, cells)
    if simulated_id is not None:
        for one in proposals_of(user, simulated_id):
            if kind_of(one.policy) is kind:
                return fresh_draft(kind, one.name, cells_of(one.policy))
    return fresh_draft(kind, "", {})


def _draw_draft(request: HttpRequest, draft: Draft, status: int = 200) -> HttpResponse:
    context = {"draft": draft, "kinds": list(KINDS.values()), "families": product_families()}
    return render(request, "tenure/pages/policy_draft.html", context, status=status)


@asks(Permission.SET_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_file(request: HttpRequest) -> HttpResponse:
    """Read a file of policies: tell what is wrong by line and column, simulate the others."""
    context: dict[str, Any] = {"columns": POLICY_COLUMNS}
    if request.method != "POST":
        return render(request, "tenure/pages/policy_file.html", context)
    try:
        file = read_policy_file(_content(request))
    except InvalidInput as error:
        context["refusal"] = str(error)
        return render(request, "tenure/pages/policy_file.html", context, status=400)
    if file.faults or not file.rows:
        context |= {"file": file, "content": _readable(file)}
        return render(request, "tenure/pages/policy_file.html", context, status=400)
    return simulate_proposals(request, [Proposal(row.name, row.policy) for row in file.rows])


def _content(request: HttpRequest) -> bytes:
    """Return the file that was sent, or the text of the rows that could be read before."""
    if text := request.POST.get("content"):
        return text.encode()
    sent = request.FILES.get("file")
    if sent is None:
        raise InvalidInput("Choose a file.")
    if (sent.size or 0) > MOST_BYTES:
        raise InvalidInput(f"The file has more than {MOST_BYTES // 1_000_000} MB.")
    return bytes(sent.read())


def _readable(file: PolicyFile) -> str:
    """Return the rows that could be read as the text of a file."""
    rows = [POLICY_COLUMNS, *file_rows((row.name, row.policy) for row in file.rows)]
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(quoted)


def simulate_proposals(request: HttpRequest, proposals: list[Proposal]) -> HttpResponse:
    """Ask for a simulation of what is proposed, and go to its page."""
    try:
        asked = ask_simulation(proposals=proposals, by=user_of(request), on=clock.today())
    except TenureError as error:
        return refused(request, error)
    queue_simulation(asked)
    return redirect(reverse("simulation", args=[asked.pk]))
