"""Import uploaded files in the background."""

from __future__ import annotations

from datetime import date

from procrastinate.contrib.django import app

from tenure.foundation.models import User
from tenure.sync.files.commands import import_stored


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
