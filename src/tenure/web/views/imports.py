"""The import wizard: upload, say how to read, preview, dry run, import, rejects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.sync.files.commands import store_upload
from tenure.sync.files.queries import (
    Detected,
    ImportDetail,
    detect,
    import_detail,
    imports_visible_to,
    preview,
    rejects_of,
    stored_files,
)
from tenure.sync.files.tasks import import_uploaded
from tenure.web import clock, importing
from tenure.web.permissions import asks, user_of

POLL_STOPS = 286
SHOWN_REJECTS = 100
COUNTS = ("read", "new", "changed", "unchanged", "rejected", "skipped", "merged")


@asks(Permission.IMPORT_FILES)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Show the upload form and the latest imports."""
    latest = imports_visible_to(user_of(request))[:30]
    return render(request, "tenure/pages/imports.html", {"runs": latest})


@asks(Permission.IMPORT_FILES)
@require_POST
def import_upload(request: HttpRequest) -> HttpResponse:
    """Keep the uploaded files and go on to how to read them."""
    try:
        run = store_upload(
            files=request.FILES.getlist("files"), by=user_of(request), on=clock.today()
        )
    except TenureError as error:
        messages.error(request, str(error))
        return redirect("imports")
    return redirect("import", run.pk)


@asks(Permission.IMPORT_FILES)
@require_safe
def import_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show where an import stands: how to read it, its progress, or what came of it."""
    user = user_of(request)
    detail = import_detail(user, run_id)
    if detail is None:
        raise Http404
    waits = detail.run.started_at.isoformat() == request.GET.get("waits")
    state = "waiting" if waits and detail.state != "running" else detail.state
    context: dict[str, Any] = {
        "detail": detail,
        "run": detail.run,
        "state": state,
        "import_columns": COUNTS,
    }
    if "part" in request.GET:
        ended = state in {"done", "failed"}
        page, status = "tenure/parts/import_state.html", POLL_STOPS if ended else 200
    else:
        page, status = "tenure/pages/import.html", 200
    if state == "uploaded" or "again" in request.GET:
        context |= _choices(request, run_id)
    elif state == "done":
        context["rejects"] = rejects_of(user, run_id, SHOWN_REJECTS)
    return render(request, page, context, status=status)


@asks(Permission.IMPORT_FILES)
@require_POST
def import_preview(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show the first rows as they would land; nothing is written."""
    detail = _detail_or_404(request, run_id)
    context: dict[str, Any] = {"detail": detail, "run": detail.run}
    try:
        reading = importing.reading_of(request.POST)
        files = stored_files(user_of(request), run_id)
        sheets = preview(files, reading.mapping, profile=reading.profile)
    except TenureError as error:
        messages.error(request, str(error))
        context |= {"state": "uploaded", **_choices(request, run_id)}
        return render(request, "tenure/pages/import.html", context, status=400)
    context |= {"reading": reading, "sheets": [sheet for sheet in sheets if sheet.total]}
    return render(request, "tenure/pages/import_preview.html", context)


@asks(Permission.IMPORT_FILES)
@require_POST
def import_landing(request: HttpRequest, run_id: int) -> HttpResponse:
    """Queue the import, or its dry run, for the worker."""
    detail = _detail_or_404(request, run_id)
    reading = importing.reading_of(request.POST)
    import_uploaded.defer(
        run_id=run_id,
        profile=reading.profile,
        mapping=reading.mapping,
        dry_run=bool(request.POST.get("dry_run")),
        by_id=user_of(request).pk,
        on=clock.today().isoformat(),
    )
    waits = detail.run.started_at.isoformat().replace("+", "%2B")
    return redirect(f"{reverse('import', args=[run_id])}?waits={waits}")


@asks(Permission.IMPORT_FILES)
@require_safe
def import_rejects(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Send the rejects file: file, sheet, line, column, value, reason."""
    detail = _detail_or_404(request, run_id)
    if detail.rejects_path is None:
        raise Http404
    name = f"rejects-{run_id}.csv"
    handle = detail.rejects_path.open("rb")
    return FileResponse(handle, as_attachment=True, filename=name, content_type="text/csv")


def _detail_or_404(request: HttpRequest, run_id: int) -> ImportDetail:
    detail = import_detail(user_of(request), run_id)
    if detail is None:
        raise Http404
    return detail


def _choices(request: HttpRequest, run_id: int) -> dict[str, Any]:
    """Return what the form for how to read the files offers."""
    tables: list[Detected] = []
    problem = ""
    try:
        tables = detect(stored_files(user_of(request), run_id))
    except TenureError as error:
        problem = str(error)
    chosen = request.POST.get("how") or (importing.likely_profile(tables) if tables else "plain")
    table = tables[0] if tables else None
    return {
        "tables": tables,
        "problem": problem,
        "table": table,
        "how": chosen,
        "by_hand": importing.BY_HAND,
        "profiles": importing.PROFILE_TITLES,
        "fields": importing.fields_of(table, request.POST or None),
        "formats": [
            ("date", "Dates are written", importing.DATES, request.POST.get("date", "")),
            ("numbers", "Numbers are written", importing.NUMBERS, request.POST.get("numbers", "")),
            (
                "encoding", "Encoding", importing.ENCODING_CHOICES,
                request.POST.get("encoding", ""),
            ),
        ],
        "show_choices": True,
    }  # fmt: skip
