"""Bring the database to this version of Tenure. Safe to repeat."""

from __future__ import annotations

import argparse

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare no options of its own."""


def run(arguments: argparse.Namespace) -> int:
    """Apply missing migrations and say how many."""
    session.start_django()
    applied = session.bring_to_this_version()
    if arguments.json:
        session.print_json({"applied": applied})
    else:
        print(f"{applied} migrations applied" if applied else "the database is up to date")
    return 0
