"""Read an export of the CRM or of billing, to be compared with the book and not merged into it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from tenure.closing.commands import load_statement
from tenure.closing.rules import Side
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.sync.files.commands.journal import Journal, close_abandoned, finish_run
from tenure.sync.files.commands.rejects import write_rejects
from tenure.sync.files.commands.run import import_folder
from tenure.sync.files.commands.uploads import (
    Upload,
    UploadRefused,
    store_upload,
    stored_folder,
)
from tenure.sync.files.queries.checks import drop_bad_rows
from tenure.sync.files.queries.landing import Landing, Progress, land
from tenure.sync.files.queries.limits import FileRefused
from tenure.sync.files.queries.profiles import load_profile
from tenure.sync.files.rules.cells import literal
from tenure.sync.models import ImportRun, StatementUpload

_CONTRACT = {
    "contract": "VARCHAR", "customer": "VARCHAR", "currency": "VARCHAR", "start": "DATE",
    "end": "DATE", "ended_on": "DATE",
}  # fmt: skip
_LINE = {
    "contract": "VARCHAR", "product": "VARCHAR", "quantity": "BIGINT", "unit_price": "BIGINT",
    "price_months": "INTEGER", "currency": "VARCHAR", "start": "DATE", "end": "DATE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementLoaded:
    """What an export gave: its contracts and lines, and the rows that could not be used."""

    statement_id: int
    contracts: int
    lines: int
    rejected: int
    rejects: Path | None
    notes: tuple[str, ...]


def load_statement_files(
    *,
    side: Side,
    as_of: date,
    paths: Sequence[Path],
    profile: str = "plain",
    mapping: str = "",
    by: User,
    on: date,
    progress: Progress | None = None,
) -> StatementLoaded:
    """Read files by a profile or a mapping, as an import does, and keep them as a side's export.

    Rows with a bad cell are left out and told in the rejects file, with line and column; one-time
    and usage products are not compared. Raises FileRefused for files without lines, MappingError
    for a mapping that cannot be understood, NotAllowed without the right to import.
    """
    if not may(by.role, Permission.IMPORT_FILES):
        raise NotAllowed(f"{by} may not import files.")
    folder = Path(settings.DATA_DIR) / "statements" / side
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    landing = land(
        [Path(path) for path in paths], load_profile(profile, mapping), work, progress or _quiet
    )
    try:
        return _keep(landing, folder, side=side, as_of=as_of, profile=profile, by=by, on=on)
    finally:
        landing.staging.close()
        shutil.rmtree(work, ignore_errors=True)


@transaction.atomic
def store_statement(
    *, files: Sequence[Upload], side: str, as_of: date, profile: str, by: User, on: date
) -> StatementUpload:
    """Keep uploaded files as an export of a side, to be loaded in the background.

    Raise InvalidInput for a side, a profile or a day that cannot be, and what `store_upload` does.
    """
    if side not in set(Side):
        raise InvalidInput("Choose whose export it is: the CRM's or billing's.")
    if as_of > on:
        raise InvalidInput("An export shows a day that is past, or today.")
    load_profile(profile, "")
    run = store_upload(files=files, by=by, on=on)
    run.profile = profile
    run.save(update_fields=["profile"])
    return StatementUpload.objects.create(run=run, side=side, as_of=as_of)


def load_stored_statement(*, run_id: int, by: User, on: date) -> StatementLoaded:
    """Load the export that `store_statement` kept; a failure is written to its row and raised.

    Raise UploadRefused when it is loaded already or being loaded.
    """
    close_abandoned(by=by, on=on)
    claimed = ImportRun.objects.filter(
        pk__in=StatementUpload.objects.filter(run=run_id).values("run")
    )
    claimed = claimed.exclude(state__in=[ImportRun.State.RUNNING, ImportRun.State.DONE])
    if not claimed.update(state=ImportRun.State.RUNNING, started_at=Now(), error=""):
        raise UploadRefused("This export is loaded already; upload the files again.")
    upload = StatementUpload.objects.select_related("run").get(run=run_id)
    journal = Journal(run_id)
    try:
        done = load_statement_files(
            side=Side(upload.side), as_of=upload.as_of, paths=[stored_folder(run_id=run_id)],
            profile=upload.run.profile, by=by, on=on, progress=journal.progress,
        )  # fmt: skip
        if done.rejects is not None:
            shutil.copyfile(done.rejects, import_folder(run_id=run_id) / "rejects.csv")
        told = {"contracts": done.contracts, "lines": done.lines, "rejected": done.rejected}
        finish_run(
            run=upload.run, counts={**told, "notes": list(done.notes)}, files=upload.run.files
        )
    except BaseException as error:
        journal.fail(str(error) or type(error).__name__)
        raise
    finally:
        journal.close()
    return done


def _keep(
    landing: Landing, folder: Path, *, side: Side, as_of: date, profile: str, by: User, on: date
) -> StatementLoaded:
    if "lines" not in landing.sheets:
        raise FileRefused("The files have no lines: there is nothing to compare.")
    rejects = folder / "rejects.csv"
    for sheet in {"contracts", "lines", "products"} & set(landing.sheets):
        _refuse_backward(landing, sheet)
        drop_bad_rows(landing.staging, sheet)
    problems = write_rejects(staging=landing.staging, path=rejects)
    if not problems:
        rejects.unlink(missing_ok=True)
    made = load_statement(
        side=side, as_of=as_of, profile=profile,
        contracts=_written(landing, "contracts", _CONTRACT),
        lines=_written(landing, "lines", _LINE), rejected=_rejected(landing), by=by, on=on,
    )  # fmt: skip
    return StatementLoaded(
        made.pk, made.contracts, made.lines, made.rejected,
        rejects if problems else None, tuple(landing.staging.notes),
    )  # fmt: skip


def _refuse_backward(landing: Landing, sheet: str) -> None:
    """Mark the rows that end before they start as bad, with the reason."""
    if not {"start", "end"} <= set(landing.sheets[sheet].columns):
        return
    duck = landing.staging.duck
    bad = f'FROM t_{sheet} WHERE NOT _bad AND "end" <= "start"'
    duck.execute(
        f"INSERT INTO problems SELECT '{sheet}', _s, _r, NULL, 'end', CAST(\"end\" - 1 AS VARCHAR),"
        f" 'ends before it starts' {bad}"
    )
    duck.execute(f'UPDATE t_{sheet} SET _bad = true WHERE NOT _bad AND "end" <= "start"')


def _rejected(landing: Landing) -> int:
    row = landing.staging.duck.execute(
        "SELECT count(DISTINCT (sheet, _s, _r)) FROM problems WHERE sheet IN ('contracts', 'lines')"
    ).fetchone()
    return int(row[0]) if row else 0


def _written(landing: Landing, sheet: str, columns: dict[str, str]) -> Path:
    """Write the typed rows of a sheet as CSV; an empty file where the export has none."""
    path = landing.staging.folder / f"{sheet}.csv"
    if sheet not in landing.sheets:
        path.touch()
        return path
    there = set(landing.sheets[sheet].columns)
    usual = {"price_months": "12"}
    picked = ", ".join(
        f'coalesce("{name}", {usual[name]})' if name in there and name in usual
        else f'"{name}"' if name in there
        else f"{usual.get(name, 'NULL')}::{kind}"
        for name, kind in columns.items()
    )  # fmt: skip
    only = _RECURRING if sheet == "lines" and "products" in landing.sheets else ""
    landing.staging.duck.execute(
        f"COPY (SELECT {picked} FROM t_{sheet} {only}) TO {literal(str(path))}"
        " (FORMAT csv, HEADER false)"
    )
    return path


_RECURRING = (
    "ANTI JOIN (SELECT product FROM t_products WHERE charge <> 'recurring') USING (product)"
)


def _quiet(step: str, done: int, total: int) -> None:
    """Tell nobody."""
