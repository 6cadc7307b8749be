"""The drawing of what renewals bring above what expires."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tenure.web.drawing.rise import MOST_GROUPS, Rise, RiseChart, rise_chart

amounts = st.integers(-(10**15), 10**15)


def edges(chart: RiseChart) -> list[tuple[float, float]]:
    return [
        (float(bar.x.rstrip("%")), float(bar.width.rstrip("%")))
        for group in chart.groups
        for bar in group.bars
    ]


@given(st.lists(st.builds(Rise, st.text(max_size=5), amounts, amounts, amounts), max_size=30))
def test_any_amounts_have_a_place_inside(rises: list[Rise]) -> None:
    chart = rise_chart(rises, "EUR")
    zero = float(chart.zero.rstrip("%"))
    assert 0 <= zero <= 100
    for left, width in edges(chart):
        assert left >= 0
        assert left + width <= 100.01
        assert abs(left - zero) < 0.01 or abs(left + width - zero) < 0.01
    assert len(chart.groups) + chart.left_out == len(rises)


def test_bars_grow_from_the_zero_line_and_say_their_figures() -> None:
    chart = rise_chart(
        [Rise("Q1 2027", 100_000, 105_000, 110_000), Rise("Q2 2027", 100_000, 100_000, 90_000)],
        "EUR",
    )
    assert (chart.zero, chart.anchor) == ("50.000%", "start")
    assert edges(chart) == [(50.0, 25.0), (50.0, 50.0), (50.0, 0.0), (0.0, 50.0)]
    assert chart.says == (
        "Q1 2027: now +50.00 EUR (+5 %), then +100.00 EUR (+10 %). "
        "Q2 2027: now 0.00 EUR (0 %), then -100.00 EUR (-10 %)"
    )


def test_what_only_falls_has_its_text_on_the_left() -> None:
    chart = rise_chart([Rise("Q1 2027", 100, 100, 90)], "JPY")
    assert (chart.zero, chart.anchor, chart.text_dx) == ("100.000%", "end", -8)


def test_of_many_those_that_change_the_most_in_their_order() -> None:
    rises = [Rise(f"f{n:02}", 100, 100, 100 + n) for n in range(20)]
    chart = rise_chart(rises, "EUR")
    assert [group.name for group in chart.groups] == [f"f{n:02}" for n in range(8, 20)]
    assert (len(chart.groups), chart.left_out) == (MOST_GROUPS, 8)


def test_what_stays_the_same_may_be_left_out_unless_all_does() -> None:
    same, other = Rise("same", 100, 110, 110), Rise("other", 100, 110, 120)
    chart = rise_chart([same, other], "EUR", only_changing=True)
    assert ([group.name for group in chart.groups], chart.left_out) == (["other"], 1)
    assert len(rise_chart([same], "EUR", only_changing=True).groups) == 1
    nothing = rise_chart([], "EUR")
    assert (nothing.groups, nothing.height, nothing.says) == ((), 0, "")
