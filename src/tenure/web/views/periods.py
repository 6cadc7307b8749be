"""Periods: what was closed, what stands against closing the next one, closing, reopening."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.closing.commands.periods import PeriodNotReady, close_period, reopen_period
from tenure.closing.queries.periods import open_months, period_page, period_rows
from tenure.closing.rules.periods import USUAL_OVER_MINOR, ClosingPeriod, read_period
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

_EXCEPTION = "except-"


@asks(Permission.SEE_PERIODS)
@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Show the closed periods, the latest first, and the months that are over and open."""
    user = user_of(request)
    context = {"rows": period_rows(user), "open": open_months(on=clock.today())}
    return render(request, "tenure/pages/periods.html", context)


@asks(Permission.SEE_PERIODS)
@require_safe
def period(request: HttpRequest, name: str) -> HttpResponse:
    """Show what stands against closing a period; of a closed one what came into it since."""
    return _draw(request, _period(name))


@asks(Permission.CLOSE_PERIODS)
@require_POST
def period_close(request: HttpRequest, name: str) -> HttpResponse:
    """Close a period, with words for each check that is not met."""
    wanted, given = _period(name), request.POST
    excepted = {
        code.removeprefix(_EXCEPTION): given[code] for code in given if code.startswith(_EXCEPTION)
    }
    try:
        close_period(
            period=wanted, excepted=excepted, note=given.get("note", ""), over_minor=_over(request),
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
    except PeriodNotReady as error:
        return _draw(request, wanted, refusal=str(error), typed=excepted)
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"{wanted.name} is closed: nothing in it changes any more.")
    return redirect("period", wanted.name)


@asks(Permission.REOPEN_PERIODS)
@require_POST
def period_reopening(request: HttpRequest, name: str) -> HttpResponse:
    """Reopen a closed period, if it is the latest, with a reason."""
    try:
        reopen_period(
            name=name, reason=request.POST.get("reason", ""), by=user_of(request), on=clock.today()
        )
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"{name} is open again. What is booked into it shows here.")
    return redirect("period", name)


def _draw(
    request: HttpRequest, wanted: ClosingPeriod, *, refusal: str = "",
    typed: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    user = user_of(request)
    page = period_page(wanted, user=user, on=clock.today(), over_minor=_over(request))
    words = typed or {}
    context = {
        "page": page,
        "checks": [(check, words.get(check.code, "")) for check in page.checks],
        "refusal": refusal,
        "over_minor": _over(request),
        "may_close": may(user.role, Permission.CLOSE_PERIODS) and page.may_be_closed,
        "may_reopen": may(user.role, Permission.REOPEN_PERIODS) and page.may_be_reopened,
    }
    status = 409 if refusal else 200
    return render(request, "tenure/pages/period.html", context, status=status)


def _period(name: str) -> ClosingPeriod:
    try:
        return read_period(name)
    except InvalidInput:
        raise Http404 from None


def _over(request: HttpRequest) -> int:
    given = request.POST if request.method == "POST" else request.GET
    found = read_number(given.get("over", ""))
    return USUAL_OVER_MINOR if found is None else found
