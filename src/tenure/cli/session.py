"""Make the program ready for a command: database, Django, migrations, the system actor."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.kernel.errors import TenureError

MIGRATION_LOCK = 7_310_114_005  # any number, the same in every process of this program

if TYPE_CHECKING:
    from tenure.foundation.models import User


def open_database() -> None:
    """Find the database: `DATABASE_URL`, or the data directory's embedded server (started here)."""
    from tenure.config import environment
    from tenure.foundation import embedded

    data_dir = environment.data_dir()
    try:
        _keep_private(data_dir)
        if os.environ.get("DATABASE_URL"):
            return
        server = embedded.ensure_running(data_dir)
    except (embedded.EmbeddedServerError, OSError) as error:
        raise TenureError(str(error)) from error
    os.environ["DATABASE_URL"] = server.url


def _keep_private(data_dir: Path) -> None:
    """Make the folders that hold customers' files, readable by this account alone."""
    data_dir.mkdir(parents=True, exist_ok=True)
    for name in ("documents", "imports", "insight", "run", "tmp"):
        folder = data_dir / name
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


def set_up() -> User:
    """Start Django, bring the database to this version, and return the system actor."""
    start_django()
    bring_to_this_version()
    from tenure.foundation.commands import system_actor

    return system_actor()


def start_django() -> None:
    """Find the database and start Django on it, whatever version the database is at."""
    open_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")
    import django

    django.setup()


def bring_to_this_version() -> int:
    """Apply the migrations that are missing; return how many.

    Processes that start together (web, worker) take turns by an advisory lock.
    """
    from django.core.management import call_command
    from django.db import connection

    if not _missing_migrations():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            missing = _missing_migrations()
            if missing:
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return missing


def _missing_migrations() -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def today() -> date:
    """Return the day the command line works on unless told otherwise (UTC)."""
    return datetime.now(UTC).date()


def now() -> datetime:
    """Return the moment the command line works at (UTC)."""
    return datetime.now(UTC)


def parse_day(text: str) -> date:
    """Read an ISO date of the command line; argparse shows the message."""
    import argparse

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2027-01-15") from None


def print_json(value: Any) -> None:
    """Print one JSON object; dates as ISO text."""
    json.dump(value, sys.stdout, default=_plain, ensure_ascii=False)
    sys.stdout.write("\n")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return str(value)
