"""Keep uploaded files until their owner says how to read them, then import them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from django.db.models.functions import Now

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed, TenureError
from tenure.sync.files.commands.journal import close_abandoned
from tenure.sync.files.commands.run import ImportResult, carry_out, import_folder
from tenure.sync.files.queries.landing import Progress
from tenure.sync.files.queries.limits import MAX_FILE
from tenure.sync.models import ImportRun

MAX_UPLOADS = 40
MAX_NAME = 200  # bytes; file systems take 255, and the import adds to it
_ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".zip", ".gz"}


class UploadRefused(TenureError):
    """The upload cannot be kept; the message says why."""


class Upload(Protocol):
    """An uploaded file, as Django's."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Yield the file's bytes."""
        ...


def store_upload(*, files: Sequence[Upload], by: User, on: date) -> ImportRun:
    """Keep uploaded files for an import; names lose their folders and odd characters.

    Raises UploadRefused for too many, too large or unknown kinds, NotAllowed without the right.
    """
    if not may(by.role, Permission.IMPORT_FILES):
        raise NotAllowed(f"{by} may not import files.")
    if not files or len(files) > MAX_UPLOADS:
        raise UploadRefused(f"Give 1 to {MAX_UPLOADS} files.")
    names = [_clean(file.name or "") for file in files]
    close_abandoned(by=by, on=on)
    run = ImportRun.objects.create(
        profile="", state=ImportRun.State.UPLOADED, by=by, on=on, started_at=Now()
    )
    folder = import_folder(run_id=run.pk) / "files"
    shutil.rmtree(folder, ignore_errors=True)  # of another database on the same data directory
    folder.mkdir(parents=True)
    try:
        left = MAX_FILE
        for name, file in zip(names, files, strict=True):
            left -= _keep(file, _free(folder, name), left)
    except (UploadRefused, OSError) as error:
        shutil.rmtree(folder.parent, ignore_errors=True)
        run.state, run.error, run.finished_at = ImportRun.State.FAILED, str(error), Now()
        run.save(update_fields=["state", "error", "finished_at"])
        raise
    run.folder = str(run.pk)
    run.files = [{"name": p.name, "bytes": p.stat().st_size} for p in sorted(folder.iterdir())]
    run.save(update_fields=["folder", "files"])
    record_event(by=by, on=on, verb="sync.store_upload", subject=run, detail={"files": len(names)})
    return run


def import_stored(
    *,
    run_id: int,
    profile: str,
    mapping: str = "",
    dry_run: bool = False,
    by: User,
    on: date,
    progress: Progress | None = None,
) -> ImportResult:
    """Import what `store_upload` kept. An import that landed is not done again.

    Raises UploadRefused when it landed already or runs, and what `import_files` raises.
    """
    if not may(by.role, Permission.IMPORT_FILES):
        raise NotAllowed(f"{by} may not import files.")
    close_abandoned(by=by, on=on)
    told = mapping.replace("\x00", "\x01")  # which can be stored; TOML refuses both
    claimed = ImportRun.objects.filter(pk=run_id, statement_upload=None).exclude(
        state=ImportRun.State.RUNNING
    )
    claimed = claimed.exclude(state=ImportRun.State.DONE, dry_run=False)
    if not claimed.update(
        state=ImportRun.State.RUNNING,
        profile=profile[:60],
        mapping=told,
        dry_run=dry_run,
        on=on,
        started_at=Now(),
        finished_at=None,
        error="",
    ):
        raise UploadRefused("This import runs or landed already; upload the files again.")
    run = ImportRun.objects.get(pk=run_id)
    return carry_out(run=run, paths=[stored_folder(run_id=run_id)], by=by, on=on, progress=progress)


def stored_folder(*, run_id: int) -> Path:
    """Return the folder with an import's uploaded files."""
    return import_folder(run_id=run_id) / "files"


def _clean(name: str) -> str:
    bare = re.sub(r"[^\w.-]", "_", Path(name.replace("\\", "/")).name)
    bare = bare.encode()[-MAX_NAME:].decode(errors="ignore").lstrip(".")
    if Path(bare).suffix.lower() not in _ENDINGS:
        raise UploadRefused(f"'{bare}' is not a CSV, XLSX, ZIP or GZ file.")
    return bare


def _free(folder: Path, name: str) -> Path:
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return target


def _keep(file: Upload, target: Path, left: int) -> int:
    size = 0
    with target.open("xb") as made:
        for chunk in file.chunks():
            size += len(chunk)
            if size > left:
                raise UploadRefused(f"The files are larger than {MAX_FILE // 1024**3} GB.")
            made.write(chunk)
    return size
