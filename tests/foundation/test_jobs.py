"""Background jobs come back after a worker was killed in the middle of one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tenure.foundation.tasks import STALLED_AFTER_SECONDS, retry_stalled

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser test may have left a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def worker_app() -> object:
    return app.with_connector(app.connector.get_worker_connector())


async def take_a_job_and_die() -> int:
    """Fetch a job the way a worker does, then never come back."""
    async with worker_app().open_async() as opened:
        worker_id = await opened.job_manager.register_worker()
        job = await opened.job_manager.fetch_job(queues=["first"], worker_id=worker_id)
        assert job
        return job.id


async def work_off(name: str) -> None:
    async with worker_app().open_async() as opened:
        await opened.run_worker_async(
            wait=False, install_signal_handlers=False, listen_notify=False, queues=[name]
        )
    await sync_to_async(connections.close_all)()  # what the scheduler opened in its own thread


def silence_workers() -> None:
    """Let the dead worker's last heartbeat be older than we tolerate."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - %s * interval '1 second'",
            [STALLED_AFTER_SECONDS + 5],
        )


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_killed_worker_is_retried() -> None:
    job_id = retry_stalled.configure(queue="first").defer(timestamp=0)
    assert run(take_a_job_and_die()) == job_id
    assert ProcrastinateJob.objects.get(pk=job_id).status == "doing"

    # Before the heartbeat is old, nobody takes the job away from a worker that may be alive.
    retry_stalled.configure(queue="housekeeping").defer(timestamp=1)
    run(work_off("housekeeping"))
    assert ProcrastinateJob.objects.get(pk=job_id).status == "doing"

    silence_workers()
    retry_stalled.configure(queue="housekeeping").defer(timestamp=2)
    run(work_off("housekeeping"))
    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"

    run(work_off("first"))
    assert ProcrastinateJob.objects.get(pk=job_id).status == "succeeded"
