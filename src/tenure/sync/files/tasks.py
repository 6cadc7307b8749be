"""Import uploaded files, and load exports to compare with, in the background."""

from __future__ import annotations

from datetime import date

from procrastinate.contrib.django import app

from tenure.foundation.models import User
from tenure.sync.files.commands import import_stored
from tenure.sync.files.commands.statements import load_stored_statement


@app.task(name="sync.import_stored", retry=False)
def import_uploaded(
    *, run_id: int, profile: str, mapping: str, dry_run: bool, by_id: int, on: str
) -> None:
    """Import what was uploaded as `run_id`; the run itself tells how it went."""
    import_stored(
        run_id=run_id,
        profile=profile,
        mapping=mapping,
        dry_run=dry_run,
        by=User.objects.get(pk=by_id),
        on=date.fromisoformat(on),
    )


@app.task(name="sync.load_stored_statement", retry=False)
def load_statement_upload(*, run_id: int, by_id: int, on: str) -> None:
    """Load the export that was uploaded as `run_id`; the run itself tells how it went."""
    load_stored_statement(run_id=run_id, by=User.objects.get(pk=by_id), on=date.fromisoformat(on))


def queue_statement(*, run_id: int, side: str, by: User, on: date) -> None:
    """Queue the loading of an uploaded export; those of one side are loaded one by one."""
    load_statement_upload.configure(lock=f"sync.statement.{side}").defer(
        run_id=run_id, by_id=by.pk, on=on.isoformat()
    )
