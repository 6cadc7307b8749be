"""`tenure playbook` and `tenure tasks`: what they print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.desk.commands.run import run_day
from tenure.desk.queries.playbook import shipped_playbook
from tenure.foundation.commands import system_actor
from tenure.renewals.models import Renewal
from tests.desk.test_plays_rule import RIGHT
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: ON)
    return Book()


def told(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    assert main([words[0], "--json", *words[1:]]) == code, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_export_gives_back_what_was_imported(capsys: Captured, tmp_path: Path) -> None:
    done = told(capsys, "playbook", "import", "--why", "To begin with.")
    assert len(done["published"]) == 10
    told(capsys, "playbook", "export", str(tmp_path))
    assert {path.stem: path.read_text() for path in tmp_path.iterdir()} == shipped_playbook()
    (tmp_path / "README.md").write_text("About this folder.")
    (tmp_path / "direct.md").write_text(RIGHT)
    done = told(capsys, "playbook", "import", str(tmp_path), "--why", "Shorter.")
    assert done["published"] == [{"play": "direct", "version": 2}]
    shown = told(capsys, "playbook", "show", "direct")
    assert [one["why"] for one in shown["versions"]] == ["Shorter.", "To begin with."]
    assert len(told(capsys, "playbook", "list")["plays"]) == 10


def test_mistakes_are_told_with_file_and_line(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(RIGHT)
    (tmp_path / "b.md").write_text(RIGHT.replace("T-120", "soon"))
    assert main(["playbook", "check", str(tmp_path)]) == 1
    assert "b.md:13: 'due' is days" in capsys.readouterr().out
    assert main(["playbook", "import", str(tmp_path), "--why", "x"]) == 2
    assert "b.md:13: 'due' is days" in capsys.readouterr().err
    assert told(capsys, "playbook", "list")["plays"] == []
    assert main(["playbook", "check", str(tmp_path / "none")]) == 2


def test_tasks_are_listed_and_finished(capsys: Captured, book: Book, tmp_path: Path) -> None:
    (tmp_path / "direct.md").write_text(RIGHT.replace("T-120", "T-95"))
    told(capsys, "playbook", "import", str(tmp_path), "--why", "x")
    book.contract("K", end=ON.replace(month=4, day=25))  # in 100 days
    run_day(on=ON, by=book.system)
    [task] = told(capsys, "tasks", "list")["tasks"]
    assert (task["title"], task["when"], task["contract"]) == ("Check readiness", "T-95", "K")
    assert told(capsys, "tasks", "list", "--overdue")["count"] == 0
    assert told(capsys, "tasks", "list", "--all", "--owner", "alice@example.com")["count"] == 2
    done = told(capsys, "tasks", "done", str(task["task"]), "--result", "All is right.")
    assert done["kind"] == "done"
    assert main(["tasks", "done", str(task["task"]), "--result", "Again"]) == 2
    assert "finished already" in capsys.readouterr().err
    renewal = Renewal.objects.get()
    assert main(["tasks", "start", str(renewal.pk), "direct", "--why", "x"]) == 2
    assert "already" in capsys.readouterr().err
    assert main(["tasks", "list", "--owner", "nobody"]) == 2


def test_a_play_is_drafted_compared_and_published(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "direct.md").write_text(RIGHT)
    told(capsys, "playbook", "import", str(tmp_path), "--why", "To begin with.")
    file = tmp_path / "changed.md"
    file.write_text(RIGHT.replace("T-120", "soon"))
    kept = told(capsys, "playbook", "draft", "direct", str(file))
    assert kept["mistake"]["line"] == 13
    assert main(["playbook", "publish", "direct", "--why", "x"]) == 2
    assert "direct.md:13: 'due' is days" in capsys.readouterr().err
    assert [one["play"] for one in told(capsys, "playbook", "drafts")["drafts"]] == ["direct"]
    told(capsys, "playbook", "discard", "direct")
    assert main(["playbook", "draft", "direct"]) == 2
    file.write_text(RIGHT.replace("Say thank you", "Send thanks"))
    assert told(capsys, "playbook", "diff", "direct", "--file", str(file))["added"] == 1
    told(capsys, "playbook", "draft", "direct", str(file))
    published = told(capsys, "playbook", "publish", "direct", "--why", "Kinder.")
    assert published == {"play": "direct", "version": 2}
    assert main(["playbook", "diff", "direct", "1", "2"]) == 0
    assert '- title = "Say thank you"\n+ title = "Send thanks"' in capsys.readouterr().out
    told(capsys, "playbook", "restore", "direct", "1")
    told(capsys, "playbook", "move", "direct", "2")
    found = told(capsys, "playbook", "search", "thanks")["plays"]
    assert [one["play"] for one in found] == ["direct"]
    reviewed = told(capsys, "playbook", "review", "direct", "--until", "2027-02-01")
    assert (reviewed["version"], reviewed["review_on"]) == (3, "2027-02-01")
    [due] = told(capsys, "playbook", "review")["reviews"]
    assert (due["play"], due["state"]) == ("direct", "near")
    assert told(capsys, "playbook", "retire", "direct", "--why", "x")["version"] == 4


def test_a_proposal_is_made_and_decided(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "direct.md"
    file.write_text(RIGHT)
    told(capsys, "playbook", "import", str(tmp_path), "--why", "To begin with.")
    told(capsys, "playbook", "comment", "direct", "--text", "It helps.")
    file.write_text(RIGHT.replace("Say thank you", "Send thanks"))
    made = told(capsys, "playbook", "propose", "direct", "--text", "Kinder", "--file", str(file))
    number = str(made["proposal"])
    assert told(capsys, "playbook", "open", number)["play"] == "direct"
    told(capsys, "playbook", "decide", number, "--accept", "--why", "Right.")
    assert main(["playbook", "decide", number, "--decline", "--why", "No."]) == 2
    assert "decided already" in capsys.readouterr().err
    said = told(capsys, "playbook", "comments", "direct")["comments"]
    assert [(one["kind"], one["decision"]) for one in said] == [
        ("proposal", "accepted"), ("comment", None),
    ]  # fmt: skip
    brought = told(capsys, "playbook", "outcomes")
    assert brought["plays"][0]["with"]["won"] == {"part": 0, "whole": 0, "rate_bp": None}
    assert brought["to"] == ON.isoformat()
    assert main(["playbook", "outcomes"]) == 0
    assert "few: not to be compared" in capsys.readouterr().out
