"""Import files: read and check them, then merge what is good into the book in one transaction."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tenure.book.commands.load import TARGETS as BOOK_TARGETS
from tenure.book.commands.load import BookLoad
from tenure.book.commands.load_overages import SHEET as OVERAGES
from tenure.book.commands.load_overages import OverageLoad
from tenure.directory.commands.load import TARGETS as DIRECTORY_TARGETS
from tenure.directory.commands.load import DirectoryLoad
from tenure.foundation.bulk import Bulk, Counts
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed
from tenure.programs.commands.load import SHEET as ENROLMENTS
from tenure.programs.commands.load import ProgramsLoad
from tenure.sync.files.commands.journal import Journal, digests, finish_run, open_run
from tenure.sync.files.commands.rejects import write_rejects
from tenure.sync.files.queries.checks import (
    check_sheet,
    drop_bad_rows,
    make_sold,
    rejected_rows,
    unreadable_rows,
    wanted_keys,
)
from tenure.sync.files.queries.landing import Landing, Progress, land
from tenure.sync.files.queries.profiles import load_profile
from tenure.sync.files.rules.sheets import SHEETS
from tenure.sync.models import ImportRun

_CHANGES = ("orders", "lines")  # sheets that change contracts, in the order of checking


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: per sheet read, new, changed, unchanged, rejected, skipped, merged."""

    run_id: int
    counts: dict[str, dict[str, int]]
    rejected: int
    rejects: Path | None
    notes: tuple[str, ...]
    seconds: float
    dry_run: bool


def import_files(
    *,
    paths: Sequence[Path],
    profile: str = "plain",
    mapping: str = "",
    dry_run: bool = False,
    by: User,
    on: date,
    progress: Progress | None = None,
) -> ImportResult:
    """Load files into the book: good rows land, bad ones go to the rejects file, all or nothing.

    `profile` is a shipped one; `mapping` the TOML of another way to read the files. With `dry_run`
    everything is done but the writing. Raises FileRefused for files that cannot be used at all,
    MappingError for a mapping that cannot be understood, NotAllowed without the right to import.
    """
    _require_right(by)
    paths = [Path(path) for path in paths]
    run = open_run(
        profile=profile,
        mapping=mapping,
        dry_run=dry_run,
        files=_plain_files(paths),
        by=by,
        on=on,
    )
    return carry_out(run=run, paths=paths, by=by, on=on, progress=progress)


def carry_out(
    *,
    run: ImportRun,
    paths: Sequence[Path],
    by: User,
    on: date,
    progress: Progress | None = None,
) -> ImportResult:
    """Do the import that a run stands for; a failure is written to the run and raised."""
    began = time.monotonic()
    folder = import_folder(run_id=run.pk)
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    journal = Journal(run.pk)

    def tell(step: str, done: int, total: int) -> None:
        journal.progress(step, done, total)
        if progress is not None:
            progress(step, done, total)

    try:
        made = load_profile(run.profile, run.mapping)
        with ThreadPoolExecutor(1) as beside:
            hashed = beside.submit(digests, files=_plain_files(paths))
            landing = land(paths, made, work, tell)
            try:
                counts, rejected = _merge(run, landing, folder, by, on, tell, hashed.result)
            finally:
                landing.staging.close()
    except BaseException as error:
        journal.fail(str(error) or type(error).__name__)
        raise
    finally:
        journal.close()
        shutil.rmtree(work, ignore_errors=True)
    return ImportResult(
        run_id=run.pk,
        counts=counts,
        rejected=rejected,
        rejects=folder / "rejects.csv" if rejected else None,
        notes=tuple(landing.staging.notes),
        seconds=time.monotonic() - began,
        dry_run=run.dry_run,
    )


def import_folder(*, run_id: int) -> Path:
    """Return where an import keeps its uploads and its rejects file."""
    return Path(settings.DATA_DIR) / "imports" / str(run_id)


def _require_right(by: User) -> None:
    if not may(by.role, Permission.IMPORT_FILES):
        raise NotAllowed(f"{by} may not import files.")


def _plain_files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.is_file())
        elif path.is_file():
            found.append(path)
    return found


def _merge(
    run: ImportRun, landing: Landing, folder: Path, by: User, on: date, tell: Progress, hashed: Any
) -> tuple[dict[str, dict[str, int]], int]:
    """Check against the book and write, in one transaction; a dry run leaves nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            bulk = Bulk(cursor, landing.staging.duck, folder / "work", dry_run=run.dry_run)
            try:
                counts = _load(run, landing, bulk, by, on, tell)
            finally:
                bulk.close()
        problems = write_rejects(staging=landing.staging, path=folder / "rejects.csv")
        if not problems:
            (folder / "rejects.csv").unlink(missing_ok=True)
        told = {**counts, "notes": landing.staging.notes[:100]}
        finish_run(run=run, counts=told, files=hashed())
        record_event(
            by=by,
            on=on,
            verb="sync.import_files",
            subject=run,
            detail={"profile": run.profile, "dry_run": run.dry_run, "counts": counts},
        )
    return counts, sum(count["rejected"] for count in counts.values())


def _load(
    run: ImportRun, landing: Landing, bulk: Bulk, by: User, on: date, tell: Progress
) -> dict[str, dict[str, int]]:
    directory = DirectoryLoad(bulk, actor_id=by.pk, on=on)
    book = BookLoad(bulk, actor_id=by.pk, on=on.isoformat(), reason=f"import {run.pk}")
    programs = ProgramsLoad(bulk, actor_id=by.pk)
    overages = OverageLoad(bulk, actor_id=by.pk)
    if not run.dry_run:
        for part in (directory, book, programs, overages):
            part.lock()
    total = sum(landing.read.values())
    tell("comparing", 0, total)
    planned = _plan(landing, directory, book, programs)
    tell("writing", total // 2, total)
    if not run.dry_run:
        directory.write()
        book.write()
    # While PostgreSQL takes those.
    planned |= _load_contracts(landing, book)
    planned |= _load_overages(landing, overages, dry_run=run.dry_run)
    if not run.dry_run:
        programs.write()
        bulk.settle()
    tell("finishing", total, total)
    return {name: _counted(landing, name, planned[name]) for name in landing.sheets}


def _plan(
    landing: Landing, directory: DirectoryLoad, book: BookLoad, programs: ProgramsLoad
) -> dict[str, Counts]:
    """Check sheet by sheet against what is planned already, and plan it; all but orders, lines."""
    staging, sheets = landing.staging, landing.sheets
    for name in sheets:
        drop_bad_rows(staging, name)
    planned: dict[str, Counts] = {}
    for name in SHEETS:
        load: Any = directory if name in DIRECTORY_TARGETS else book
        if name == ENROLMENTS:
            load = programs
        known = name in DIRECTORY_TARGETS or name in BOOK_TARGETS
        if known or (name in sheets and name != OVERAGES):
            load.pull(name, wanted_keys(sheets, name))
        if name == "contracts":
            book.pull_parts()
        if name in (*_CHANGES, OVERAGES):
            continue
        if name in sheets:
            check_sheet(staging, sheets, name)
            planned[name] = load.plan(name, sheets[name].columns)
        else:
            load.absent(name)
    return planned


def _load_contracts(landing: Landing, book: BookLoad) -> dict[str, Counts]:
    """Check orders and lines, and write what they and the contracts make together."""
    staging, sheets = landing.staging, landing.sheets
    make_sold(staging, in_files="products" in sheets)
    for name in _CHANGES:
        if name in sheets:
            check_sheet(staging, sheets, name)
    if not {"contracts", *_CHANGES} & set(sheets):
        return {}
    _without_rows(staging, sheets)
    orders, lines = book.load_contracts()
    return {"orders": orders, "lines": lines}


def _load_overages(landing: Landing, overages: OverageLoad, *, dry_run: bool) -> dict[str, Counts]:
    """Check overages against the lots and terms that the import leaves, and write them."""
    if OVERAGES not in landing.sheets:
        return {}
    overages.pull(with_lines="lines" in landing.sheets)
    check_sheet(landing.staging, landing.sheets, OVERAGES)
    counts = overages.plan()
    if not dry_run:
        overages.write()
    return {OVERAGES: counts}


def _without_rows(staging: Any, sheets: Any) -> None:
    """Make empty `v_orders` and `v_lines` where the files have no such sheet."""
    if "orders" not in sheets:
        staging.duck.execute(
            'CREATE TABLE v_orders (_s SMALLINT, _r BIGINT, o BIGINT, c BIGINT, "order" VARCHAR, '
            "kind VARCHAR, effective_on DATE, booked_on DATE, reason VARCHAR)"
        )
    if "lines" not in sheets:
        staging.duck.execute(
            "CREATE TABLE v_lines (_s SMALLINT, _r BIGINT, line VARCHAR, quantity BIGINT, "
            'unit_price BIGINT, currency VARCHAR, "start" DATE, price_months INTEGER, "end" DATE, '
            'list_unit_price BIGINT, uplift INTEGER, "order" VARCHAR, c BIGINT, '
            "product_id BIGINT, recurring BOOLEAN, o BIGINT)"
        )


def _counted(landing: Landing, name: str, counts: Counts) -> dict[str, int]:
    staging = landing.staging
    skipped, merged = landing.skipped[name], landing.merged[name]
    return {
        "read": landing.read[name] + unreadable_rows(staging, name) + skipped + merged,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "rejected": rejected_rows(staging, name),
        "skipped": skipped,
        "merged": merged,
    }
