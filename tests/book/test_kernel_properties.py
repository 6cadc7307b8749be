"""What holds of every history of a contract, whatever was booked (see `histories`)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tenure.book.rules.backdating import PeriodLocked, require_open_periods
from tenure.book.rules.changes import ChangeQuantity, ChangeRefused, Reprice, Suspend, plan_reversal
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.effect import Effect, effect_of, from_plan, planned
from tenure.book.rules.facts import BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply, fold, known_on, terms_on
from tenure.book.rules.ledger import Step, arr_on, available_to_renew, movements, steps
from tenure.book.rules.mid_term import Charge, mid_term_change
from tenure.book.rules.worth import part_worth, segment_worth, term_worth
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tests.book.histories import FIRST, History, Seeded, boundary_days, histories, history

# What a contract holds when no order says otherwise (the columns' defaults): as good as absent.
UNSAID: dict[str, Any] = {
    "notice_days": 30, "renewal_term_months": 12, "renewal_type": "manual", "channel": "direct",
}  # fmt: skip
wide = settings(max_examples=80, deadline=None)
some_days = st.integers(0, 500).map(lambda number: FIRST + timedelta(days=number))


def said(terms: Any) -> dict[str, Any]:
    """Return the facts that say something."""
    return {
        name: str(value)
        for name, value in terms.items()
        if value not in (None, "") and value != UNSAID.get(name)
    }


def booked_one_by_one(
    orders: Sequence[BookedOrder],
) -> list[tuple[BookedOrder, ContractState, list[Step]]]:
    """Return each order with the contract after it and what it posted."""
    found, state = [], ContractState()
    for order in orders:
        after = apply(state, order)
        found.append((order, after, movements(state, after)))
        state = after
    return found


@wide
@given(histories(), st.randoms(use_true_random=False))
def test_the_fold_is_deterministic_and_independent_of_list_order(
    made: History, chance: random.Random
) -> None:
    shuffled = list(made.orders)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(made.orders) == fold(iter(made.orders))


@wide
@given(histories())
def test_all_at_once_equals_one_by_one(made: History) -> None:
    state = ContractState()
    for order in made.orders:
        before = repr(state)
        after = apply(state, order)
        assert repr(state) == before, "apply changed the state passed in"
        state = after
    assert state == fold(made.orders)


@wide
@given(histories(most_changes=6))
def test_reversing_the_last_orders_one_after_another_restores_everything(made: History) -> None:
    orders, booked_on = list(made.orders), made.orders[-1].booked_on
    for number in range(len(made.orders), 1, -1):
        if called_back(made.orders, number):
            with pytest.raises(ChangeRefused, match="book the move again"):
                plan_reversal(orders, number)
            return
        plan = plan_reversal(orders, number)
        orders.append(from_plan(fold(orders), plan, kind="reversal", booked_on=booked_on))
        now, then = fold(orders), fold(made.orders[: number - 1])
        assert now.lots == then.lots
        assert said(now.terms) == said(then.terms)
        assert steps(now) == steps(then)
        assert alive(now.successors, now) == alive(then.successors, then)
        assert alive(now.moved_out, now) == alive(then.moved_out, then)


def called_back(orders: Sequence[BookedOrder], number: int) -> bool:
    """Tell whether an order called a lot back from another contract: it is moved again instead."""
    before, after = fold(orders[: number - 1]), fold(orders[:number])
    return bool(before.moved_out.keys() - after.moved_out.keys())


def alive(lineage: Any, state: ContractState) -> dict[int, Any]:
    """Return what is said of lots that there are, and of successors that there are."""
    return {
        lot: value
        for lot, value in lineage.items()
        if lot in state.lots and (isinstance(value, str) or value in state.lots)
    }


@wide
@given(histories())
def test_movements_posted_sum_to_the_arr_known_on_any_day(made: History) -> None:
    posted = [(order, steps) for order, _, steps in booked_one_by_one(made.orders)]
    for known in sorted({order.booked_on for order in made.orders}):
        state = fold(known_on(made.orders, known))
        then = [step for order, found in posted if order.booked_on <= known for step in found]
        for day in boundary_days(made.orders):
            total = sum(step.amount_minor for step in then if step.effective_on <= day)
            assert total == arr_on(state, day), (known, day)


@wide
@given(histories())
def test_a_lots_movements_sum_to_its_steps(made: History) -> None:
    posted = [step for _, _, found in booked_one_by_one(made.orders) for step in found]
    total: dict[tuple[int, date, str], int] = {}
    for step in posted:
        place = (step.lot, step.effective_on, step.kind)
        total[place] = total.get(place, 0) + step.amount_minor
    once: dict[tuple[int, date, str], int] = {}
    for step in steps(made.state):
        place = (step.lot, step.effective_on, step.kind)
        once[place] = once.get(place, 0) + step.amount_minor
    assert {place: amount for place, amount in total.items() if amount} == once


@wide
@given(histories())
def test_available_to_renew_is_the_arr_of_what_ends_with_the_term(made: History) -> None:
    state = made.state
    ending = [
        segment
        for segments in state.lots.values()
        for segment in segments
        if state.end_on is not None
        and segment.period.end == state.end_on
        # nothing of the lot follows: a ramp's step or a next term would
        and segments[-1] is segment
        # nothing is up after a contract that ended before its term did
        and (state.ended_on is None or state.ended_on >= state.end_on)
    ]
    assert available_to_renew(state) == sum(segment.arr_minor for segment in ending)


@wide
@given(histories())
def test_segments_are_sorted_and_none_overlaps_its_successor(made: History) -> None:
    for lot, segments in made.state.lots.items():
        assert segments
        assert {segment.lot for segment in segments} == {lot}
        for left, right in itertools.pairwise(segments):
            assert left.period.end is not None
            assert left.period.start < left.period.end <= right.period.start


@wide
@given(histories(), some_days, st.integers(1, 99), st.integers(1, 99))
def test_changes_of_one_day_apply_in_booking_order_each_to_its_own_field(
    made: History, day: date, quantity: int, price: int
) -> None:
    asked = [
        ChangeQuantity(day, 1, to_e4=quantity * 10_007),
        Suspend(day, lots=(1,)),
        Reprice(day, 1, unit_price_e4=price * 10_009),
        Reprice(day, 1, unit_price_e4=(price + 1) * 10_009),
    ]
    orders = list(made.orders)
    for change in asked:
        try:
            orders.append(planned(fold(orders), [change], booked_on=orders[-1].booked_on))
        except InvalidInput:
            assume(False)
    for segment in fold(orders).lots[1]:
        if segment.period.start >= day:
            assert segment.quantity_e4 == quantity * 10_007
            assert segment.unit_price_e4 == (price + 1) * 10_009
            assert segment.suspended


@wide
@given(histories(), st.sampled_from(Mode))
def test_part_worths_sum_to_the_whole(made: History, mode: Mode) -> None:
    for segment in (s for lot in made.state.lots.values() for s in lot):
        if segment.period.end is None or segment.period.days < 3:
            continue
        third = segment.period.days // 3
        cuts = [segment.period.start + timedelta(days=third * n) for n in range(3)]
        ends = [*cuts[1:], segment.period.end]
        parts = [
            part_worth(segment, Period(start, end), mode).money
            for start, end in zip(cuts, ends, strict=True)
        ]
        assert sum(parts, start=Money.zero(segment.currency)) == segment_worth(segment)


@wide
@given(histories(), st.sampled_from([Mode.ACTUAL, Mode.MONTHS, Mode.ACTUAL_365]))
def test_credits_and_charges_sum_to_the_whole(made: History, mode: Mode) -> None:
    effect = effect_of(fold(made.orders[:-1]), made.orders[-1], mode=mode)
    money = effect.money(made.currency)
    if money is None:
        assert any(line.segment.period.end is None for line in effect.lines)
        return
    credit, charge, net = money
    assert credit.minor <= 0 <= charge.minor
    assert net == credit + charge
    assert net.minor == sum(
        (line.value.minor if line.comes else -line.value.minor)
        for line in effect.lines
        if line.value is not None
    )
    whole_and_parts(effect)


def whole_and_parts(effect: Effect) -> None:
    """Check that what goes and what stays of a segment are together what it was worth."""
    for segment in (s for lot in effect.before.lots.values() for s in lot):
        gone = [
            line
            for line in effect.lines
            if not line.comes
            and line.segment.lot == segment.lot
            and line.segment.period.intersection(segment.period) == line.segment.period
        ]
        if not gone or not segment.recurring or segment.period.end is None:
            continue
        term_start = effect.before.start_on
        if gone[0].segment.period == segment.period and (
            term_start is None or term_start >= segment.period.start
        ):
            assert gone[0].value == segment_worth(segment)


@wide
@given(histories(), st.sampled_from([Mode.ACTUAL, Mode.MONTHS, Mode.ACTUAL_365]))
def test_undoing_a_change_gives_back_to_the_last_minor_unit(made: History, mode: Mode) -> None:
    number = made.orders[-1].number
    there = effect_of(fold(made.orders[:-1]), made.orders[-1], mode=mode)
    try:
        plan = plan_reversal(made.orders, number)
    except ChangeRefused:
        return
    booked_on = made.orders[-1].booked_on
    order = from_plan(there.after, plan, kind="reversal", booked_on=booked_on)
    back = effect_of(there.after, order, mode=mode)
    if number > 1:
        assert recurring_net(back) == -recurring_net(there)


def recurring_net(effect: Effect) -> int:
    """Return what the pieces of recurring lines come to, those without end left out."""
    return sum(
        line.value.minor * (1 if line.comes else -1)
        for line in effect.lines
        if line.value is not None and line.segment.recurring
    )


@given(st.data())
def test_used_and_credit_make_the_old_amount(data: st.DataObject) -> None:
    days = data.draw(st.integers(2, 800))
    period = Period(FIRST, FIRST + timedelta(days=days))
    on = FIRST + timedelta(days=data.draw(st.integers(0, days - 1)))
    old = Charge(period, Money(data.draw(st.integers(0, 10**9)), "EUR"))
    new = Charge(period, Money(data.draw(st.integers(0, 10**9)), "EUR"))
    mode = data.draw(st.sampled_from([Mode.ACTUAL, Mode.MONTHS, Mode.ACTUAL_360]))
    change = mid_term_change(old, new, on, mode)
    assert change.used.money + change.credit.money == old.amount
    assert change.net == change.charge.money - change.credit.money
    assert mid_term_change(old, old, on, mode).net == Money.zero("EUR")


@wide
@given(histories())
def test_a_one_time_charge_is_worth_its_price_once(made: History) -> None:
    """However often a lot is cut, moved along with the term or paused, it is paid when it began."""
    state = made.state
    once = [lot for lot, segments in state.lots.items() if not segments[0].recurring]
    assume(once and state.start_on is not None)
    for lot in once:
        alone = replace(state, lots={lot: state.lots[lot]})
        try:
            worth = term_worth(alone)
        except InvalidInput:
            continue
        assert worth.minor <= segment_worth(replace(state.lots[lot][0], suspended=False)).minor


@wide
@given(histories(), some_days)
def test_a_lock_lets_pass_exactly_what_leaves_the_days_before_it(
    made: History, open_from: date
) -> None:
    orders = list(made.orders)
    for number in range(2, len(orders) + 1):
        order = orders[number - 1]
        # As the books stood, booked in an open period.
        order = replace(order, booked_on=max(order.booked_on, open_from))
        before = fold(orders[: number - 1])
        after = apply(before, order)
        refused = False
        try:
            posted = movements(before, after)
            require_open_periods(
                before, after, order, posted, open_from=open_from, booked=orders[: number - 1]
            )
        except PeriodLocked:
            refused = True
        changed = [
            day
            for day in days_before(open_from)
            if on_day(before, orders[: number - 1], day)
            != on_day(after, [*orders[: number - 1], order], day)
        ]
        relabelled = {
            (step.lot, step.effective_on)
            for step in movements(before, after)
            if step.effective_on < open_from
        }
        assert refused == bool(changed or relabelled), changed[:3]


def days_before(open_from: date) -> list[date]:
    first = FIRST - timedelta(days=10)
    return [first + timedelta(days=n) for n in range((open_from - first).days)]


def on_day(state: ContractState, orders: Sequence[BookedOrder], day: date) -> Any:
    """Return all that is said of a day: what each lot holds, the ARR, the facts in effect."""
    held = {segment.lot: dateless(segment) for segment in state.segments_on(day)}
    return held, arr_on(state, day), said(terms_on(orders, day))


def dateless(segment: Segment) -> Segment:
    return replace(segment, period=Period(FIRST, None))


@pytest.mark.parametrize(
    "holds",
    [
        test_all_at_once_equals_one_by_one,
        test_reversing_the_last_orders_one_after_another_restores_everything,
        test_movements_posted_sum_to_the_arr_known_on_any_day,
        test_a_lots_movements_sum_to_its_steps,
        test_available_to_renew_is_the_arr_of_what_ends_with_the_term,
        test_segments_are_sorted_and_none_overlaps_its_successor,
    ],
)
def test_the_same_holds_of_longer_histories(holds: Any) -> None:
    for seed in range(400):
        holds.hypothesis.inner_test(history(Seeded(seed), most_changes=14, days=250))


def test_a_booking_in_a_locked_period_is_refused_even_when_it_changes_nothing_there() -> None:
    before = ContractState()
    order = BookedOrder(1, "new", date(2026, 3, 1), date(2026, 1, 31), ())
    with pytest.raises(PeriodLocked, match="nothing can be booked on 31 Jan 2026"):
        require_open_periods(before, before, order, [], open_from=date(2026, 2, 1))
