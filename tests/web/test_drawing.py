"""The scale and the marks of the contract's drawing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.book.rules.facts import ContractState, Segment
from tenure.kernel.period import Period
from tenure.web.drawing.contract import HEAD, HIGH, LOW, ROW, Told, contract_timeline
from tenure.web.drawing.scale import MOST_TICKS, scale_of

DAY = date(2026, 11, 24)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(start=days, end=st.none() | days, day=days)
def test_any_days_have_a_place_inside(start: date, end: date | None, day: date) -> None:
    if end is not None and end <= start:
        end = None
    scale = scale_of([(start, end)], [day])
    x, width = scale.span(start, end)
    left, right = float(x.rstrip("%")), float(x.rstrip("%")) + float(width.rstrip("%"))
    assert -0.001 <= left <= 100.001
    assert right <= 100.3
    assert len(scale.ticks) <= MOST_TICKS + 1
    assert 1 <= scale.step <= 5


def segment(lot: int, start: date, end: date | None, quantity: int = 10) -> Segment:
    return Segment(lot, f"L{lot}", "P", quantity * 10_000, 1_000_000, 12, "EUR", Period(start, end))


def told(number: int, day: date, reason: str = "") -> Told:
    return Told(number, "Amendment", day, day, "Alice", reason)


def test_steps_of_a_ramp_rise_with_their_revenue() -> None:
    cut = date(2027, 7, 1)
    lots = {1: (segment(1, date(2027, 1, 1), cut, 5), segment(1, cut, date(2028, 1, 1), 20))}
    drawn = contract_timeline(
        ContractState(lots=lots), day=DAY, names={"P": "Platform"}, orders=[], terms=[], named=[]
    )
    low, high = drawn.shown.rows[0].bars
    assert LOW < low.height < high.height == HIGH
    assert {low.state, high.state} == {"next"}
    assert low.label == "5 × 100.00 EUR"  # noqa: RUF001
    assert drawn.shown.height == HEAD + ROW + 8


@pytest.mark.parametrize(("gap", "marks"), [(0, 1), (1, 1), (400, 3)])
def test_orders_too_close_to_tell_apart_share_a_mark(gap: int, marks: int) -> None:
    orders = [told(n, DAY + timedelta(days=gap * n), f"reason {n}") for n in (1, 2, 3)]
    drawn = contract_timeline(ContractState(), day=DAY, names={}, orders=orders, terms=[], named=[])
    assert len(drawn.marks) == marks
    says = " ".join(mark.says for mark in drawn.marks)
    assert all(f"reason {n}" in says for n in (1, 2, 3))
    assert drawn.marks[0].label == ("1" if marks == 3 else "1+2")


def test_lots_in_force_come_first_when_there_are_many() -> None:
    lots = {n: (segment(n, date(2020, 1, 1), date(2021, 1, 1)),) for n in range(1, 21)}
    lots[20] = (segment(20, date(2026, 1, 1), None),)
    drawn = contract_timeline(
        ContractState(lots=lots), day=DAY, names={}, orders=[], terms=[], named=[]
    )
    assert drawn.shown.rows[0].lot == 20
    assert [(block.first, block.last) for block in drawn.folded] == [(13, 20)]
