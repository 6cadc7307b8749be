"""The worklist, its sheets and its saved views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.views import forget_view, save_view
from tenure.desk.queries.views import views_of
from tenure.desk.queries.worklist import WorklistFilter, worklist_page, worklist_rows
from tenure.desk.rules.bulk import ACTIONS
from tenure.directory.queries import Place, owners_visible_to, place_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.kernel.money import Money
from tenure.web import clock
from tenure.web.forms import WorklistForm, read_position, write_position
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.sheets import Cell, csv_response, xlsx_response
from tenure.web.views.errors import refused

MORE_FILTERS = (
    "segment", "currency", "type", "waiting", "risk", "when", "alarm", "due_from", "due_to",
)  # fmt: skip
COLUMNS = [
    "act_by", "next_action", "reason", "risk", "waits_on", "snoozed_until", "customer", "segment",
    "country", "contract", "due",
    "renewal_date", "notice", "renewal_type", "currency", "atr", "forecast", "owner", "quote",
    "quote_amount", "quote_is_stale",
]  # fmt: skip
# Ours to know: not in a partner's sheet.
INTERNAL = {"reason", "risk", "waits_on", "snoozed_until", "forecast"}


@asks(Permission.VIEW_WORK)
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Show a page of open renewals in the order in which they want work, and why."""
    user = user_of(request)
    place = place_of(user)
    owners = owners_visible_to(user, also=read_number(request.GET.get("owner", "")))
    form, asked = _asked(request, place, owners)
    page = worklist_page(user, asked, at=read_position(request.GET))
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "place": place,
        "owners": owners,
        "whose": asked.whose,
        "whose_choices": _whose_choices(place),
        "views": views_of(user),
        "may_work": may(user.role, Permission.WORK_RENEWALS),
        "bulk_actions": ACTIONS.items(),
        "after": write_position(page.after),
        "before": write_position(page.before),
        "today": clock.today(),
        **_address(request.GET),
    }
    return render(request, "tenure/pages/worklist.html", context)


@asks(Permission.VIEW_WORK)
@require_safe
def worklist_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Stream the whole filtered worklist as a sheet."""
    user = user_of(request)
    place = place_of(user)
    owners = owners_visible_to(user, also=read_number(request.GET.get("owner", "")))
    _, asked = _asked(request, place, owners)
    name = f"worklist-{clock.today().isoformat()}"
    response = {"csv": csv_response, "xlsx": xlsx_response}.get(kind)
    if response is None:
        raise Http404
    kept = [i for i, name in enumerate(COLUMNS) if place.is_inside or name not in INTERNAL]
    cells = ([row[i] for i in kept] for row in _cells(user, asked))
    return response(name, [COLUMNS[i] for i in kept], cells)


@asks(Permission.VIEW_WORK)
@require_POST
def saved_views(request: HttpRequest) -> HttpResponse:
    """Keep the current filter under a name."""
    user, query = user_of(request), request.POST.get("query", "")
    try:
        view = save_view(by=user, on=clock.today(), name=request.POST.get("name", ""), query=query)
    except TenureError as error:
        return refused(request, error, status=400)
    messages.success(request, f"The view {view.name} is saved.")
    return redirect(f"{reverse('worklist')}?{view.query}")


@asks(Permission.VIEW_WORK)
@require_POST
def saved_view_removal(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one of one's own views."""
    if not forget_view(by=user_of(request), on=clock.today(), view_id=view_id):
        raise Http404
    messages.success(request, "The view is forgotten.")
    return redirect("worklist")


def _asked(
    request: HttpRequest, place: Place, owners: list[tuple[int, str]]
) -> tuple[WorklistForm, WorklistFilter]:
    form = WorklistForm(request.GET, owners)
    whose = request.GET.get("whose", "")
    if whose not in dict(_whose_choices(place)):
        whose = "mine" if place.owns_renewals else "all"
    return form, form.asked(whose=whose, sort=request.GET.get("sort", ""), on=clock.today())


def _whose_choices(place: Place) -> list[tuple[str, str]]:
    if not place.owns_renewals:
        return [("all", "All renewals")]
    return [("mine", "Mine"), ("team", "My team's"), ("all", "All I may see")]


def _address(data: QueryDict) -> dict[str, Any]:
    """Return the parts of the address that links on the page keep."""
    kept = QueryDict(mutable=True)
    for name in sorted(data):
        if data[name] and name not in {"after", "before"}:
            kept[name] = str(data[name])
    unsorted = kept.copy()
    unsorted.pop("sort", None)
    filters = set(kept) - {"whose", "sort"}
    return {
        "query": kept.urlencode(),
        "unsorted": unsorted.urlencode(),
        "is_filtered": bool(filters),
        "more_open": bool(filters & set(MORE_FILTERS)),
    }


def _cells(user: User, asked: WorklistFilter) -> Iterator[list[Cell]]:
    today = clock.today()
    for row in worklist_rows(user, asked):
        quoted = row.quote_minor
        yield [
            row.work_on, row.action_label, row.why(today), row.risk, row.priority.waits_on,
            row.priority.snoozed_until, row.customer, row.segment, row.country,
            row.contract, row.due_on, row.renewal_on, row.notice_on, row.renewal_type,
            row.currency, Money(row.atr_minor, row.currency).to_decimal(),
            Money(row.forecast_minor, row.currency).to_decimal(), row.owner, row.quote,
            None if quoted is None else Money(quoted, row.currency).to_decimal(),
            "yes" if row.quote_is_stale else "",
        ]  # fmt: skip
