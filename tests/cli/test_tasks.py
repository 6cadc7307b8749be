"""`tenure tasks` by hand: add, work on, finish, remind, and the calendar."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tenure.cli.main import main
from tenure.desk.models import ReminderChannel
from tenure.desk.queries.task_calendar import task_calendar
from tests.desk.conftest import book
from tests.renewals.builders import Book

__all__ = ["book"]
pytestmark = pytest.mark.django_db
DUE = datetime.now(UTC).date() + timedelta(days=9)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["tasks", "--json", *words]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_task_by_hand(book: Book, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    alice = book.manager()
    asked = ["--owner", alice.code, "--due", DUE.isoformat()]
    number = str(told(capsys, "add", "--title", "Call", "--item", "Dates agree", *asked)["task"])
    then = str(told(capsys, "add", "--title", "Then", "--after", number, *asked)["task"])
    later = DUE + timedelta(days=1)
    told(capsys, "move", number, "--due", later.isoformat(), "--why", "Away.")
    told(capsys, "attach", number, "--note", "By phone")
    assert main(["tasks", "done", number, "--result", "Done."]) == 2
    assert "Tick these first" in capsys.readouterr().err
    told(capsys, "tick", number, "1")
    shown = told(capsys, "show", number)
    assert (shown["due_on"], shown["checklist"][0]["ticked"], shown["before"]) == (
        later.isoformat(), True, [int(then)],
    )  # fmt: skip
    assert [one["task"] for one in told(capsys, "list", "--waiting")["tasks"]] == [int(then)]
    both = ("done", number, then, "--result", "Done.")
    preview, done = told(capsys, *both, "--preview"), told(capsys, *both)
    assert (done["tasks"], list(done["refused"])) == ([int(number)], [then]), "as in the preview"
    assert preview["changing"] == 1
    again = told(capsys, *both)
    assert (again["tasks"], again["already"]) == ([int(then)], [int(number)])
    assert main(["tasks", "done", "999999999", "--result", "Done."]) == 2
    assert "no such task" in capsys.readouterr().err
    assert told(capsys, "list", "--done")["count"] == 2
    hook = tmp_path / "hook.txt"
    hook.write_text("https://hooks.slack.com/services/T/B/x\n")
    remind = ["remind", alice.code, "--by", "webhook", "--address-in", str(hook)]
    told(capsys, *remind, "--days", "3", "--quiet", "22:00-07:00")
    assert ReminderChannel.objects.get().host == "hooks.slack.com"
    told(capsys, "remind", alice.code, "--by", "webhook", "--off")
    assert not ReminderChannel.objects.exists()
    address = told(capsys, "calendar", alice.code)["address"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert task_calendar(token) is not None
    told(capsys, "calendar", alice.code, "--end")
    assert task_calendar(token) is None
