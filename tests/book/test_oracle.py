"""The kernel and the oracle say the same of ten thousand contracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from tenure.book.rules.facts import BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply, fold
from tenure.book.rules.ledger import Step, arr_on, available_to_renew, movements, steps
from tenure.book.rules.worth import segment_worth
from tests.book.histories import Seeded, history
from tests.book.oracle import Diary, Place, diary, worth

CHUNKS = 8
EACH = 1_250


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_kernel_and_oracle_agree(chunk: int) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        made = history(Seeded(seed), days=220)
        kinds.update(order.kind for order in made.orders)
        try:
            agree(made.orders)
        except AssertionError as error:
            raise AssertionError(f"history(Seeded({seed}), days=220): {error}") from error
    assert kinds["new"] == EACH
    assert min(kinds[kind] for kind in ("renewal", "transfer", "merge", "reset", "bridge")) > 40


def agree(orders: Sequence[BookedOrder]) -> None:
    """Compare days, ARR, movements, what is up for renewal, and worth."""
    before = fold(orders[:-1])
    state, told = apply(before, orders[-1]), diary(orders)
    same_segments(state, told)
    assert netted(steps(state)) == told.changes()
    assert available_to_renew(state) == told.up_for_renewal()
    if len(orders) > 1:
        earlier = diary(orders[:-1]).changes()
        assert netted(movements(before, state)) == less(told.changes(), earlier)
    for day in (told.day(0), orders[-1].effective_on, date(2050, 1, 1)):
        place = min(told.place(day), len(next(iter(told.lots.values()))) - 1)
        assert arr_on(state, day) == sum(told.arr(lot)[place] for lot in told.lots), day


def same_segments(state: ContractState, told: Diary) -> None:
    for lot in state.lots.keys() | told.lots.keys():
        kernel = [(s.period.start, s.period.end, holds(s)) for s in state.lots.get(lot, ())]
        assert kernel == [(start, end, holds(s)) for start, end, s in told.runs(lot)], lot
    for segment in (s for segments in state.lots.values() for s in segments):
        start, end = segment.period.start, segment.period.end
        if end is not None:
            assert segment_worth(segment).minor == worth(segment, start, end), segment


def holds(segment: Segment) -> tuple[object, ...]:
    return (
        segment.product, segment.quantity_e4, segment.unit_price_e4, segment.price_months,
        segment.suspended, segment.recurring,
    )  # fmt: skip


def netted(found: Iterable[Step]) -> dict[Place, int]:
    total: Counter[Place] = Counter()
    for step in found:
        total[step.lot, step.effective_on] += step.amount_minor
    return {place: amount for place, amount in total.items() if amount}


def less(after: dict[Place, int], before: dict[Place, int]) -> dict[Place, int]:
    both = after.keys() | before.keys()
    found = {place: after.get(place, 0) - before.get(place, 0) for place in both}
    return {place: amount for place, amount in found.items() if amount}
