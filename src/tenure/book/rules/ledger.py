"""The ARR ledger: every change of recurring revenue is one movement.

A lot's ARR is a step function of the effective date. Booking an order changes that function; the
movements posted are the difference between the function after and before, by day and kind. So the
sum of a lot's movements up to a day is always its ARR on that day, whatever was booked in between.

What the steps are called, from one segment to the next of a lot:

| from | to | movement |
|---|---|---|
| nothing, lot of the first order | segment | new |
| nothing, lot added later | segment | expansion |
| segment | adjacent segment | quantity part at the old price: expansion / contraction; the rest: price increase / decrease |
| segment | gap | churn at the gap's start, reactivation at its end |
| last segment | contract ended | churn |
| last segment | days left in the term | contraction |
| last segment | the term's end, undecided | nothing: people close lost, automation does not |
"""  # noqa: E501 (the table reads better on one line)

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from tenure.book.rules.facts import ContractState, Segment
from tenure.kernel.money import annual_amount


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A change of one lot's ARR on a day; `amount_minor` is signed, per year."""

    lot: int
    effective_on: date
    kind: str
    amount_minor: int


def movements(before: ContractState, after: ContractState) -> list[Step]:
    """Return what has to be posted to the ledger when `before` became `after`."""
    totals: Counter[tuple[int, date, str]] = Counter()
    for sign, state in ((1, after), (-1, before)):
        for step in steps(state):
            totals[step.lot, step.effective_on, step.kind] += sign * step.amount_minor
    return [
        Step(lot, day, kind, amount)
        for (lot, day, kind), amount in sorted(totals.items())
        if amount
    ]


def steps(state: ContractState) -> list[Step]:
    """Return the steps of every lot's ARR, in order of lot and day."""
    return [
        step
        for lot, segments in sorted(state.lots.items())
        for step in _lot_steps(state, lot, segments)
    ]


def arr_on(state: ContractState, day: date) -> int:
    """Return the contract's ARR on a day, minor units a year."""
    return sum(step.amount_minor for step in steps(state) if step.effective_on <= day)


def available_to_renew(state: ContractState) -> int:
    """Return the ARR of the lots whose last segment ends with the term (an open term has none)."""
    if state.end_on is None:
        return 0
    return sum(
        segments[-1].arr_minor
        for segments in state.lots.values()
        if segments and segments[-1].period.end == state.end_on
    )


def _lot_steps(state: ContractState, lot: int, segments: tuple[Segment, ...]) -> list[Step]:
    found: list[Step] = []
    previous: Segment | None = None
    for segment in segments:
        if not segment.recurring or _starts_after_end(state, segment):
            continue
        found.extend(_entering(state, lot, previous, segment))
        previous = segment
    if previous is not None:
        found.extend(_leaving(state, lot, previous))
    return [step for step in found if step.amount_minor]


def _starts_after_end(state: ContractState, segment: Segment) -> bool:
    return state.ended_on is not None and segment.period.start >= state.ended_on


def _entering(
    state: ContractState, lot: int, previous: Segment | None, segment: Segment
) -> list[Step]:
    start = segment.period.start
    if previous is None:
        kind = "new" if lot in state.first_order_lots else "expansion"
        return [Step(lot, start, kind, segment.arr_minor)]
    gap_from = previous.period.end
    if gap_from is not None and gap_from < start:
        return [
            Step(lot, gap_from, "churn", -previous.arr_minor),
            Step(lot, start, "reactivation", segment.arr_minor),
        ]
    by_quantity = _at_old_price(previous, segment) - previous.arr_minor
    by_price = segment.arr_minor - previous.arr_minor - by_quantity
    return [
        Step(lot, start, "expansion" if by_quantity > 0 else "contraction", by_quantity),
        Step(lot, start, "price_increase" if by_price > 0 else "price_decrease", by_price),
    ]


def _at_old_price(previous: Segment, segment: Segment) -> int:
    """Return the new quantity's ARR at the previous price."""
    return annual_amount(
        segment.quantity_e4, previous.unit_price_e4, previous.price_months, previous.currency
    ).minor


def _leaving(state: ContractState, lot: int, last: Segment) -> list[Step]:
    end, ended_on = last.period.end, state.ended_on
    days_left = end is not None and state.end_on is not None and end < state.end_on
    if end is not None and days_left and (ended_on is None or end < ended_on):
        return [Step(lot, end, "contraction", -last.arr_minor)]
    if ended_on is not None:
        return [Step(lot, ended_on, "churn", -last.arr_minor)]
    return []
