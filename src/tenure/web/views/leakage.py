"""Leakage: what is not asked for of what one is entitled to, over the book, down to its records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.directory.queries import owners_visible_to
from tenure.foundation.roles import Permission
from tenure.pricing.queries import product_families
from tenure.quotes.queries.leakage import SHEET_COLUMNS, Leakage, leakage, sheet_rows
from tenure.quotes.rules.leakage import DIMENSIONS, REALISATION, LeakageFigures
from tenure.web import clock
from tenure.web.drawing.leak import leak_chart
from tenure.web.forms import LeakageForm
from tenure.web.permissions import asks, user_of
from tenure.web.sheets import csv_response, xlsx_response


@asks(Permission.SEE_LEAKAGE)
@require_safe
def leakage_report(request: HttpRequest) -> HttpResponse:
    """Show the leakage by one thing at a time, in one currency at a time, and its largest."""
    user, by = user_of(request), _by(request)
    form = LeakageForm(request.GET, owners_visible_to(user), product_families())
    chosen = form.asked()
    found = leakage(user, by=by, chosen=chosen, currency=request.GET.get("in", ""))
    context: dict[str, Any] = {"form": form, "by": by, "dimensions": DIMENSIONS, "found": found}
    if found is not None:
        context |= _shown(found)
    kept = chosen.chosen()
    context |= {
        "query": urlencode(kept),
        "is_filtered": bool(kept),
        "definition": REALISATION,
        "today": clock.today(),
    }
    return render(request, "tenure/pages/leakage.html", context)


@asks(Permission.SEE_LEAKAGE)
@require_safe
def leakage_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the same as a sheet, all currencies, each a row of its own."""
    response = {"csv": csv_response, "xlsx": xlsx_response}.get(kind)
    if response is None:
        raise Http404
    user, by = user_of(request), _by(request)
    form = LeakageForm(request.GET, owners_visible_to(user), product_families())
    found = leakage(user, by=by, chosen=form.asked(), leaks=0)
    return response(f"leakage-{by}", SHEET_COLUMNS, sheet_rows(found) if found else ())


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "reason")
    if by not in DIMENSIONS:
        raise Http404
    return by


def _shown(found: Leakage) -> dict[str, Any]:
    """Return what the page shows of one currency, and of the others where that is what differs."""
    in_one = [group for group in found.groups if group.currency == found.currency]
    bars = [(group.name, group.figures.leakage_minor) for group in in_one]
    return {
        "currencies": sorted(found.totals),
        "total": found.totals.get(found.currency, LeakageFigures()),
        "groups": found.groups if found.by == "currency" else in_one,
        "chart": leak_chart(bars, found.currency) if found.by != "currency" else None,
    }
