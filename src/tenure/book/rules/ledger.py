"""The ARR ledger: every change of recurring revenue is one movement.

A lot's ARR is a step function of the effective date. Booking an order changes that function; the
movements posted are the difference between the function after and before, by day and kind. So the
sum of a lot's movements up to a day is always its ARR on that day, whatever was booked in between.

What the steps are called:

| a lot | when | movement |
|---|---|---|
| starts | it came with the first order | new |
| starts or comes back | other lots made revenue the day before | expansion |
| starts or comes back | the contract was dark for up to 180 days | reactivation |
| starts or comes back | the contract was dark for longer, or always | new |
| goes on | with another quantity, at the old price | expansion, contraction |
| goes on | with another price | price increase, price decrease |
| stops | other lots make revenue on that day | contraction |
| stops | nothing of the contract does | churn |
| takes another's place | product swapped | transfer; the difference: expansion, contraction |
| leaves for or comes from another contract | | transfer, merge |
| the term's end, undecided | | nothing: people close lost, automation does not |
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tenure.book.rules.facts import ContractState, Segment
from tenure.book.rules.spans import Coverage, Span, spans_of
from tenure.kernel.money import annual_amount

LATE_RENEWAL_DAYS = 180
# Lots that go to or come from another contract by a split are transferred as well.
_MOVES = {"transfer": "transfer", "merge": "merge", "split": "transfer"}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A change of one lot's ARR on a day; `amount_minor` is signed, per year."""

    lot: int
    effective_on: date
    kind: str
    amount_minor: int


def movements(
    before: ContractState, after: ContractState, *, late_days: int = LATE_RENEWAL_DAYS
) -> list[Step]:
    """Return what has to be posted to the ledger when `before` became `after`."""
    totals: Counter[tuple[int, date, str]] = Counter()
    for sign, state in ((1, after), (-1, before)):
        for step in steps(state, late_days=late_days):
            totals[step.lot, step.effective_on, step.kind] += sign * step.amount_minor
    return [
        Step(lot, day, kind, amount)
        for (lot, day, kind), amount in sorted(totals.items())
        if amount
    ]


def steps(state: ContractState, *, late_days: int = LATE_RENEWAL_DAYS) -> list[Step]:
    """Return the steps of every lot's ARR, in order of lot and day.

    A contract that was dark for at most `late_days` is a late renewal, after that a new logo.
    """
    spans = spans_of(state)
    contract = _Steps(state, spans, Coverage(spans), _predecessors(state), late_days)
    found = [step for lot in contract.spans for step in contract.of_lot(lot)]
    return [step for step in found if step.amount_minor]


def arr_on(state: ContractState, day: date) -> int:
    """Return the contract's ARR on a day, minor units a year."""
    return sum(
        span.arr_minor for spans in spans_of(state).values() for span in spans if span.runs_on(day)
    )


def available_to_renew(state: ContractState) -> int:
    """Return the ARR of the lots whose last segment ends with the term.

    Nothing is up at an open term's end, nor after a contract that ended before it.
    """
    if state.end_on is None or (state.ended_on is not None and state.ended_on < state.end_on):
        return 0
    return sum(
        segment.arr_minor for segment in state.last_segments() if segment.period.end == state.end_on
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """A contract's spans, and what each change from one to the next is called."""

    state: ContractState
    spans: Mapping[int, list[Span]]
    coverage: Coverage
    predecessors: Mapping[int, list[int]]
    late_days: int

    def of_lot(self, lot: int) -> list[Step]:
        found: list[Step] = []
        previous: Span | None = None
        for span in self.spans[lot]:
            if previous is None:
                found.extend(self._beginning(lot, span))
            elif previous.stops_on == span.starts_on:
                found.extend(_going_on(lot, previous.segment, span.segment))
            else:
                found.append(self._stopping(lot, previous))
                found.append(self._coming(lot, span, span.arr_minor))
            previous = span
        if previous is not None and previous.stops_on is not None:
            found.append(self._stopping(lot, previous))
        return found

    def _beginning(self, lot: int, span: Span) -> list[Step]:
        """Return the first step of a lot; one that replaces another takes over its ARR first."""
        if lot in self.state.moved_in:
            kind = _MOVES[self.state.moved_in[lot]]
            return [Step(lot, span.starts_on, kind, span.arr_minor)]
        taken_over = sum(
            self.spans[old][-1].arr_minor
            for old in self.predecessors.get(lot, ())
            if self._hands_over(old)
        )
        if taken_over:
            more = span.arr_minor - taken_over
            return [
                Step(lot, span.starts_on, "transfer", taken_over),
                Step(lot, span.starts_on, "expansion" if more > 0 else "contraction", more),
            ]
        if lot in self.state.first_order_lots:
            return [Step(lot, span.starts_on, "new", span.arr_minor)]
        return [self._coming(lot, span, span.arr_minor)]

    def _coming(self, lot: int, span: Span, amount: int) -> Step:
        day = span.starts_on
        if self.coverage.runs_on(day - _ONE_DAY):
            return Step(lot, day, "expansion", amount)
        since = self.coverage.dark_since(day)
        late = since is not None and (day - since).days <= self.late_days
        return Step(lot, day, "reactivation" if late else "new", amount)

    def _stopping(self, lot: int, span: Span) -> Step:
        assert span.stops_on is not None
        return Step(lot, span.stops_on, self._loss(lot, span), -span.arr_minor)

    def _loss(self, lot: int, span: Span) -> str:
        """Return what a stop is called."""
        if span is self.spans[lot][-1]:
            if lot in self.state.moved_out:
                return _MOVES[self.state.moved_out[lot]]
            if self._hands_over(lot):
                return "transfer"
        return "contraction" if self.coverage.runs_on(span.stops_on or date.max) else "churn"

    def _hands_over(self, lot: int) -> bool:
        """Tell whether the lot's successor starts on the day on which the lot stops."""
        successor = self.spans.get(self.state.successors.get(lot, 0))
        own = self.spans.get(lot)
        return bool(successor and own and own[-1].stops_on == successor[0].starts_on)


def _predecessors(state: ContractState) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for old, new in state.successors.items():
        found[new].append(old)
    return found


def _going_on(lot: int, previous: Segment, segment: Segment) -> list[Step]:
    """Return the quantity's part at the old price, and what the price did."""
    day = segment.period.start
    by_quantity = _at_old_price(previous, segment) - previous.arr_minor
    by_price = segment.arr_minor - previous.arr_minor - by_quantity
    return [
        Step(lot, day, "expansion" if by_quantity > 0 else "contraction", by_quantity),
        Step(lot, day, "price_increase" if by_price > 0 else "price_decrease", by_price),
    ]


def _at_old_price(previous: Segment, segment: Segment) -> int:
    """Return the new quantity's ARR at the previous price."""
    return annual_amount(
        segment.quantity_e4, previous.unit_price_e4, previous.price_months, previous.currency
    ).minor
