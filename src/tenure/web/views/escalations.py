"""Escalations: lists, one with all that happened to it, what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.escalations import (
    acknowledge_escalation,
    mark_contested,
    plan_escalation,
    reopen_escalation,
    resolve_escalation,
)
from tenure.desk.queries.escalations import (
    STANDINGS,
    WHOSE,
    Asked,
    choices,
    escalation_list,
    escalation_page,
)
from tenure.desk.queries.head import head_page
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.SEE_ESCALATIONS)
@require_safe
def escalations(request: HttpRequest) -> HttpResponse:
    """Show what is escalated, the most severe first."""
    user, today = user_of(request), clock.today()
    asked = _asked(request)
    after = _position(request.GET.get("after", ""))
    page = escalation_list(user, asked, on=today, after=after)
    context = {
        "page": page,
        "asked": asked,
        "standings": STANDINGS.items(),
        "whose_choices": WHOSE.items(),
        "choices": choices(),
        "query": urlencode(_query(asked)),
        "narrowed": urlencode({name: text for name, text in _narrowing(asked).items() if text}),
        "before": "first=1" if after else "",
        "after": f"after={page.after[0]}.{page.after[1]}" if page.after else "",
        "may_lead": may(user.role, Permission.LEAD_RENEWALS),
        "today": today,
    }
    return render(request, "tenure/pages/escalations.html", context)


@asks(Permission.SEE_ESCALATIONS)
@require_safe
def escalation(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Show one escalation: its cause in words, what is at stake, what happened to it."""
    user, today = user_of(request), clock.today()
    page = escalation_page(escalation_id, user=user, on=today)
    if page is None:
        raise Http404
    may_work = may(user.role, Permission.WORK_ESCALATIONS)
    context = {"page": page, "row": page.row, "may_work": may_work, "today": today}
    return render(request, "tenure/pages/escalation.html", context)


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def escalation_acknowledgement(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Take it up."""
    return _work(
        request, escalation_id, "You have taken it up.",
        lambda: acknowledge_escalation(
            escalation_id=escalation_id, note=request.POST.get("note", ""), by=user_of(request),
            on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def escalation_plan(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Say by when and how it is resolved."""

    def plan() -> None:
        day = read_day(request.POST.get("plan_on", ""))
        if day is None:
            raise InvalidInput("Say by when it will be resolved.")
        plan_escalation(
            escalation_id=escalation_id, plan_on=day, note=request.POST.get("note", ""),
            by=user_of(request), on=clock.today(), at=clock.now(),
        )  # fmt: skip

    return _work(request, escalation_id, "The plan is kept; until then it does not climb.", plan)


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def escalation_resolution(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Resolve it with a reason."""
    return _work(
        request, escalation_id, "It is resolved.",
        lambda: resolve_escalation(
            escalation_id=escalation_id, reason=request.POST.get("reason", ""),
            by=user_of(request), on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def escalation_reopening(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Open it again with a reason."""
    return _work(
        request, escalation_id, "It is open again.",
        lambda: reopen_escalation(
            escalation_id=escalation_id, reason=request.POST.get("reason", ""),
            by=user_of(request), on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_ESCALATIONS)
@require_POST
def renewal_contest(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Say that the price of a renewal is contested."""
    try:
        mark_contested(
            renewal_id=renewal_id, why=request.POST.get("why", ""), by=user_of(request),
            on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "Noted; the next run escalates it.")
    return redirect("renewal", renewal_id)


@asks(Permission.LEAD_RENEWALS)
@require_safe
def head(request: HttpRequest) -> HttpResponse:
    """Show the Head of Renewals what is new, late, changed since yesterday, and worth."""
    today = clock.today()
    page = head_page(user_of(request), on=today)
    return render(request, "tenure/pages/head.html", {"page": page, "today": today})


def _work(
    request: HttpRequest, escalation_id: int, done: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect("escalation", escalation_id)


def _asked(request: HttpRequest) -> Asked:
    """Return what the address asks for; 404 for what there is not."""
    known = {name: {code for code, _ in pairs} for name, pairs in choices().items()}
    given = request.GET
    asked = Asked(
        standing=given.get("standing", "") or "open", severity=given.get("severity", ""),
        cause=given.get("cause", ""), region=given.get("region", ""),
        whose=given.get("whose", "") or "all",
    )  # fmt: skip
    fits = (
        asked.standing in STANDINGS
        and asked.whose in WHOSE
        and asked.severity in {"", *known["severities"]}
        and asked.cause in {"", *known["causes"]}
        and asked.region in {"", *known["regions"]}
    )
    if not fits:
        raise Http404
    return asked


def _narrowing(asked: Asked) -> dict[str, str]:
    return {"severity": asked.severity, "cause": asked.cause, "region": asked.region}


def _query(asked: Asked) -> dict[str, str]:
    return {"standing": asked.standing, "whose": asked.whose, **_narrowing(asked)}


def _position(text: str) -> tuple[int, int] | None:
    """Return the place behind which a page begins, "severity.id"; None for the first."""
    severity, _, last = text.partition(".")
    first, second = read_number(severity), read_number(last)
    return None if first is None or second is None else (first, second)
