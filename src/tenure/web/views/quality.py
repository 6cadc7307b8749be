"""The quality review: what is missing or wrong, how often, and what puts it right."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.routing import assign_new_work
from tenure.directory.queries import owners_visible_to
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.renewals.commands.contacts import add_missing_contact
from tenure.renewals.commands.owners import assign_contract_owner
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.queries.quality import PAGE_SIZE, check_counts, findings_of
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.REVIEW_QUALITY)
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Show every check with its count, and the findings of the chosen one."""
    user = user_of(request)
    checks = check_counts(user)
    asked = request.GET.get("check", "")
    if asked and asked not in {check.code for check in checks}:
        raise Http404
    first = next((check for check in checks if check.count), None)
    chosen = next((check for check in checks if check.code == asked), first)
    start = read_number(request.GET.get("after", "")) or 0
    found = findings_of(user, chosen.code, after=start, limit=PAGE_SIZE + 1) if chosen else []
    rows = found[:PAGE_SIZE]
    may_work = may(user.role, Permission.WORK_RENEWALS)
    context = {
        "checks": checks,
        "total": sum(check.count for check in checks),
        "chosen": chosen,
        "rows": rows,
        "after": f"after={rows[-1].id}" if len(found) > PAGE_SIZE else "",
        "before": "start=1" if start else "",
        "query": f"check={chosen.code}" if chosen else "",
        "may_work": may_work,
        "may_run": may(user.role, Permission.RUN_DAY),
        "owners": owners_visible_to(user) if may_work else [],
    }
    return render(request, "tenure/pages/quality.html", context)


@asks(Permission.RUN_DAY)
@require_POST
def quality_review(request: HttpRequest) -> HttpResponse:
    """Review the whole book now."""
    review = review_quality(by=user_of(request), on=clock.today())
    messages.success(request, f"Reviewed: {review.found} found, {review.cleared} cleared.")
    return redirect("quality")


@asks(Permission.RUN_DAY)
@require_POST
def quality_owners(request: HttpRequest) -> HttpResponse:
    """Give every renewal that nobody owns an owner by rule."""
    done = assign_new_work(by=user_of(request), on=clock.today(), at=clock.now())
    count = done.routed + done.by_rule
    messages.success(request, f"{count} renewals got an owner by region, language and load.")
    return redirect("quality")


@asks(Permission.WORK_RENEWALS)
@require_POST
def contract_owner(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Give a contract an owner."""
    text = request.POST.get("owner", "")
    return _fix(
        request, "no_owner", "The contract has an owner.",
        lambda: assign_contract_owner(
            contract_id=contract_id, staff_id=read_number(text) or 0,
            by=user_of(request), on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def customer_contacts(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add a contact to a customer."""
    data = request.POST
    return _fix(
        request, "no_contact", "The contact is added.",
        lambda: add_missing_contact(
            customer_id=customer_id, name=data.get("name", ""), email=data.get("email", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


def _fix(
    request: HttpRequest, check: str, done: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect(f"{reverse('quality')}?check={check}")
