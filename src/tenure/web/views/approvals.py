"""Approvals: what waits for me, where a quote's approval stands, and the terms it depends on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.quotes.commands.approvals import decide, request_approval, set_offer_terms
from tenure.quotes.queries.approvals import approval_page, waiting_for
from tenure.quotes.rules.approvals import ROLE_NAMES, Approver, OfferTermsFacts, Paper
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

_PAPERS = (
    (Paper.STANDARD, "Our standard paper"),
    (Paper.AMENDED, "Ours, amended"),
    (Paper.CUSTOMER, "The customer's paper"),
)


@asks(Permission.WORK_RENEWALS)
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person's decision, the oldest first."""
    steps = waiting_for(user_of(request), on=clock.today())
    rows = [(step, ROLE_NAMES[Approver(step.role)], [one["why"] for one in step.why])
            for step in steps]  # fmt: skip
    return render(request, "tenure/pages/approvals.html", {"rows": rows})


@asks(Permission.WORK_RENEWALS)
@require_safe
def quote_approval(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Show where the approval of a quote stands, who is asked and why, and what was said."""
    page = approval_page(quote_id, user=user_of(request), on=clock.today())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "quote": page.quote,
        "renewal": page.quote.renewal,
        "approval": page.approval,
        "steps": [
            (view, ROLE_NAMES[Approver(view.step.role)].removeprefix("the "))
            for view in page.approval.steps
        ],
        "changed": [name.replace("_bp", "").replace("_", " ") for name in page.approval.changed],
        "papers": _PAPERS,
        "may_work": may(user_of(request).role, Permission.WORK_RENEWALS)
        and page.quote.is_primary
        and page.quote.renewal.closed_on is None,
    }
    return render(request, "tenure/pages/quote_approval.html", context)


@asks(Permission.WORK_RENEWALS)
@require_POST
def quote_approval_request(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Ask for what the quote needs to be approved."""
    return _done(
        request, quote_id, "What has to be approved is asked for.",
        lambda: request_approval(
            quote_id=quote_id, by=user_of(request), on=clock.today(), at=timezone.now()
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def approval_decision(request: HttpRequest, step_id: int) -> HttpResponse:
    """Approve, reject, ask or answer."""
    given = request.POST
    return _done(
        request, read_number(given.get("quote", "")) or 0, "It is noted.",
        lambda: decide(
            step_id=step_id, kind=given.get("kind", ""), note=given.get("note", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_terms(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Set the terms of the offer that are not its prices."""
    given = request.POST
    return _done(
        request, read_number(given.get("quote", "")) or 0, "The terms are set.",
        lambda: set_offer_terms(
            renewal_id=renewal_id, terms=_terms(request), by=user_of(request), on=clock.today(),
            at=timezone.now(),
        ),
    )  # fmt: skip


def _terms(request: HttpRequest) -> OfferTermsFacts:
    given = request.POST
    paper = given.get("paper", "")
    out = read_number(given.get("opt_out_days", ""))
    days = read_number(given.get("payment_days", ""))
    return OfferTermsFacts(
        payment_days=30 if days is None else days,
        auto_renews="auto_renews" in given,
        paper=Paper(paper) if paper in set(Paper) else Paper.STANDARD,
        custom_sla="custom_sla" in given,
        opt_out_days=out or None,
    )


def _done(
    request: HttpRequest, quote_id: int, done: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect("quote_approval", quote_id) if quote_id else redirect("approvals")
