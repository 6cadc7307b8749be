"""Stop what was started for this data directory: web servers, their workers, the database."""

from __future__ import annotations

import argparse
import os

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare no options of its own."""


def run(arguments: argparse.Namespace) -> int:
    """End the servers, then the embedded PostgreSQL if this data directory has one."""
    from tenure.cli.server import stop_all
    from tenure.config import environment
    from tenure.foundation import embedded

    ended = stop_all()
    database = False
    if not os.environ.get("DATABASE_URL"):
        database = embedded.stop(environment.data_dir() / "postgresql")
    if arguments.json:
        session.print_json({"servers": ended, "database": database})
    elif ended or database:
        print(f"stopped: {ended} servers{', the embedded database' if database else ''}")
    else:
        print("nothing was running for this data directory")
    return 0
