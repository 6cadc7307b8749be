"""The renewal page and what is done on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.plays import start_play
from tenure.desk.queries.engagement import (
    CHANNEL_CHOICES,
    PART_CHOICES,
    RISK_CHOICES,
    SENTIMENT_CHOICES,
    SIDE_CHOICES,
    WAITS_ON_CHOICES,
)
from tenure.desk.queries.renewal_page import RenewalPage, currency_of, renewal_page
from tenure.directory.queries import owners_visible_to, place_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.kernel.money import Money
from tenure.quotes.commands.make import make_quote, requote
from tenure.renewals.commands.decisions import close_renewal, set_forecast
from tenure.renewals.commands.groups import group_renewals, ungroup_renewal
from tenure.renewals.commands.owners import assign_owner
from tenure.web import clock
from tenure.web.drawing.timeline import Timeline, renewal_timeline
from tenure.web.numbers import read_amount, read_number, read_numbers
from tenure.web.permissions import asks, user_of

# What the forms of the engagement offer.
CHOICES = {
    "risks": RISK_CHOICES, "parts": PART_CHOICES, "sentiments": SENTIMENT_CHOICES,
    "channels": CHANNEL_CHOICES, "sides": SIDE_CHOICES, "waits_on": WAITS_ON_CHOICES,
}  # fmt: skip
# What a person may decide by hand; the other outcomes follow from a booked order.
CLOSINGS = [("churned", "Lost: it churned"), ("merged", "Merged into another contract")]
EVERGREEN_CLOSINGS = [("renewed", "Goes on: review done"), *CLOSINGS]


@asks(Permission.VIEW_WORK)
@require_safe
def renewal(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Show one renewal: dates, the three amounts, the difference, the quote, the history."""
    return _draw(request, renewal_id)


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_owner(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Give the renewal an owner."""
    staff_id = read_number(request.POST.get("owner", "")) or 0
    return act(
        request, renewal_id, "The owner is set.",
        lambda: assign_owner(
            renewal_id=renewal_id, staff_id=staff_id, by=user_of(request), on=clock.today(),
            at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_quote(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Make the renewal's quote, or the next version when the contract moved."""
    command = requote if request.POST.get("again") else make_quote
    return act(
        request, renewal_id, "The quote is made.",
        lambda: command(renewal_id=renewal_id, by=user_of(request), on=clock.today()),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_forecast(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Set what is expected to be kept, with a reason."""
    user = user_of(request)
    currency = currency_of(renewal_id, user=user)
    if currency is None:
        raise Http404

    def forecast() -> None:
        amount = read_amount(request.POST.get("amount", ""), currency)
        reason = request.POST.get("reason", "")
        set_forecast(
            renewal_id=renewal_id, amount_minor=amount.minor, reason=reason,
            by=user, on=clock.today(),
        )  # fmt: skip

    return act(request, renewal_id, "The forecast is set.", forecast)


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_outcome(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Close the renewal by a person's decision, with a reason."""
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    return act(
        request, renewal_id, "The renewal is closed.",
        lambda: close_renewal(
            renewal_id=renewal_id, kind=kind, reason=reason, by=user_of(request), on=clock.today()
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_POST
def renewal_group(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Group the renewal with those chosen, or take it out of its group."""
    user, today = user_of(request), clock.today()
    if request.POST.get("leave"):
        return act(
            request, renewal_id, "It is out of the group.",
            lambda: ungroup_renewal(renewal_id=renewal_id, by=user, on=today),
        )  # fmt: skip
    others = read_numbers(request.POST.getlist("renewal"))
    return act(
        request, renewal_id, "They are handled together now.",
        lambda: group_renewals(renewal_ids=[renewal_id, *others], by=user, on=today),
    )  # fmt: skip


@asks(Permission.DO_TASKS)
@require_POST
def renewal_plays(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Start a play on the renewal by hand, with a reason."""
    code, why = request.POST.get("play", ""), request.POST.get("why", "")
    return act(
        request, renewal_id, "The play is started, its tasks are open.",
        lambda: start_play(
            renewal_id=renewal_id, code=code, why=why, by=user_of(request), on=clock.today()
        ),
    )  # fmt: skip


def act(
    request: HttpRequest, renewal_id: int, done: str, command: Callable[[], object]
) -> HttpResponse:
    """Run one command of the page and go back to it; a refusal is shown on it with status 409."""
    try:
        command()
    except TenureError as error:
        messages.error(request, str(error))
        return _draw(request, renewal_id, status=409)
    messages.success(request, done)
    return redirect("renewal", renewal_id)


def _draw(request: HttpRequest, renewal_id: int, *, status: int = 200) -> HttpResponse:
    user = user_of(request)
    today = clock.today()
    page = renewal_page(renewal_id, user=user, on=today)
    if page is None:
        raise Http404
    may_work = may(user.role, Permission.WORK_RENEWALS)
    is_evergreen = page.renewal.renewal_type == "evergreen"
    context = {
        "page": page,
        "renewal": page.renewal,
        "quote": page.quote,
        "timeline": _timeline(page, today),
        "today": today,
        "place": place_of(user),
        "may_work": may_work,
        "may_do": may(user.role, Permission.DO_TASKS),
        "may_ask": may(user.role, Permission.OPEN_REQUESTS),
        "may_escalate": may(user.role, Permission.WORK_ESCALATIONS),
        "owners": owners_visible_to(user) if may_work else [],
        "closings": EVERGREEN_CLOSINGS if is_evergreen else CLOSINGS,
        "engagement": page.engagement,
        "choices": CHOICES,
        "forecast": Money(page.renewal.forecast_minor, page.renewal.currency).to_decimal(),
    }
    return render(request, "tenure/pages/renewal.html", context, status=status)


def _timeline(page: RenewalPage, today: date) -> Timeline:
    renewal = page.renewal
    named = [("today", "Today", today), ("due", "Due", renewal.due_on)]
    if renewal.notice_on is not None:
        named.append(("notice", "Notice", renewal.notice_on))
    if renewal.closed_on is not None:
        named.append(("closed", "Closed", renewal.closed_on))
    if page.quote is not None:
        named.append(("quote", "Quoted", page.quote.priced_on))
    return renewal_timeline(renewal.renewal_on, today, named)
