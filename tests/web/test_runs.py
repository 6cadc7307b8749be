"""The run page: start, watch, look back, read the digest."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tenure.desk.commands.run import run_day
from tests.world import World

As = Callable[[str], Client]


def test_a_run_is_queued_once(as_: As, world: World) -> None:
    for _ in range(2):
        response = as_("sam").post("/runs/start/", {"on": world.today.isoformat()})
        assert response["Location"] == f"/runs/{world.today}/"
    assert ProcrastinateJob.objects.filter(task_name="desk.run_for").count() == 1
    waiting = as_("sam").get(f"/runs/{world.today}/").content.decode()
    assert "Waiting for the worker" in waiting
    assert 'hx-trigger="every 1s"' in waiting


def test_a_finished_run_shows_its_steps_and_stops_asking(as_: As, world: World) -> None:
    run_day(on=world.today, by=world.users["hana"])
    page = as_("ada").get(f"/runs/{world.today}/").content.decode()
    assert "Make the quotes of the window" in page
    assert "hx-trigger" not in page.split('id="run-steps"')[1].split(">")[0]
    part = as_("ada").get(f"/runs/{world.today}/?part=steps")
    assert part.status_code == 286
    assert "<html" not in part.content.decode()
    assert "done" in as_("ada").get("/runs/").content.decode()
    digest = as_("hana").get(f"/runs/{world.today}/digest/")
    assert digest.status_code == 200
    assert as_("ada").get(f"/runs/{world.today}/digest/").status_code == 404


def test_who_may_start_it(as_: As, world: World) -> None:
    for name in ("alice", "ada", "charlie"):
        assert as_(name).post("/runs/start/", {"on": "2027-01-15"}).status_code == 403
    assert as_("charlie").get("/runs/").status_code == 403
    assert as_("sam").post("/runs/start/", {"on": "soon"})["Location"] == "/runs/"
    assert as_("sam").get("/runs/2027-02-30/").status_code == 404
