"""The ways in: the command line and the worker's tasks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from tenure.cli.main import main
from tenure.config import schedule
from tenure.desk.commands.lock import run_lock
from tenure.desk.models import Run
from tenure.desk.tasks import queue_run, run_for, run_if_due
from tenure.kernel.errors import TenureError
from tests.renewals.builders import Book

TODAY = datetime.now(UTC).date()
IN_100_DAYS = TODAY + timedelta(days=100)


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.django_db
def test_run_reports_as_json_and_again(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.contract("K1", end=IN_100_DAYS)
    assert main(["run", "--json"]) == 0
    first = told(capsys)
    assert (first["renewals_opened"], first["quotes_created"], first["already_done"]) == (
        1, 1, False,
    )  # fmt: skip
    steps = first["steps"]
    assert isinstance(steps, list)
    assert {"name", "seconds", "counts"} == set(steps[0])
    assert main(["run", "--json", "--on", TODAY.isoformat()]) == 0
    assert told(capsys) == first | {"already_done": True}


@pytest.mark.django_db
def test_horizon_and_lateness(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.contract("near", end=TODAY + timedelta(days=10))
    book.contract("far", end=TODAY + timedelta(days=250))
    assert main(["run", "--json", "--horizon", "300", "--quote-late"]) == 0
    report = told(capsys)
    assert (report["renewals_opened"], report["quotes_created"]) == (2, 1)


@pytest.mark.django_db
def test_renewals_in_the_order_of_the_worklist(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    book.contract("later", end=IN_100_DAYS + timedelta(days=30))
    book.contract("sooner", end=IN_100_DAYS, owner="bob")
    main(["run", "--json"])
    capsys.readouterr()
    assert main(["renewals", "--json"]) == 0
    rows = told(capsys)["renewals"]
    assert isinstance(rows, list)
    assert [row["contract"] for row in rows] == ["sooner", "later"]
    assert main(["renewals", "--owner", "bob@example.com"]) == 0
    text = capsys.readouterr().out
    assert "sooner" in text
    assert "later" not in text
    assert main(["renewals", "--window", "90"]) == 0
    assert "no renewals" in capsys.readouterr().out
    assert main(["renewals", "--owner", "nobody@example.com"]) == 2


@pytest.mark.django_db
def test_quality_lists_and_fails_when_asked(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", "--fail-on-findings", "--json"]) == 0
    assert told(capsys)["findings"] == 0
    book.contract("K1", end=None)
    assert main(["quality", "--fail-on-findings", "--json"]) == 1
    assert told(capsys)["findings"] == 1
    assert main(["quality", "--check", "no_end_date"]) == 0
    assert "K1 has no end date" in capsys.readouterr().out
    assert main(["quality", "--check", "nonsense"]) == 2


@pytest.mark.django_db
def test_the_clock_starts_the_run_once_its_hour_has_come(
    book: Book, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.contract("K1", end=IN_100_DAYS)
    monkeypatch.setattr(settings, "TENURE_RUN_AT", "23:59:59.999999", raising=False)
    assert run_if_due.func(timestamp=0) is False
    assert not Run.objects.exists()
    monkeypatch.setattr(settings, "TENURE_RUN_AT", "00:00")
    assert run_if_due.func(timestamp=0) is True
    assert Run.objects.get().finished_at is not None
    assert run_if_due.func(timestamp=0) is False


@pytest.mark.django_db
def test_a_run_asked_for_on_the_web_is_queued_once(book: Book) -> None:
    assert queue_run(on=date(2027, 1, 15), by=book.head) is True
    assert queue_run(on=date(2027, 1, 15), by=book.head) is False
    assert "0 renewals opened" in run_for.func(on="2027-01-15", user_id=book.head.pk)


def test_the_schedule_asks_every_five_minutes() -> None:
    periodic = app.periodic_registry.periodic_tasks
    [task] = [task for (name, _), task in periodic.items() if name == "desk.run_if_due"]
    assert task.cron == "*/5 * * * *"
    assert schedule.run_if_due is run_if_due


@pytest.mark.django_db(transaction=True)
def test_a_failing_run_keeps_its_error_and_gives_the_lock_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Book()

    def fail(**_: object) -> int:
        raise TenureError("no managers today")

    with monkeypatch.context() as patch:
        patch.setattr("tenure.desk.commands.steps.assign_new_work", fail)
        assert main(["run"]) == 2
    run = Run.objects.get()
    assert (run.error, run.finished_at) == ("no managers today", None)
    with run_lock():
        pass
    assert main(["run"]) == 0
    run.refresh_from_db()
    assert run.error == ""
    assert run.finished_at is not None
    assert book.head.pk
    connection.close()
