"""Shifts, routing and handovers on the command line, each answer as one JSON object."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tests.world import World, build

Captured = pytest.CaptureFixture[str]
ALICE, BOB = "alice@example.com", "bob@example.com"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(session, "set_up", system_actor)
    return build(timezone.localdate())


def test_everything_of_the_pages_is_done_by_command(capsys: Captured, world: World) -> None:
    def told(*words: str) -> dict[str, Any]:
        assert main([words[0], "--json", *words[1:]]) == 0, capsys.readouterr().err
        return dict(json.loads(capsys.readouterr().out))

    monday = world.today + timedelta(days=7 - world.today.weekday())
    regions = {one["region"]: one for one in told("shifts", "now")["regions"]}
    assert [one["code"] for one in regions["EMEA"]["on_duty"]] == [ALICE]
    for code, days in ((ALICE, "mon"), (BOB, "tue")):
        told("shifts", "repeat", code, "EMEA", "--days", days, "--from", str(monday))
    told("shifts", "hours", "EMEA", "--from", str(monday), "--country", "", "--cutoff", "15:00")
    assert told("shifts", "plan", "--from", str(monday), "--days", "7")["new"] == 2
    mine, theirs = told("shifts", "rota", "--from", str(monday), "--days", "7")["shifts"]
    asked = told("shifts", "ask", str(mine["shift"]), str(theirs["shift"]), "--by", "alice")
    assert len(told("shifts", "swaps")["swaps"]) == 1
    answer = told("shifts", "answer", str(asked["swap"]), "accept", "--by", "bob")
    assert answer["answer"] == "accepted"
    swapped = told("shifts", "rota", "--from", str(monday), "--days", "7")["shifts"]
    assert [one["staff"] for one in swapped] == [BOB, ALICE]
    day = str(monday + timedelta(days=40))
    away = told("shifts", "away", ALICE, "--from", day, "--until", day, "--cover", BOB)
    assert len(told("shifts", "absences")["absences"]) == 2
    told("shifts", "back", str(away["absence"]), "--on", day)
    assert len(told("shifts", "absences")["absences"]) == 1
    gaps = told("shifts", "gaps", "--from", str(monday), "--days", "2")["gaps"]
    assert {gap["region"] for gap in gaps} >= {"APAC", "AMER"}
    assert told("shifts", "answers", "EMEA", "--at", f"{monday}T10:00")["region"] == "EMEA"

    told("routing", "capacity", BOB, "20")
    told("routing", "skill", BOB, "language", "en,fr")
    [staff] = told("routing", "staff")["staff"]
    assert (staff["capacity"], staff["languages"]) == (20, ["en", "fr"])
    assert told("routing", "preview")["routed"] == 1
    assert [told("routing", "apply")["routed"] for _ in range(2)] == [1, 0]

    renewal = str(world.renewals["C-1001"].pk)
    made = told("handover", "prepare", ALICE, BOB, "--why", "x", "--renewals", renewal)
    number, note = str(made["handover"]), str(made["notes"][0]["note"])
    told("handover", "note", note, "--promise", "By Friday")
    assert told("handover", "give", number)["notes"][0]["promise"] == "By Friday"
    taken = told("handover", "acknowledge", number, "--by", "bob")
    assert taken["changed"] == [int(renewal)]
    states = [one["state"] for one in told("handover", "list")["handovers"]]
    assert sorted(states) == ["acknowledged", "prepared"]
    assert world.handover is not None
    assert told("handover", "return", str(world.handover.pk))["state"] == "taken_back"
    for words in (["shifts", "now"], ["routing", "preview"], ["handover", "list"]):
        assert main(words) == 0
    assert main(["handover", "show", "999"]) == 2
