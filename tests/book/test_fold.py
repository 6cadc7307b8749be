"""A contract is the fold of its orders: worked cases and properties."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.book.rules.facts import Action, BookedOrder, ContractState
from tenure.book.rules.fold import apply, fold
from tenure.book.rules.ledger import arr_on, available_to_renew, movements, steps
from tenure.kernel.errors import InvalidInput
from tests.book.builders import day, order, segment

YEAR = ("2026-01-01", "2027-01-01")
NEW = order(1, "new", Action("add", segment(*YEAR)), end_on="2027-01-01")


def shape(state: ContractState, lot: int = 1) -> list[tuple[str, str, int]]:
    """Return a lot as (start, end, quantity in pieces)."""
    return [
        (str(s.period.start), str(s.period.end), s.quantity_e4 // 10_000)
        for s in state.lots.get(lot, ())
    ]


@pytest.mark.parametrize(
    ("case", "action", "expected"),
    [
        (
            "renewal follows",
            Action("renew", segment("2027-01-01", "2028-01-01", quantity=12)),
            [("2026-01-01", "2027-01-01", 10), ("2027-01-01", "2028-01-01", 12)],
        ),
        (
            "mid-term change cuts",
            Action("change_quantity", segment("2026-07-01", "2027-01-01", quantity=5)),
            [("2026-01-01", "2026-07-01", 10), ("2026-07-01", "2027-01-01", 5)],
        ),
        (
            "change in the middle splits",
            Action("change_quantity", segment("2026-04-01", "2026-07-01", quantity=5)),
            [
                ("2026-01-01", "2026-04-01", 10),
                ("2026-04-01", "2026-07-01", 5),
                ("2026-07-01", "2027-01-01", 10),
            ],
        ),
        (
            "removal leaves the days before",
            Action("remove", segment("2026-07-01", None)),
            [("2026-01-01", "2026-07-01", 10)],
        ),
        (
            "removal from the start leaves nothing",
            Action("remove", segment("2026-01-01", None)),
            [],
        ),
        (
            "correction replaces the whole",
            Action("correct", segment(*YEAR, quantity=7)),
            [("2026-01-01", "2027-01-01", 7)],
        ),
    ],
)
def test_overlay(case: str, action: Action, expected: list[tuple[str, str, int]]) -> None:
    state = fold([NEW, order(2, "amendment", action)])
    assert shape(state) == expected, case


def test_ramp_booked_ahead_survives_an_amendment() -> None:
    ramp = order(
        1,
        "new",
        Action("add", segment(*YEAR)),
        Action("add", segment("2027-01-01", "2028-01-01", quantity=20)),
        end_on="2028-01-01",
    )
    change = order(
        2, "amendment", Action("change_quantity", segment("2026-07-01", "2027-01-01", quantity=15))
    )
    assert shape(fold([ramp, change])) == [
        ("2026-01-01", "2026-07-01", 10),
        ("2026-07-01", "2027-01-01", 15),
        ("2027-01-01", "2028-01-01", 20),
    ]


def test_orders_are_applied_by_number_and_none_may_be_missing() -> None:
    second = order(2, "amendment", Action("remove", segment("2026-07-01", None)))
    assert fold([second, NEW]) == fold([NEW, second])
    with pytest.raises(InvalidInput, match="order 2 does not follow order 0"):
        fold([second])


@pytest.mark.parametrize(
    ("case", "second", "expected"),
    [
        (
            "quantity and price rise are told apart",
            Action("renew", segment("2027-01-01", "2028-01-01", quantity=12, price=110)),
            {("expansion", "2027-01-01"): 20_000, ("price_increase", "2027-01-01"): 12_000},
        ),
        (
            "fewer at a lower price",
            Action("renew", segment("2027-01-01", "2028-01-01", quantity=5, price=90)),
            {("contraction", "2027-01-01"): -50_000, ("price_decrease", "2027-01-01"): -5_000},
        ),
        (
            "late with a gap",
            Action("renew", segment("2027-02-01", "2028-02-01", price=110)),
            {("churn", "2027-01-01"): -100_000, ("reactivation", "2027-02-01"): 110_000},
        ),
        (
            "the only lot removed inside the term",
            Action("remove", segment("2026-07-01", None)),
            {("churn", "2026-07-01"): -100_000},
        ),
        (
            "lot added later is an expansion",
            Action("add", segment("2026-07-01", "2027-01-01", lot=2, quantity=1)),
            {("expansion", "2026-07-01"): 10_000},
        ),
        (
            "unchanged renewal moves nothing",
            Action("renew", segment("2027-01-01", "2028-01-01")),
            {},
        ),
    ],
)
def test_movements(case: str, second: Action, expected: dict[tuple[str, str], int]) -> None:
    before = fold([NEW])
    end = second.segment.period.end
    terms = {"end_on": str(end)} if second.kind == "renew" else {}
    after = apply(before, order(2, "x", second, **terms))
    found = {(s.kind, str(s.effective_on)): s.amount_minor for s in movements(before, after)}
    assert found == expected, case


def test_termination_is_churn_and_an_undecided_end_is_not() -> None:
    before = fold([NEW])
    assert arr_on(before, day("2030-01-01")) == 100_000
    ending = BookedOrder(
        2, "termination", day("2026-09-01"), day("2026-08-01"),
        (Action("terminate", segment("2026-09-01", "2027-01-01")),), {"ended_on": "2026-09-01"},
    )  # fmt: skip
    after = apply(before, ending)
    assert [(s.kind, s.amount_minor) for s in movements(before, after)] == [("churn", -100_000)]
    assert arr_on(after, day("2026-08-31")) == 100_000
    assert arr_on(after, day("2026-09-01")) == 0


def test_available_to_renew_counts_what_ends_with_the_term() -> None:
    state = fold(
        [
            order(
                1,
                "new",
                Action("add", segment(*YEAR)),
                Action("add", segment("2026-01-01", "2026-07-01", lot=2)),
                Action("add", segment(*YEAR, lot=3, recurring=False)),
                end_on="2027-01-01",
            )
        ]
    )
    assert available_to_renew(state) == 100_000


days = st.integers(0, 900).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def random_action(draw: st.DrawFn) -> Action:
    start = draw(days)
    end = draw(st.none() | st.integers(1, 500).map(lambda n: start + timedelta(days=n)))
    kind = draw(st.sampled_from(["add", "change_quantity", "reprice", "renew", "remove"]))
    return Action(
        kind,
        segment(
            str(start),
            str(end) if end else None,
            lot=draw(st.integers(1, 3)),
            quantity=draw(st.integers(0, 50)),
            price=draw(st.integers(0, 200)),
            recurring=draw(st.sampled_from([True, True, True, False])),
        ),
    )


@st.composite
def random_orders(draw: st.DrawFn) -> list[BookedOrder]:
    booked = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        actions = draw(st.lists(random_action(), min_size=1, max_size=3))
        terms: dict[str, str | None] = {}
        if draw(st.booleans()):
            terms["end_on"] = str(draw(days) + timedelta(days=400))
        if draw(st.integers(0, 5)) == 0:
            terms["ended_on"] = str(draw(days) + timedelta(days=300))
        booked.append(order(number, "amendment", *actions, **terms))
    return booked


@given(random_orders())
def test_segments_of_a_lot_never_overlap(orders: list[BookedOrder]) -> None:
    for segments in fold(orders).lots.values():
        for left, right in itertools.pairwise(segments):
            assert left.period.end is not None
            assert left.period.end <= right.period.start


@given(random_orders(), days)
def test_posted_movements_sum_to_the_arr_of_the_day(orders: list[BookedOrder], on: date) -> None:
    state, posted = ContractState(), []
    for booked in orders:
        after = apply(state, booked)
        posted += movements(state, after)
        state = after
    assert sum(s.amount_minor for s in posted if s.effective_on <= on) == arr_on(state, on)
    assert steps(state) == steps(fold(orders))


@given(random_orders(), days)
def test_arr_equals_the_segments_in_force_while_nothing_has_lapsed(
    orders: list[BookedOrder], on: date
) -> None:
    state = fold(orders)
    if state.ended_on is not None:
        on = min(on, state.ended_on - timedelta(days=1))
    lapsed = 0
    for segments in state.lots.values():
        recurring = [
            s
            for s in segments
            if s.recurring and (state.ended_on is None or s.period.start < state.ended_on)
        ]
        if not recurring:
            continue
        last = recurring[-1]
        end = last.period.end
        left_early = state.end_on is not None and end is not None and end < state.end_on
        paused = any(s.period.start == end and not s.recurring for s in segments)
        if end is not None and end <= on and not left_early and not paused:
            lapsed += last.arr_minor  # undecided: its ARR stays until people decide
    in_force = sum(
        s.arr_minor
        for s in state.segments_on(on)
        if state.ended_on is None or s.period.start < state.ended_on
    )
    assert arr_on(state, on) == in_force + lapsed
