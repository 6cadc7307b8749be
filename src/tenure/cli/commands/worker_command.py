"""Work off background jobs: documents, the daily run on schedule, stalled jobs.

Runs until ctrl-C, which lets the job at hand finish. Any number of workers may run at once, on any
machine. The daily run starts at TENURE_RUN_AT (UTC, default 05:00), or as soon as a worker is up.
"""

from __future__ import annotations

import argparse
import contextlib

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare how long and how much."""
    parser.add_argument("--one-shot", action="store_true", help="end when no job waits")
    parser.add_argument("--concurrency", type=int, default=1, metavar="N", help="jobs at once")


def run(arguments: argparse.Namespace) -> int:
    """Work until stopped, or until nothing waits."""
    session.set_up()
    from django.db import connection
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    # A second app only fetches: jobs deferred by jobs stay in Django's own transactions.
    worker = app.with_connector(app.connector.get_worker_connector())
    before = _succeeded(app)
    with contextlib.suppress(KeyboardInterrupt):
        worker.run_worker(
            wait=not arguments.one_shot,
            concurrency=arguments.concurrency,
            delete_jobs="never",
        )
    connection.close()
    done = _succeeded(app) - before
    if arguments.json:
        session.print_json({"jobs": done})
    elif arguments.one_shot:
        print(f"{done} jobs done")
    return 0


def _succeeded(app: object) -> int:
    """Return how many jobs have succeeded so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
