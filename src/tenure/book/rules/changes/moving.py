"""Lots that go from one contract to another: transfer, merge, split.

A move is two orders, one on each contract, booked together. What moves keeps quantity, price and
ramp, so that the two movements of the ledger are equal and opposite: no revenue is won or lost.
A lot that makes no revenue on that day (suspended, or yet to begin) has none to hand over: it is
removed here and added there, and its movements stay the churn and the beginning that they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tenure.book.rules.changes.base import (
    ChangeRefused,
    Plan,
    pieces,
    require_running,
    running_lots,
    take_away,
)
from tenure.book.rules.changes.terms import CoTerminate
from tenure.book.rules.facts import Action, ContractState, Segment
from tenure.kernel.period import Period, format_day

_END_REASONS = {"transfer": "transferred", "merge": "merged", "split": "split"}


@dataclass(frozen=True, slots=True)
class MoveOut:
    """Lots leave the contract on a day (all, when none is named)."""

    from_on: date
    order_kind: str
    lots: tuple[int, ...] = ()

    def plan(self, state: ContractState) -> Plan:
        """Return what leaves; the end of the contract when nothing stays."""
        require_running(state, self.from_on)
        leaving = running_lots(state, self.from_on, self.lots)
        if not leaving:
            raise ChangeRefused("The contract has nothing left to move on that day.")
        actions = tuple(self._leaving(state, lot) for lot in leaving)
        terms: dict[str, Any] = {}
        if not set(running_lots(state, self.from_on)) - set(leaving):
            terms = {"ended_on": self.from_on, "end_reason": _END_REASONS[self.order_kind]}
        return Plan(self.from_on, actions, terms)

    def _leaving(self, state: ContractState, lot: int) -> Action:
        hands_over = _hands_over(pieces(state, lot, self.from_on)[0], self.from_on)
        return take_away(state, lot, self.from_on, "move_out" if hands_over else "remove")


@dataclass(frozen=True, slots=True)
class MoveIn:
    """Lots of another contract come in as new lots; `moved` are their pieces as they were there.

    With `end_on` they co-terminate: longer ones are cut, shorter ones go on at their last price,
    and a contract that ends on another day is brought to that end as well.
    """

    from_on: date
    order_kind: str
    moved: tuple[Segment, ...]
    from_contract: str
    end_on: date | None = None

    def plan(self, state: ContractState) -> Plan:
        """Return the lots under new numbers, each leading back to the one it was."""
        require_running(state, self.from_on)
        aligned = self._aligned(state)
        end = aligned.terms.get("end_on", state.end_on)
        if end is not None and end <= self.from_on:
            raise ChangeRefused(
                f"Nothing can be moved in on {format_day(self.from_on)}: the term ends before. "
                "Renew or extend the contract first."
            )
        numbers: dict[int, int] = {}
        actions = []
        kinds: dict[int, str] = {}
        for piece in co_terminated(self.moved, self.end_on):
            lot = numbers.setdefault(piece.lot, state.lots_used + 1 + len(numbers))
            key = f"{self.from_contract}/{piece.lot_key}"[:120]
            new = replace(piece, lot=lot, lot_key=key)
            kind = kinds.setdefault(lot, "move_in" if _hands_over(piece, self.from_on) else "add")
            actions.append(Action(kind, new, replaces=piece.lot, from_contract=self.from_contract))
        if not actions:
            raise ChangeRefused("Nothing of the other contract is left to move on that day.")
        return Plan(self.from_on, (*aligned.actions, *actions), aligned.terms)

    def _aligned(self, state: ContractState) -> Plan:
        """Return what brings the contract itself to the common end."""
        if self.end_on is None or state.revision == 0 or state.end_on == self.end_on:
            return Plan(self.from_on)
        return CoTerminate(self.end_on).plan(state)


def _hands_over(piece: Segment, on: date) -> bool:
    """Tell whether a lot's first piece hands over revenue, or has none to hand over on the day."""
    return not piece.recurring or (piece.period.start == on and piece.is_live)


def moved_pieces(
    state: ContractState, from_on: date, lots: tuple[int, ...] = ()
) -> tuple[Segment, ...]:
    """Return the pieces of the lots (all, when none is named) from a day on."""
    return tuple(
        piece for lot in running_lots(state, from_on, lots) for piece in pieces(state, lot, from_on)
    )


def co_terminated(moved: tuple[Segment, ...], end_on: date | None) -> list[Segment]:
    """Return the pieces with each lot's last one ending on a day (none given: as they are)."""
    if end_on is None:
        return list(moved)
    last = {piece.lot: piece.period.start for piece in moved if piece.period.start < end_on}
    return [
        replace(piece, period=Period(piece.period.start, end_on))
        if piece.period.start == last.get(piece.lot)
        else piece
        for piece in moved
        if piece.period.start < end_on
    ]
