"""Differences, previews and reviews of plays: rules that need no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenure.desk.queries.playbook import shipped_playbook
from tenure.desk.queries.playbook_search import Piece, excerpt_of
from tenure.desk.rules.playbook_diff import diff_of
from tenure.desk.rules.playbook_preview import preview
from tenure.desk.rules.playbook_review import Review, checked_next_review, review_state
from tenure.desk.rules.playbook_text import NEW_PLAY, with_value
from tenure.desk.rules.plays import read_play
from tenure.kernel.errors import InvalidInput
from tests.desk.test_plays_rule import RIGHT

ON = date(2027, 1, 15)


def told(before: str, after: str, around: int = 1) -> list[str]:
    return [
        f"{line.mark}{line.text}" if line.kind != "gap" else f"({line.count})"
        for line in diff_of(before, after, around=around).lines
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]),
        ("a\nb", "a\nb", ["(2)"]),
        ("", "a", ["-", "+a"]),
        ("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\n6\n7", ["(5)", " 6", "+7"]),
        ("1\n2\n3\n4\n5\n6", "0\n1\n2\n3\n4\n5\n6", ["+0", " 1", "(5)"]),
        ("a\n1\n2\n3\n4\nb", "A\n1\n2\n3\n4\nB", ["-a", "+A", " 1", "(2)", " 4", "-b", "+B"]),
        ("a\n1\n2\n3\nb", "A\n1\n2\n3\nB", ["-a", "+A", " 1", " 2", " 3", "-b", "+B"]),
    ],
)
def test_what_differs_is_told_line_by_line(before: str, after: str, expected: list[str]) -> None:
    assert told(before, after) == expected


def test_lines_are_numbered_as_in_their_own_text() -> None:
    found = diff_of("a\nb\nc", "a\nx\ny\nc")
    assert [(line.before, line.after) for line in found.lines] == [
        (1, 1), (2, None), (None, 2), (None, 3), (3, 4),
    ]  # fmt: skip
    assert (found.added, found.removed, found.is_same) == (2, 1, False)


def test_a_preview_counts_the_days_of_an_example() -> None:
    shown = preview("direct", RIGHT, on=ON)
    assert shown.renewal_on == ON + timedelta(days=180)
    assert shown.starts.startswith("It starts when the renewal date comes near, from T-180")
    assert [(one.when, one.due_on, one.at_once) for one in shown.tasks] == [
        ("T-120", ON + timedelta(days=60), False), ("T+5", ON + timedelta(days=185), False),
    ]  # fmt: skip
    late = preview("direct", RIGHT, on=ON, renewal_on=ON - timedelta(days=20))
    assert [(one.due_on, one.at_once) for one in late.tasks] == [(None, False), (ON, True)]


def test_a_preview_counts_working_days_and_says_the_rest() -> None:
    source = RIGHT.replace('"T-120"', '"S+3w"').replace(
        'due = "T+5"', 'due = "T-1w"\nafter = ["readiness"]\nsla_hours = 8'
    )
    shown = preview("direct", source, on=ON, renewal_on=date(2027, 7, 12))  # Friday, a Monday
    assert [(one.when, one.due_on, one.notes) for one in shown.tasks] == [
        ("S+3w", date(2027, 1, 20), ()),
        ("T-1w", date(2027, 7, 9), ("opens after readiness", "within 8 working hours")),
    ]


def test_a_preview_shows_the_line_that_is_wrong() -> None:
    shown = preview("direct", RIGHT.replace("T-120", "soon"), on=ON)
    assert shown.play is None
    assert shown.fault is not None
    assert (shown.fault.line, shown.fault.reason[:5]) == (13, "'due'")
    assert [(one.number, one.is_wrong) for one in shown.fault.around] == [
        (11, False), (12, False), (13, True), (14, False), (15, False),
    ]  # fmt: skip
    assert preview("direct", "", on=ON).fault is not None


@pytest.mark.parametrize(
    ("ahead", "state"), [(-1, Review.PAST), (0, Review.NEAR), (30, Review.NEAR), (31, Review.LATER)]
)
def test_a_review_is_near_a_month_before(ahead: int, state: Review) -> None:
    assert review_state(ON + timedelta(days=ahead), ON) is state


def test_a_next_review_is_ahead_and_not_far() -> None:
    assert checked_next_review(date(2029, 1, 15), ON) == date(2029, 1, 15)
    for wrong in (ON, date(2029, 1, 16)):
        with pytest.raises(InvalidInput, match="within 24 months"):
            checked_next_review(wrong, ON)


def test_one_value_is_changed_and_nothing_else() -> None:
    later = with_value(RIGHT, "review_on", "2028-01-01")
    assert later == RIGHT.replace("2027-06-30", "2028-01-01")
    for source in (RIGHT, *shipped_playbook().values()):
        retired = with_value(source, "retired", "true")
        assert read_play("x", retired).retired
        assert retired.replace("retired = true\n", "") == source
    again = with_value(with_value(RIGHT, "retired", "true"), "retired", "false")
    assert not read_play("x", again).retired


def test_a_new_play_begins_right() -> None:
    assert read_play("x", NEW_PLAY.format(review_on="2027-07-15")).review_on == date(2027, 7, 15)


def test_an_excerpt_is_told_in_pieces() -> None:
    assert excerpt_of("a \ue000hit\ue001 b\n<b>") == [
        Piece("a ", False), Piece("hit", True), Piece(" b <b>", False),
    ]  # fmt: skip
