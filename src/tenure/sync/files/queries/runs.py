"""Questions about imports: which there were, how far one is, what it rejected."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from tenure.foundation.models import User
from tenure.sync.models import ImportRun

LOCK_CLASS = 7_346_201  # of the advisory locks that running imports hold; the object is the id
_ABANDONED = "The import was stopped before it ended; nothing of it is in the book."


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """One import as a page shows it."""

    run: ImportRun
    state: str
    step: str
    percent: int
    error: str
    counts: dict[str, dict[str, int]]
    notes: list[str]
    rejected: int
    rejects_path: Path | None


@dataclass(frozen=True, slots=True)
class Reject:
    """One reason why one row did not land."""

    file: str
    sheet: str
    line: str
    column: str
    value: str
    reason: str


def imports_visible_to(user: User) -> QuerySet[ImportRun]:
    """Return the imports that a user may see, the latest first; not the exports to compare."""
    return _runs(user).filter(statement_upload=None)


def statements_visible_to(user: User) -> QuerySet[ImportRun]:
    """Return the uploaded exports of CRM and billing that a user may see, the latest first."""
    return _runs(user).filter(statement_upload__isnull=False).select_related("statement_upload")


def _runs(user: User) -> QuerySet[ImportRun]:
    return ImportRun.objects.visible_to(user).select_related("by").order_by("-id")


def import_detail(user: User, run_id: int) -> ImportDetail | None:
    """Return one import, or None when there is none that the user may see."""
    run = imports_visible_to(user).filter(pk=run_id).first()
    return _detail(run) if run else None


def statement_detail(user: User, run_id: int) -> ImportDetail | None:
    """Return one uploaded export, or None when there is none that the user may see."""
    run = statements_visible_to(user).filter(pk=run_id).first()
    return _detail(run) if run else None


def _detail(run: ImportRun) -> ImportDetail:
    state, error = run.state, run.error
    if state == ImportRun.State.RUNNING and not _is_alive(run.pk):
        state, error = ImportRun.State.FAILED, _ABANDONED
    stored: dict[str, Any] = run.counts
    counts = {name: value for name, value in stored.items() if isinstance(value, dict)}
    path = rejects_path(run.pk)
    return ImportDetail(
        run=run,
        state=state,
        step=str(stored.get("step", "")),
        percent=100 * run.done // run.total if run.total else 0,
        error=error,
        counts=counts,
        notes=list(stored.get("notes", [])),
        rejected=sum(count.get("rejected", 0) for count in counts.values()),
        rejects_path=path if path.exists() else None,
    )


def rejects_of(user: User, run_id: int, limit: int = 200) -> list[Reject]:
    """Return the first rejects of an import, or of an export, that the user may see."""
    path = rejects_path(run_id)
    if not _runs(user).filter(pk=run_id).exists() or not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return [Reject(**row) for row in islice(csv.DictReader(handle), limit)]


def rejects_path(run_id: int) -> Path:
    """Return where an import's rejects file is, if it has one."""
    return Path(settings.DATA_DIR) / "imports" / str(run_id) / "rejects.csv"


def stored_files(user: User, run_id: int) -> list[Path]:
    """Return the uploaded files of an import that the user may see."""
    folder = Path(settings.DATA_DIR) / "imports" / str(run_id) / "files"
    if not imports_visible_to(user).filter(pk=run_id).exists() or not folder.exists():
        return []
    return sorted(folder.iterdir())


def _is_alive(run_id: int) -> bool:
    """Tell whether the process of a running import still holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s "
            "AND objid = %s AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database()))",
            [LOCK_CLASS, run_id],
        )
        return bool(cursor.fetchone()[0])
