"""What a play's task may say beyond title and owner, and how its days are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tenure.desk.rules.front_matter import PlayRefused
from tenure.desk.rules.plays import point_in_words, read_play
from tenure.desk.rules.task_dates import instant_of, place_key, place_named, sla_due, working_days
from tenure.desk.rules.task_keys import circle_of, open_items, read_checklist
from tenure.kernel.errors import InvalidInput
from tests.desk.test_plays_rule import RIGHT

FULL = RIGHT.replace(
    'due = "T+5"',
    'due = "S+2w"\nafter = ["readiness"]\nchecklist = ["Dates agree", "Logo known (optional)"]\n'
    'sla_hours = 16\ntemplate = "thanks-mail"',
)
BERLIN = "Europe/Berlin DE"


def test_a_task_says_what_it_waits_for_and_what_is_ticked() -> None:
    task = read_play("direct", FULL).tasks[1]
    assert (task.days, task.from_start, task.working_days) == (2, True, True)
    assert (task.after, task.sla_hours, task.templates) == (("readiness",), 16, ("thanks-mail",))
    assert task.checklist == ("Dates agree", "Logo known (optional)")
    assert open_items(task.checklist, set()) == ["Dates agree"]
    assert open_items(task.checklist, {0}) == []
    plain = read_play("direct", RIGHT).tasks[1]
    assert (plain.working_days, plain.after, plain.checklist, plain.sla_hours) == (
        False, (), (), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ('"S+2w"', '"S-2w"', 19, "T-10w"),
        ('"S+2w"', '"2w"', 19, "T-10w"),
        ('["readiness"]', '["redyness"]', 20, "the play has no task 'redyness'"),
        ('["readiness"]', '["thanks"]', 20, "thanks after thanks"),
        ('["readiness"]', '["readiness", "readiness"]', 20, "each once"),
        ('["readiness"]', '"readiness"', 20, "list of codes"),
        ('due = "T-120"', 'due = "T-120"\nafter = ["thanks"]', 14, "readiness after thanks after"),
        ('"Dates agree", ', '"Dates agree", "Dates agree", ', 21, "stands twice"),
        ('"Dates agree", ', "3, ", 21, "list of texts"),
        ("= 16", "= 0", 22, "from 1 to 400"),
        ("= 16", "= true", 22, "from 1 to 400"),
        ('"thanks-mail"', '"Thanks!"', 23, "a name of a-z"),
    ],
)
def test_a_wrong_key_has_line_and_reason(before: str, after: str, line: int, reason: str) -> None:
    assert before in FULL
    with pytest.raises(PlayRefused) as refused:
        read_play("direct", FULL.replace(before, after, 1))
    assert reason in refused.value.reason
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("before", "circle"),
    [
        ({"a": ()}, ()),
        ({"a": ("b", "c"), "b": ("c",), "c": ()}, ()),
        ({"a": ("a",)}, ("a", "a")),
        ({"x": ("a",), "a": ("b",), "b": ("c",), "c": ("a",)}, ("a", "b", "c", "a")),
        ({f"n{n}": (f"n{n + 1}", f"n{n + 2}") for n in range(58)} | {"n58": (), "n59": ()}, ()),
    ],
)
def test_circles_are_found(before: dict[str, tuple[str, ...]], circle: tuple[str, ...]) -> None:
    assert circle_of(before) == circle


def test_a_checklist_is_short_and_clean() -> None:
    assert read_checklist(["  Dates   agree ", "", "PO"]) == ("Dates agree", "PO")
    for wrong in (["x"] * 2, ["x" * 121], [f"{n}" for n in range(21)]):
        with pytest.raises(InvalidInput):
            read_checklist(wrong)


def test_days_are_said_as_the_file_says_them() -> None:
    assert point_in_words(-10, working=True) == "T-10w"
    assert point_in_words(2, from_start=True, working=True) == "S+2w"


@pytest.mark.parametrize(
    ("zone", "region", "key"),
    [
        ("Europe/Berlin", "EMEA", BERLIN),
        ("UTC", "AMER", "America/New_York US"),
        ("Mars/Base", "EMEA", "Europe/London GB"),
        ("", "", "UTC "),
    ],
)
def test_places(zone: str, region: str, key: str) -> None:
    assert place_key(zone, region) == key
    assert f"{place_named(key).zone} {place_named(key).country}" == key


def test_working_days_leave_out_holidays_of_the_place() -> None:
    ascension, friday = date(2027, 5, 6), date(2027, 5, 7)
    assert ascension not in working_days(BERLIN, 2027, 2027)
    assert friday in working_days(BERLIN, 2027, 2027)
    assert ascension in working_days("Europe/London GB", 2027, 2027)
    # Dubai's weekend is Saturday and Sunday since 2022; Riyadh's is Friday and Saturday.
    assert date(2027, 5, 9) in working_days("Asia/Riyadh SA", 2027, 2027)
    assert friday not in working_days("Asia/Riyadh SA", 2027, 2027)


@pytest.mark.parametrize(
    ("opened", "hours", "due"),
    [
        ("2027-03-01T09:00", 4, "2027-03-01T13:00"),  # 10:00 to 14:00 in Berlin
        ("2027-03-05T14:00", 4, "2027-03-08T10:00"),  # Friday 15:00 to Monday 11:00
        ("2027-03-26T05:00", 8, "2027-03-30T15:00"),  # Easter, and summer time begins
    ],
)
def test_service_levels_count_working_hours(opened: str, hours: int, due: str) -> None:
    at = datetime.fromisoformat(opened).replace(tzinfo=UTC)
    assert sla_due(at, hours, BERLIN) == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert instant_of(date(2027, 3, 1), None) == datetime(2027, 3, 2, tzinfo=UTC)
    assert instant_of(date(2027, 3, 1), at) == at
