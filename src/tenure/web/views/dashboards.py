"""Dashboards: some questions on one page, each with its definition, its table and its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.foundation.roles import Permission
from tenure.insight.queries.dashboards import Shown, dashboard_page
from tenure.insight.rules.addresses import query_of
from tenure.insight.rules.charts import charts_of
from tenure.insight.rules.dashboards import Panel, dashboards
from tenure.insight.rules.figures import Report
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.drawing.pictures import Single, single_picture
from tenure.web.figures import heads, table
from tenure.web.figures import links as links_of
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@dataclass(frozen=True, slots=True)
class Card:
    """A panel as the page shows it: drawing, table behind it, and where they lead."""

    panel: Panel
    found: Report
    picture: Single | None
    heads: list[tuple[str, bool]]
    rows: list[list[tuple[str, str, bool]]]
    links: list[str]
    address: str
    others: tuple[str, ...]


@asks(Permission.SEE_METRICS)
@require_safe
def dashboard_list(request: HttpRequest) -> HttpResponse:
    """List the dashboards and whom each serves."""
    return render(request, "tenure/pages/dashboards.html", {"dashboards": dashboards().values()})


@asks(Permission.SEE_METRICS)
@require_safe
def dashboard(request: HttpRequest, name: str) -> HttpResponse:
    """Show a dashboard of today, kept to what was chosen, amounts drawn in one currency."""
    if name not in dashboards():
        raise Http404
    user, chosen = user_of(request), request.GET.get("of", "")
    try:
        shown = dashboard_page(user, dashboards()[name], on=clock.today(), chosen=chosen)
    except TenureError as error:
        return refused(request, error)
    currencies = _currencies(shown)
    currency = request.GET.get("in", "")
    if currency not in currencies:
        currency = currencies[0] if currencies else ""
    context: dict[str, Any] = {
        "dashboard": shown.dashboard, "shown": shown, "currency": currency,
        "currencies": currencies, "all": dashboards().values(),
        "cards": [
            _card(place, panel, found, currency)
            for place, (panel, found) in enumerate(shown.panels, start=1)
        ],
    }  # fmt: skip
    return render(request, "tenure/pages/dashboard.html", context)


def _currencies(shown: Shown) -> list[str]:
    """Return the currencies of all panels, those first that weigh most in the first of them."""
    found: list[str] = []
    for _, report in shown.panels:
        found += [chart.currency for chart in charts_of(report) if chart.currency]
    named = {row.currency for _, report in shown.panels for row in report.rows if row.currency}
    return list(dict.fromkeys([*found, *sorted(named)]))


def _card(place: int, panel: Panel, found: Report, currency: str) -> Card:
    asked = found.asked
    explorer = reverse("insight")
    links = [f"{explorer}?{query}#records" for query in links_of(found, panel.show)]
    in_one = currency if asked.metric.unit == "money" else ""
    charts = charts_of(found, panel.show, currency=in_one)
    picture = single_picture(charts[0], links, key=f"panel-{place}") if charts else None
    return Card(
        panel, found, picture, heads(found), table(found), links,
        f"{explorer}?{urlencode(query_of(asked, show=panel.show))}", _others(found, in_one),
    )  # fmt: skip


def _others(found: Report, currency: str) -> tuple[str, ...]:
    """Return the currencies that stand in the table only."""
    return tuple(sorted({row.currency for row in found.rows if row.currency} - {currency}))
