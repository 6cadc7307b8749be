"""The row of an import: state and progress, written outside the import's own transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.db.models.functions import Now

from tenure.foundation.models import User
from tenure.sync.files.queries.runs import LOCK_CLASS
from tenure.sync.models import ImportRun


class Journal:
    """Tell how far an import is, on a connection of its own, so that others see it meanwhile.

    It holds an advisory lock as long as it lives: an import that stands as running without that
    lock was killed.
    """

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        parameters = dict(connection.get_connection_params())
        for name in ("cursor_factory", "context", "prepare_threshold"):
            parameters.pop(name, None)
        self._connection = psycopg.connect(**parameters, autocommit=True)
        self._connection.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, run_id])

    def progress(self, step: str, done: int, total: int) -> None:
        """Write the step and the rows done."""
        change = "UPDATE sync_importrun SET state = 'running', done = %s, total = %s, "
        change += "counts = counts || %s::jsonb WHERE id = %s AND state <> 'done'"
        self._connection.execute(change, [done, total, json.dumps({"step": step}), self._run_id])

    def fail(self, message: str) -> None:
        """Write why the import ended without landing anything."""
        change = "UPDATE sync_importrun SET state = 'failed', error = %s, finished_at = now() "
        self._connection.execute(
            change + "WHERE id = %s", [message.replace("\x00", "")[:2000], self._run_id]
        )

    def close(self) -> None:
        """Give up the lock."""
        self._connection.close()


def open_run(
    *, profile: str, mapping: str, dry_run: bool, files: list[Path], by: User, on: date
) -> ImportRun:
    """Write that an import begins, and mark those that were killed as failed."""
    close_abandoned(by=by, on=on)
    run = ImportRun.objects.create(
        profile=profile,
        mapping=mapping,
        dry_run=dry_run,
        state=ImportRun.State.RUNNING,
        by=by,
        on=on,
        started_at=Now(),
        files=[{"name": path.name, "bytes": path.stat().st_size} for path in files],
    )
    run.folder = str(run.pk)
    run.save(update_fields=["folder"])
    return run


def close_abandoned(*, by: User, on: date) -> int:
    """Mark imports that stand as running but whose process is gone as failed; return how many.

    Nothing of them is in the book (an import is one transaction), so no audit event is recorded.
    """
    closed = 0
    for run in ImportRun.objects.filter(state=ImportRun.State.RUNNING):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, run.pk])
            gone = bool(cursor.fetchone()[0])
            if gone:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, run.pk])
        if gone:
            run.state = ImportRun.State.FAILED
            run.error = "The import was stopped before it ended; nothing of it is in the book."
            run.finished_at = Now()
            run.save(update_fields=["state", "error", "finished_at"])
            closed += 1
    return closed


def finish_run(*, run: ImportRun, counts: Mapping[str, Any], files: list[dict[str, Any]]) -> None:
    """Write that an import landed, in its transaction."""
    run.state = ImportRun.State.DONE
    run.counts = dict(counts)
    run.files = files
    run.finished_at = Now()
    run.save(update_fields=["state", "counts", "files", "finished_at"])


def digests(*, files: list[Path]) -> list[dict[str, Any]]:
    """Return name, size and SHA-256 of each file."""
    told = []
    for path in files:
        digest = hashlib.sha256()
        with path.open("rb") as handle:
            while block := handle.read(4 * 1024 * 1024):
                digest.update(block)
        told.append({"name": path.name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()})
    return told
