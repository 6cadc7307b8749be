"""What the changes share: the plan they end in, and the parts of lots they work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from tenure.book.rules.facts import Action, ContractState, Segment
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, format_day


class ChangeRefused(InvalidInput):
    """The change does not fit the contract; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The day a change takes effect, its order actions, and the contract facts it sets."""

    effective_on: date
    actions: tuple[Action, ...] = ()
    terms: Mapping[str, Any] = field(default_factory=dict)


class Change(Protocol):
    """Something to be done to a contract.

    `plan` says by which actions, given the contract as it is: what somebody asked for ("15 from
    July") becomes what each lot holds on each day, so that nothing booked before is lost.
    """

    @property
    def order_kind(self) -> str:
        """Return the kind of order that it is booked by."""

    def plan(self, state: ContractState) -> Plan:
        """Return what the change does to a contract. Raises ChangeRefused."""


def pieces(
    state: ContractState, lot: int, from_on: date, until: date | None = None
) -> list[Segment]:
    """Return a lot's segments cut to the days from `from_on` (to `until`), in date order.

    Raises ChangeRefused when there is none: the lot is unknown, or has ended by then.
    """
    if lot not in state.lots:
        raise ChangeRefused(f"The contract has no lot {lot}.")
    if until is not None and until <= from_on:
        raise ChangeRefused(f"The change would end on {until}, before it begins.")
    wanted = Period(from_on, until)
    found = [
        replace(segment, period=common)
        for segment in state.lots[lot]
        if (common := segment.period.intersection(wanted)) is not None
    ]
    if not found:
        raise ChangeRefused(_nothing_left(state, lot, from_on))
    return found


def _nothing_left(state: ContractState, lot: int, from_on: date) -> str:
    segment = state.lots[lot][-1]
    last = segment.period.last_day
    where = f"lot {lot} ({segment.product})"
    if last is None or last >= from_on:
        return f"On {format_day(from_on)} there is nothing of {where}."
    hint = "Renew or extend it first" if state.end_on == segment.period.end else "It has ended"
    return (
        f"On {format_day(from_on)} there is nothing of {where}: its last day is "
        f"{format_day(last)}. {hint}."
    )


def running_lots(state: ContractState, from_on: date, lots: Iterable[int] = ()) -> list[int]:
    """Return the lots asked for, or all that have a day on or after `from_on`, by number."""
    asked = sorted(set(lots))
    if asked:
        for lot in asked:
            pieces(state, lot, from_on)
        return asked
    return [
        lot
        for lot, segments in sorted(state.lots.items())
        if segments[-1].period.end is None or segments[-1].period.end > from_on
    ]


def require_own(state: ContractState, lots: Iterable[int], on: date) -> None:
    """Refuse lots that the contract does not have (any more) on a day."""
    for lot in lots:
        if lot not in state.lots:
            raise ChangeRefused(f"The contract has no lot {lot}.")
        if lot in state.moved_out:
            raise ChangeRefused(f"Lot {lot} went to another contract: change it there.")
        successor = state.lots.get(state.successors.get(lot, 0))
        if successor and successor[0].period.start <= on:
            raise ChangeRefused(f"Lot {lot} was replaced by lot {successor[0].lot}.")


def require_after_moves(state: ContractState, day: date, what: str) -> None:
    """Refuse a day on or before which a lot was still here that has gone to another contract."""
    for lot in sorted(state.moved_out.keys() & state.lots.keys()):
        left = _left_on(state, lot)
        if left is not None and day <= left:
            raise ChangeRefused(
                f"Lot {lot} went to another contract on {format_day(left)}: {what} must be later."
            )


def _left_on(state: ContractState, lot: int) -> date | None:
    if lot not in state.moved_out or lot not in state.lots:
        return None
    return state.lots[lot][-1].period.end


def take_away(state: ContractState, lot: int, from_on: date, kind: str) -> Action:
    """Return the action that leaves nothing of a lot from a day on.

    Raises ChangeRefused when the lot went on in another contract: what leads there must stay.
    """
    if (left := _left_on(state, lot)) and from_on < left:
        raise ChangeRefused(
            f"Lot {lot} went to another contract on {format_day(left)}: undo that first."
        )
    found = pieces(state, lot, from_on)
    whole = Period(found[0].period.start, found[-1].period.end)
    return Action(kind, replace(found[0], period=whole))


def require_running(state: ContractState, from_on: date) -> None:
    """Refuse a day outside the contract's life: before it began, or once it ended."""
    began = state.terms.get("first_start_on") or state.terms.get("start_on")
    if began is not None and str(from_on) < str(began):
        raise ChangeRefused(f"{format_day(from_on)} is before the contract began on {began}.")
    if state.ended_on is not None and from_on >= state.ended_on:
        raise ChangeRefused(
            f"The contract ended on {format_day(state.ended_on)}: nothing of it can change from "
            f"{format_day(from_on)}. A renewal starts it again."
        )
