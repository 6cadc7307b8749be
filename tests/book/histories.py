"""Random legal histories of a contract: a new order, and changes of every kind planned on it.

One generator, two sources of chance: hypothesis, which shrinks what it finds, and a seeded random
generator, which is fast enough for ten thousand contracts. What a rule refuses is left out, as a
person would leave it: the history goes on with the next change.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from tenure.book.rules import changes as ways
from tenure.book.rules.effect import from_plan, planned
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import fold
from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import add_months
from tenure.kernel.period import Period
from tests.book.builders import raised_by

FIRST = date(2026, 1, 1)
T = TypeVar("T")


class Chance(Protocol):
    """Where the choices of a history come from."""

    def number(self, low: int, high: int) -> int:
        """Return a number, both ends included."""

    def pick(self, things: Sequence[T]) -> T:
        """Return one of them."""


class Drawn:
    """Chance from hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def pick(self, things: Sequence[T]) -> T:
        return self.draw(st.sampled_from(things))


class Seeded:
    """Chance that is the same for the same seed, everywhere."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        return self.random.randrange(low, high + 1)

    def pick(self, things: Sequence[T]) -> T:
        return things[self.random.randrange(len(things))]


@dataclass(slots=True)
class History:
    """The orders of one contract; `term_days` is the longest term and reach of a change."""

    orders: list[BookedOrder] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    currency: str = "EUR"

    @property
    def state(self) -> ContractState:
        return fold(self.orders)


def once_in(chance: Chance, times: int) -> bool:
    return chance.number(1, times) == 1


def history(
    chance: Chance, *, most_changes: int = 10, days: int = 400, reversals: bool = True
) -> History:
    """Make a contract and change it; booking dates never go back."""
    made = History(currency=chance.pick(["EUR", "EUR", "JPY", "KWD"]))
    made.orders.append(new_order(chance, made.currency, days))
    booked_on = made.orders[0].booked_on
    for _ in range(chance.number(0, most_changes)):
        booked_on += timedelta(days=chance.number(0, 40))
        try:
            made.orders.append(next_order(chance, made, booked_on, days, reversals=reversals))
        except InvalidInput as refused:  # ChangeRefused is one
            made.refused.append(str(refused))
    return made


def new_order(chance: Chance, currency: str, days: int) -> BookedOrder:
    start = FIRST + timedelta(days=chance.pick([0, 0, 14, 30, 57, chance.number(0, 60)]))
    evergreen = once_in(chance, 6)
    end = None if evergreen else start + timedelta(days=chance.number(20, days))
    if end is not None and once_in(chance, 3):
        end = add_months(start, chance.pick([1, 3, 12]))
    actions: list[Action] = []
    for lot in range(1, chance.number(1, 4) + 1):
        first = segment_of_lot(chance, lot, currency, Period(start, end))
        actions += [Action("add", piece) for piece in ramped(chance, first)]
    terms: dict[str, Any] = {
        "start_on": str(start),
        "end_on": str(end) if end else None,
        "first_start_on": str(start),
        "currency": currency,
        "renewal_type": "evergreen" if evergreen else chance.pick(["manual", "auto", "once"]),
        "renewal_term_months": chance.pick([1, 3, 12]),
    }
    if once_in(chance, 2):
        terms["notice_days"] = chance.number(0, 90)
    booked_on = start - timedelta(days=chance.pick([0, 0, 20]))
    return BookedOrder(1, "new", start, booked_on, tuple(actions), terms)


def segment_of_lot(chance: Chance, lot: int, currency: str, term: Period) -> Segment:
    start, end = term.start, term.end
    if once_in(chance, 6):  # begins later than the term
        start += timedelta(days=chance.number(1, 15))
    if once_in(chance, 6):  # has an end of its own, before or after the term's
        end = start + timedelta(days=chance.number(5, 120))
    return Segment(
        lot=lot,
        lot_key=f"lot-{lot}",
        product=chance.pick(["PLAT", "SEAT", "DATA"]),
        quantity_e4=chance.pick([10_000, 25_000, chance.number(1, 400_000)]),
        unit_price_e4=chance.pick([1_000_000, 333_333, chance.number(0, 5_000_000)]),
        price_months=chance.pick([12, 12, 1, 3, 7]),
        currency=currency,
        period=Period(start, end),
        recurring=not once_in(chance, 6),
    )


def ramped(chance: Chance, first: Segment) -> list[Segment]:
    steps = tuple(
        ways.RampStep(
            first.period.start + timedelta(days=day),
            chance.number(1, 400_000),
            chance.number(0, 5_000_000),
        )
        for day in sorted({chance.number(1, 300) for _ in range(chance.pick([0, 0, 0, 1, 2]))})
        if first.period.contains(first.period.start + timedelta(days=day))
    )
    return ways.lines.ramped(first, steps)


def next_order(
    chance: Chance, made: History, booked_on: date, days: int, *, reversals: bool
) -> BookedOrder:
    """Plan the next order. Raises InvalidInput for what the rules refuse."""
    state = made.state
    if reversals and once_in(chance, 9):
        number = chance.pick([len(made.orders), chance.number(1, len(made.orders))])
        return from_plan(
            state, ways.plan_reversal(made.orders, number), kind="reversal", booked_on=booked_on
        )
    asked = [chance.pick(WAYS)(chance, state, days)]
    if once_in(chance, 6):
        more = chance.pick(WAYS)(chance, state, days)
        if more.order_kind == asked[0].order_kind:
            asked.append(more)
    return planned(state, asked, booked_on=booked_on)


def some_day(chance: Chance, state: ContractState, days: int) -> date:
    """Return a day on or about the contract's life; often one on which something happens."""
    edges = sorted({s.period.start for lot in state.lots.values() for s in lot})
    if edges and once_in(chance, 3):
        return chance.pick(edges)
    return (state.start_on or FIRST) + timedelta(days=chance.number(-5, days + 20))


def some_lot(chance: Chance, state: ContractState) -> int:
    return chance.number(1, max(1, state.lots_used))


def some_lots(chance: Chance, state: ContractState, *, all_once_in: int = 2) -> tuple[int, ...]:
    if once_in(chance, all_once_in):
        return ()
    return tuple({some_lot(chance, state) for _ in range(chance.number(1, 2))})


def perhaps_until(chance: Chance, from_on: date) -> date | None:
    return from_on + timedelta(days=chance.number(1, 90)) if once_in(chance, 4) else None


def some_offer(chance: Chance, state: ContractState) -> ways.Offer:
    return ways.Offer(
        product=chance.pick(["PLAT", "SEAT", "DATA", "NEXT"]),
        quantity_e4=chance.number(1, 400_000),
        unit_price_e4=chance.number(0, 5_000_000),
        currency=str(state.terms["currency"]),
        price_months=chance.pick([12, 1, 3]),
        recurring=not once_in(chance, 6),
    )


def add_line(chance: Chance, state: ContractState, days: int) -> ways.Change:
    from_on = some_day(chance, state, days)
    ramp: tuple[ways.RampStep, ...] = ()
    if once_in(chance, 4):
        step = from_on + timedelta(days=chance.number(1, 60))
        ramp = (ways.RampStep(step, chance.number(1, 400_000), chance.number(0, 5_000_000)),)
    return ways.AddLine(
        from_on, some_offer(chance, state), until=perhaps_until(chance, from_on), ramp=ramp
    )


def change_quantity(chance: Chance, state: ContractState, days: int) -> ways.Change:
    from_on, lot = some_day(chance, state, days), some_lot(chance, state)
    until = perhaps_until(chance, from_on)
    if once_in(chance, 2):
        return ways.ChangeQuantity(from_on, lot, to_e4=chance.number(1, 400_000), until=until)
    return ways.ChangeQuantity(from_on, lot, by_e4=chance.number(-30_000, 30_000), until=until)


def reprice(chance: Chance, state: ContractState, days: int) -> ways.Change:
    from_on, lot = some_day(chance, state, days), some_lot(chance, state)
    until = perhaps_until(chance, from_on)
    if once_in(chance, 2):
        return ways.Reprice(from_on, lot, unit_price_e4=chance.number(0, 5_000_000), until=until)
    return ways.Reprice(from_on, lot, raised=raised_by(chance.number(-2_000, 2_000)), until=until)


def remove_line(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.RemoveLine(some_day(chance, state, days), some_lot(chance, state))


def swap_product(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.SwapProduct(
        some_day(chance, state, days), some_lot(chance, state), some_offer(chance, state)
    )


def terminate(chance: Chance, state: ContractState, days: int) -> ways.Change:
    lots = some_lots(chance, state, all_once_in=4)
    return ways.Terminate(some_day(chance, state, days), "loss of budget", lots)


def suspend(chance: Chance, state: ContractState, days: int) -> ways.Change:
    from_on = some_day(chance, state, days)
    return ways.Suspend(from_on, perhaps_until(chance, from_on), some_lots(chance, state))


def resume(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.Resume(some_day(chance, state, days), some_lots(chance, state))


def renewed_lots(chance: Chance, state: ContractState, start_on: date) -> tuple[Any, ...]:
    if once_in(chance, 2):
        return ()
    found = []
    for lot in ways.renewable_lots(state, start_on):
        if once_in(chance, 5):
            continue
        ramp: tuple[ways.RampStep, ...] = ()
        if once_in(chance, 6):
            ramp = (ways.RampStep(start_on + timedelta(days=chance.number(1, 30)), 70_000, 90_000),)
        found.append(
            ways.RenewedLot(
                lot,
                chance.pick([None, chance.number(1, 400_000)]),
                chance.pick([None, chance.number(0, 5_000_000)]),
                chance.pick([None, None, 1, 12]),
                ramp,
            )
        )
    return tuple(found)


def renew(chance: Chance, state: ContractState, days: int) -> ways.Change:
    start_on = state.end_on or some_day(chance, state, days)
    start_on += timedelta(days=chance.pick([0, 0, 0, chance.number(1, 250)]))
    end_on = None if once_in(chance, 8) else start_on + timedelta(days=chance.number(20, days))
    return ways.Renew(start_on, end_on, renewed_lots(chance, state, start_on))


def as_agreed(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.renewal_as_agreed(state)


def reset(chance: Chance, state: ContractState, days: int) -> ways.Change:
    start_on = some_day(chance, state, days)
    end_on = None if once_in(chance, 8) else start_on + timedelta(days=chance.number(20, days))
    return ways.Reset(start_on, end_on, renewed_lots(chance, state, start_on))


def extend(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.ExtendTerm((state.end_on or FIRST) + timedelta(days=chance.number(0, 200)))


def bridge(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.Bridge((state.end_on or FIRST) + timedelta(days=chance.number(0, 90)))


def co_terminate(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.CoTerminate(some_day(chance, state, days), some_lots(chance, state))


def set_facts(chance: Chance, state: ContractState, days: int) -> ways.Change:
    facts: dict[str, Any] = chance.pick(
        [{"notice_days": 60}, {"billing_months": 3}, {"terms_version": "v2"}, {"uplift_bp": 500}]
    )
    return ways.SetFacts(some_day(chance, state, days), facts)


def take_over(chance: Chance, state: ContractState, days: int) -> ways.Change:
    return ways.TakeOver(
        some_day(chance, state, days),
        {"reseller_id": chance.number(1, 9), "channel": "reseller"},
    )


def move_out(chance: Chance, state: ContractState, days: int) -> ways.Change:
    kind = chance.pick(["transfer", "merge", "split"])
    lots = some_lots(chance, state, all_once_in=6)
    return ways.MoveOut(some_day(chance, state, days), kind, lots)


def move_in(chance: Chance, state: ContractState, days: int) -> ways.Change:
    """Lots of a contract that ran since FIRST without end come in."""
    from_on = some_day(chance, state, days)
    moved = tuple(
        segment_of_lot(
            chance,
            lot,
            str(state.terms["currency"]),
            Period(from_on, perhaps_later(chance, from_on)),
        )
        for lot in range(1, chance.number(1, 2) + 1)
    )
    return ways.MoveIn(from_on, chance.pick(["merge", "transfer"]), moved, "OTHER", state.end_on)


def perhaps_later(chance: Chance, from_on: date) -> date | None:
    return None if once_in(chance, 4) else from_on + timedelta(days=chance.number(1, 200))


WAYS: tuple[Callable[[Chance, ContractState, int], ways.Change], ...] = (
    add_line, change_quantity, change_quantity, reprice, reprice, remove_line, swap_product,
    terminate, suspend, suspend, resume, renew, renew, as_agreed, reset, extend, bridge,
    co_terminate, set_facts, take_over, move_out, move_in,
)  # fmt: skip


@st.composite
def histories(
    draw: st.DrawFn, most_changes: int = 10, days: int = 400, *, reversals: bool = True
) -> History:
    """Return a strategy of histories."""
    return history(Drawn(draw), most_changes=most_changes, days=days, reversals=reversals)


def boundary_days(orders: Sequence[BookedOrder]) -> list[date]:
    """Return every day on which something of the orders begins or ends, its eve, and far days."""
    found = {FIRST - timedelta(days=30), FIRST + timedelta(days=5_000)}
    for order in orders:
        found.add(order.effective_on)
        for action in order.actions:
            found.add(action.segment.period.start)
            found |= {action.segment.period.end} - {None}  # type: ignore[operator]
        for name in ("start_on", "end_on", "ended_on"):
            value = order.terms.get(name)
            if value is not None:
                found.add(date.fromisoformat(str(value)))
    one = timedelta(days=1)
    return sorted(found | {day - one for day in found if day > date.min})
