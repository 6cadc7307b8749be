# ruff: noqa: E402 (Django must be set up before its models are imported)
"""Simulate a quarter in a database of its own and print the report; 1 when a check fails.

python -m tests.desk.simulation --days 90 --accounts 600 --seed 7
python -m tests.desk.simulation --days 12 --accounts 60 --json
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

# A data directory of its own, with a server of its own: tests may run beside it.
_HOME = Path(__file__).resolve().parents[3]
os.environ.setdefault("TENURE_DATA_DIR", str(_HOME / ".tenure" / "simulation"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")

import django
import psycopg

import tests.database  # noqa: F401 - starts PostgreSQL

django.setup()

from django.core.management import call_command
from django.db import connection

from tests.desk.simulation.history import Morning
from tests.desk.simulation.report import judge
from tests.desk.simulation.simulating import SPRING, simulate


def main() -> int:
    """Live through the quarter and say what came of it."""
    given = _arguments()
    with _own_database(f"tenure_simulation_{os.getpid()}"):
        call_command("migrate", verbosity=0, interactive=False)
        history = simulate(
            accounts=given.accounts, days=given.days, seed=given.seed, start=given.start,
            tell=None if given.json else _tell,
        )  # fmt: skip
        report = judge(history, accounts=given.accounts, seed=given.seed)
    if given.json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        print(f"\n{report.as_text()}")
    return 0 if report.holds else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.desk.simulation", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--days", type=int, default=90, help="daily runs (90)")
    parser.add_argument("--accounts", type=int, default=600, help="customers of the book (600)")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another quarter (7)")
    parser.add_argument("--start", type=date.fromisoformat, default=SPRING, metavar="DATE",
                        help=f"the first day ({SPRING})")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    return parser.parse_args()


def _tell(morning: Morning) -> None:
    print(f"{morning.on}  run {morning.seconds:5.1f} s  {len(morning.open):5,} escalations open",
          file=sys.stderr, flush=True)  # fmt: skip


@contextmanager
def _own_database(name: str) -> Iterator[None]:
    """Work in a database that is dropped afterwards."""
    home = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    with psycopg.connect(home, autocommit=True) as server:
        server.execute(drop)
        server.execute(f'CREATE DATABASE "{name}"')
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            server.execute(drop)


if __name__ == "__main__":
    sys.exit(main())
