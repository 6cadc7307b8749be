"""Exports of the CRM and of billing: uploading one, how far it is, what could not be used."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tenure.closing.queries import current_statements
from tenure.closing.rules import Side
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.sync.files.commands.statements import store_statement
from tenure.sync.files.queries import rejects_of
from tenure.sync.files.queries.runs import statement_detail, statements_visible_to
from tenure.sync.files.tasks import queue_statement
from tenure.web import clock, importing
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of

_POLL_STOPS = 286
_SHOWN_REJECTS = 100
_SHOWN_UPLOADS = 30


@asks(Permission.IMPORT_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: HttpRequest) -> HttpResponse:
    """Show the form and the latest uploads; keep what is uploaded, and queue its loading."""
    user = user_of(request)
    if request.method != "POST":
        return _draw(request)
    try:
        upload = store_statement(
            files=request.FILES.getlist("files"), side=request.POST.get("side", ""),
            as_of=read_day(request.POST.get("as_of", "")) or clock.today(),
            profile=request.POST.get("profile", ""), by=user, on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return _draw(request, str(error))
    queue_statement(run_id=upload.run_id, side=upload.side, by=user, on=clock.today())
    return redirect("statement", upload.run_id)


def _draw(request: HttpRequest, refusal: str = "") -> HttpResponse:
    user = user_of(request)
    context = {
        "refusal": refusal,
        "runs": statements_visible_to(user)[:_SHOWN_UPLOADS],
        "current": current_statements(user),
        "sides": [(side.value, side.label) for side in Side],
        "profiles": importing.PROFILE_TITLES,
        "today": clock.today(),
    }
    status = 400 if refusal else 200
    return render(request, "tenure/pages/statements.html", context, status=status)


@asks(Permission.IMPORT_FILES)
@require_safe
def statement(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far an upload is, or what came of it, with the rows that could not be used."""
    user = user_of(request)
    detail = statement_detail(user, run_id)
    if detail is None:
        raise Http404
    ended = detail.state in {"done", "failed"}
    context: dict[str, Any] = {
        "detail": detail,
        "run": detail.run,
        "upload": detail.run.statement_upload,
        "state": detail.state,
        "rejects": rejects_of(user, run_id, _SHOWN_REJECTS) if ended else [],
        "may_run": may(user.role, Permission.RUN_DAY),
    }
    if "part" in request.GET:
        status = _POLL_STOPS if ended else 200
        return render(request, "tenure/parts/statement_state.html", context, status=status)
    return render(request, "tenure/pages/statement.html", context)


@asks(Permission.IMPORT_FILES)
@require_safe
def statement_rejects(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Send the rejects file: file, sheet, line, column, value, reason."""
    detail = statement_detail(user_of(request), run_id)
    if detail is None or detail.rejects_path is None:
        raise Http404
    handle = detail.rejects_path.open("rb")
    name = f"export-{run_id}-rejects.csv"
    return FileResponse(handle, as_attachment=True, filename=name, content_type="text/csv")
