"""Plays as files: what is read from them, and the line and reason of every error."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.desk.queries.playbook import shipped_playbook
from tenure.desk.rules.front_matter import PlayRefused
from tenure.desk.rules.playbook import read_playbook
from tenure.desk.rules.plays import OWNERS, Event, read_play

RIGHT = """+++
title = "Direct renewal"
owner = "head_of_renewals"
review_on = 2027-06-30

[trigger]
from = "T-180"
channels = ["direct"]

[[task]]
code = "readiness"
title = "Check readiness"
due = "T-120"
owner = "renewals_manager"

[[task]]
code = "thanks"
title = "Say thank you"
due = "T+5"
owner = "account_executive"
late = "at_once"
after_close = true
+++
# What to do
"""


def test_a_play_is_read() -> None:
    play = read_play("direct", RIGHT.replace("\n", "\r\n"))
    assert (play.title, play.owner, play.review_on) == (
        "Direct renewal", "head_of_renewals", date(2027, 6, 30),
    )  # fmt: skip
    assert (play.trigger.event, play.trigger.from_days, play.trigger.until_days) == (
        Event.DATE, -180, 30,
    )  # fmt: skip
    assert [(task.code, task.days, task.late, task.after_close) for task in play.tasks] == [
        ("readiness", -120, "skip", False), ("thanks", 5, "at_once", True),
    ]  # fmt: skip
    assert play.text == "# What to do\n"


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ("+++\ntitle", "title", 1, "begins with a line"),
        ("+++\n# What", "# What", 24, "not closed"),
        ('title = "Direct renewal"', 'title = "Direct renewal', 2, "Illegal character"),
        ('owner = "head_of', "owner = head_of", 3, "Invalid value"),
        ('title = "Direct renewal"', 'titel = "Direct renewal"', 2, "'titel' is not known"),
        ('title = "Direct renewal"\n', "", 1, "'title' is missing"),
        ("2027-06-30", '"2027-06-30"', 4, "without quotation marks"),
        ("2027-06-30", "2027-06-31", 4, "Invalid"),
        ("[trigger]", "[triger]", 6, "'triger' is not known"),
        ('from = "T-180"', 'from = "180"', 7, "such as T-120"),
        ('from = "T-180"', 'from = "S+3"', 7, "such as T-120"),
        ('from = "T-180"', 'from = "T+30"', 6, "'until' is after 'from'"),
        ('["direct"]', '["direkt"]', 8, "'direkt' is not one of"),
        ('["direct"]', '"direct"', 8, "is a list"),
        ('code = "thanks"', 'code = "readiness"', 17, "Two tasks"),
        ('code = "thanks"', 'code = "Thanks!"', 17, "made of a-z"),
        ('due = "T+5"', 'due = "in time"', 19, "T-120, T+5 or S+3"),
        ('due = "T+5"', 'due = "S-5"', 19, "T-120, T+5 or S+3"),
        ('owner = "account_executive"', 'owner = "boss"', 20, "'boss' is not known"),
        ('owner = "account_executive"\n', "", 16, "it is missing"),
        ('"at_once"', '"never"', 21, "one of: skip, at_once"),
        ("= true", '= "yes"', 22, "true or false"),
        ('"Say thank you"', '"""Say\nthank you"""', 18, "below the front matter"),
        ("# What to do\n", "", 24, "no text"),
    ],
)
def test_an_error_is_told_with_line_and_reason(
    before: str, after: str, line: int, reason: str
) -> None:
    assert before in RIGHT
    with pytest.raises(PlayRefused) as refused:
        read_play("direct", RIGHT.replace(before, after, 1))
    assert reason in refused.value.reason
    assert refused.value.line == line, refused.value.reason


def test_every_mistake_of_a_playbook_is_told_at_once() -> None:
    plays, mistakes = read_playbook({"a": RIGHT, "b": "x", "C": RIGHT, "d": RIGHT[:40]})
    assert [play.code for play in plays] == ["a"]
    assert [(one.file, one.line) for one in mistakes] == [("C.md", 1), ("b.md", 1), ("d.md", 3)]


def test_the_shipped_playbook_covers_the_desk() -> None:
    plays, mistakes = read_playbook(shipped_playbook())
    assert mistakes == []
    assert {play.code for play in plays} == {
        "direct", "reseller", "distributor", "auto-renew", "evergreen", "at-risk",
        "early-renewal", "termination", "program", "msp",
    }  # fmt: skip
    days = {task.days for play in plays for task in play.tasks if not task.from_start}
    assert min(days) == -180
    assert max(days) == 30
    assert {task.owner for play in plays for task in play.tasks} == set(OWNERS)
    assert all(len(play.text) > 800 for play in plays)
