"""A sample book in a database of its own, for benches that need one."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

from tenure.cli import session


def use_database(name: str) -> None:
    """Make a database in the bench's server and go on with it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    connection.settings_dict["NAME"] = name
    session.bring_to_this_version()


def load(lines: int, *, on: date) -> None:
    """Import a sample book with about so many rows of lines, and publish price policies."""
    from django.db import connection

    from tenure.foundation.commands import system_actor
    from tenure.pricing.commands import publish_default_policies
    from tenure.sync.files.commands import import_files
    from tenure.sync.sample.commands import write_sample
    from tenure.sync.sample.rules.sizes import accounts_for_line_rows

    actor = system_actor()
    folder = Path(os.environ["TENURE_DATA_DIR"]) / f"sample-{lines}"
    write_sample(accounts=accounts_for_line_rows(lines), seed=1, out=folder, on=on)
    import_files(paths=[folder], profile="plain", by=actor, on=on)
    shutil.rmtree(folder)
    publish_default_policies(by=actor, on=on)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
