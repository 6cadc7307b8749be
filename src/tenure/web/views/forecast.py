"""The forecast: by category and person with their calls, what moved, one renewal's future."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.closing.rules.periods import read_period
from tenure.desk.queries.renewal_page import currency_of
from tenure.forecast.commands.calling import call_forecast
from tenure.forecast.commands.judging import judge_renewal
from tenure.forecast.queries.judgements import dates_moved, renewal_forecast
from tenure.forecast.queries.movement import PAGE, Movement, movement, moves
from tenure.forecast.queries.outlook import call_history, due_renewals, forecasts
from tenure.forecast.rules.categories import ALL_CATEGORIES, CATEGORIES
from tenure.forecast.rules.judging import Said
from tenure.forecast.rules.movement import KINDS
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.insight.rules.spans import seen_from
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tenure.web import clock
from tenure.web.drawing.movement import movement_picture, steps_of
from tenure.web.numbers import read_amount, read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

_SHOWN = {"begin": "Begin", **KINDS, "end": "End"}


@asks(Permission.SEE_METRICS)
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """Show what is due in a period by category and person, in one currency at a time."""
    user, given = user_of(request), request.GET
    name = given.get("period", "").strip() or this_quarter()
    context: dict[str, Any] = {"period": name, "names": ALL_CATEGORIES}
    try:
        period = read_period(name).days
    except InvalidInput as error:
        return render(request, "tenure/pages/forecast.html", context | {"refusal": str(error)})
    found = forecasts(user, period)
    by_currency = {one.currency: one for one in found}
    chosen = given.get("in", "")
    if found:
        one = by_currency.get(chosen) or found[0]
        context |= {
            "one": one,
            "currencies": list(by_currency),
            "query": urlencode({"period": name, "in": one.currency}),
            "history": call_history(user, period, one.currency),
            "may_call": may(user.role, Permission.WORK_RENEWALS)
            and (period.end is None or period.end > clock.today()),
        }
        if "category" in given or "owner" in given:
            context |= _due(request, user, period, one.currency)
    return render(request, "tenure/pages/forecast.html", context)


def _due(request: HttpRequest, user: User, period: Period, currency: str) -> dict[str, Any]:
    given = request.GET
    page = max(read_number(given.get("page", "")) or 1, 1)
    rows = due_renewals(
        user, period, currency=currency, category=given.get("category", ""),
        owner_id=read_number(given.get("owner", "")), offset=(min(page, 10_000) - 1) * PAGE,
        limit=PAGE + 1,
    )  # fmt: skip
    more = ""
    if len(rows) > PAGE:
        query = given.copy()
        query["page"] = str(page + 1)
        more = query.urlencode()
    return {"records": rows[:PAGE], "more": more, "has_records": True}


@asks(Permission.WORK_RENEWALS)
@require_POST
def forecast_call(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Keep the call of a person for a period."""
    user, given = user_of(request), request.POST
    name, currency = given.get("period", ""), given.get("in", "")
    try:
        amount = given.get("amount", "").strip()
        call_forecast(
            person_id=staff_id, period=read_period(name).days, currency=currency,
            amount_minor=read_amount(amount, currency).minor if amount else None,
            reason=given.get("reason", ""), by=user, on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The call is kept." if amount else "What rolls up stands again.")
    return redirect(f"{reverse('forecast')}?{urlencode({'period': name, 'in': currency})}")


@asks(Permission.SEE_METRICS)
@require_safe
def forecast_movement(request: HttpRequest) -> HttpResponse:
    """Show the waterfall of a period between two days, the renewals of one bar, the moved dates."""
    user, given = user_of(request), request.GET
    kept = {
        "period": given.get("period", "").strip() or this_quarter(),
        "from": given.get("from", "").strip(),
        "to": given.get("to", "").strip() or str(clock.today()),
    }
    context: dict[str, Any] = {"kept": kept, "query": urlencode(kept)}
    try:
        found = _movement(user, kept)
    except InvalidInput as error:
        return render(
            request, "tenure/pages/forecast_movement.html", context | {"refusal": str(error)}
        )
    context |= {
        "found": found,
        "waterfalls": [
            (one, steps_of(one), movement_picture(one, query=context["query"]))
            for one in found.waterfalls
        ],
        "dates": dates_moved(
            user, period=found.period, since=found.days.begin.on, until=found.days.end.on
        ),
    }
    kind, currency = given.get("kind", ""), given.get("in", "")
    if kind in _SHOWN and currency:
        context |= _records(request, user, found, kind, currency)
    return render(request, "tenure/pages/forecast_movement.html", context)


def _movement(user: User, kept: dict[str, str]) -> Movement:
    period = read_period(kept["period"]).days
    end_on = read_day(kept["to"]) or clock.today()
    return movement(
        user, period=period, begin_on=read_day(kept["from"]),
        end_on=end_on,
    )  # fmt: skip


def this_quarter() -> str:
    """Return the name of the quarter of today."""
    return seen_from("this-quarter", clock.today())


def _records(
    request: HttpRequest, user: User, found: Movement, kind: str, currency: str
) -> dict[str, Any]:
    page = max(read_number(request.GET.get("page", "")) or 1, 1)
    rows = moves(
        user, found, kind=kind, currency=currency, offset=(min(page, 10_000) - 1) * PAGE,
        limit=PAGE + 1,
    )  # fmt: skip
    more = ""
    if len(rows) > PAGE:
        query = request.GET.copy()
        query["page"] = str(page + 1)
        more = query.urlencode()
    return {
        "records": rows[:PAGE], "kind": kind, "kind_name": _SHOWN[kind], "in": currency,
        "more": more, "has_records": True,
    }  # fmt: skip


@asks(Permission.SEE_METRICS)
@require_safe
def forecast_renewal(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Show what is expected of a renewal, who said so, and how it stood day by day."""
    user = user_of(request)
    page = renewal_forecast(renewal_id, user=user)
    if page is None:
        raise Http404
    swing = page.holds.swing_minor
    context = {
        "page": page,
        "renewal": page.renewal,
        "categories": CATEGORIES.items(),
        "swing": "" if swing is None else Money(swing, page.renewal.currency).to_decimal(),
        "may_work": may(user.role, Permission.WORK_RENEWALS)
        and page.renewal.closed_on is None
        and page.renewal.renewal_type != "evergreen",
    }
    return render(request, "tenure/pages/forecast_renewal.html", context)


@asks(Permission.WORK_RENEWALS)
@require_POST
def forecast_judgement(request: HttpRequest, renewal_id: int) -> HttpResponse:
    """Keep what a person expects of a renewal."""
    user, given = user_of(request), request.POST
    currency = currency_of(renewal_id, user=user)
    if currency is None:
        raise Http404
    try:
        close_on = read_day(given.get("close_on", ""))
        if close_on is None:
            raise InvalidInput("Say by when the decision is expected.")
        swing = given.get("swing", "").strip()
        said = Said(
            given.get("category", ""), close_on,
            read_amount(swing, currency).minor if swing else None,
        )  # fmt: skip
        made = judge_renewal(
            renewal_id=renewal_id, said=said, reason=given.get("reason", ""), by=user,
            on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "It is kept." if made else "That is what holds already.")
    return redirect("forecast_renewal", renewal_id)
