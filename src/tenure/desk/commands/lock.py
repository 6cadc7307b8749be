"""One daily run at a time, whatever starts it: a session lock of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tenure.desk.queries.runs import unfinished_run
from tenure.kernel.errors import Conflict


class RunInProgress(Conflict):
    """Another daily run is going on; the message says whose."""


@contextmanager
def run_lock() -> Iterator[None]:
    """Hold the lock of the daily run; PostgreSQL drops it when this process dies.

    Raises RunInProgress when another holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('tenure.desk.run'))")
        [(is_ours,)] = cursor.fetchall()
    if not is_ours:
        raise RunInProgress(_who())
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            _unlock()


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('tenure.desk.run'))")


def _who() -> str:
    run = unfinished_run()
    if run is None:
        return "Another process is just starting the daily run; wait for it."
    since = f"{run.started_at:%H:%M} UTC on {run.started_at:%Y-%m-%d}"
    return f"{run.by} has been doing the daily run for {run.on} since {since}; wait for it."
