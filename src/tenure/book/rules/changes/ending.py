"""Endings and pauses: terminate (whole or in part), suspend, resume."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from tenure.book.rules.changes.base import (
    ChangeRefused,
    Plan,
    pieces,
    require_running,
    running_lots,
    take_away,
)
from tenure.book.rules.facts import Action, ContractState
from tenure.book.rules.notice import end_after_notice
from tenure.kernel.period import format_day

END_REASON_LENGTH = 60


class Timing(StrEnum):
    """When a termination takes effect."""

    AT_END = "at_end"
    AT_NOTICE = "at_notice"
    IMMEDIATE = "immediate"


class Cause(StrEnum):
    """On which ground a contract is ended."""

    CONVENIENCE = "convenience"
    FOR_CAUSE = "for_cause"


class Settlement(StrEnum):
    """What becomes of what was paid for the days after the end."""

    NOTHING = "none"
    CREDIT = "credit"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Terminate:
    """End the contract, or some of its lots, from the first day without service."""

    from_on: date
    reason: str
    lots: tuple[int, ...] = ()
    order_kind: ClassVar[str] = "termination"

    def plan(self, state: ContractState) -> Plan:
        """Return what is taken away; the end of the contract when nothing is left to run on."""
        began = state.terms.get("first_start_on")
        if began is not None and str(self.from_on) < str(began):
            raise ChangeRefused(f"The contract cannot end before it began on {began}.")
        if state.ended_on is not None and state.ended_on <= self.from_on:
            raise ChangeRefused(f"The contract has ended on {format_day(state.ended_on)} already.")
        ending = running_lots(state, self.from_on, self.lots)
        actions = tuple(take_away(state, lot, self.from_on, "terminate") for lot in ending)
        going_on = set(running_lots(state, self.from_on)) - set(ending)
        terms: dict[str, Any] = {}
        if not going_on:
            terms = {"ended_on": self.from_on, "end_reason": self.reason[:END_REASON_LENGTH]}
        return Plan(self.from_on, actions, terms)


def termination_date(state: ContractState, timing: Timing, *, given_on: date) -> date:
    """Return the first day without service for a notice given on a day.

    At the end: the term's end, or after the notice of an open contract. At notice: once the notice
    days are over. Immediate: the day itself. Raises ChangeRefused where notice comes too late.
    """
    if timing == Timing.IMMEDIATE:
        return given_on
    notice_days = int(state.terms.get("notice_days") or 0)
    after_notice = end_after_notice(given_on, notice_days)
    if timing == Timing.AT_NOTICE or state.end_on is None:
        return after_notice
    if given_on > state.end_on:
        raise ChangeRefused(f"The term ended on {format_day(state.end_on)}: book it as immediate.")
    return state.end_on


@dataclass(frozen=True, slots=True)
class Suspend:
    """Pause the contract, or some lots, from a day (to `until`): they keep place and price."""

    from_on: date
    until: date | None = None
    lots: tuple[int, ...] = ()
    order_kind: ClassVar[str] = "suspension"

    def plan(self, state: ContractState) -> Plan:
        """Return each piece as suspended. Raises ChangeRefused when none of it runs."""
        require_running(state, self.from_on)
        found = [
            Action("suspend", replace(piece, suspended=True))
            for lot in running_lots(state, self.from_on, self.lots)
            for piece in pieces(state, lot, self.from_on, self.until)
            if not piece.suspended
        ]
        if not found:
            raise ChangeRefused("Everything asked for is suspended already.")
        return Plan(self.from_on, tuple(found))


@dataclass(frozen=True, slots=True)
class Resume:
    """Take up again what is suspended from a day on; what was changed meanwhile holds."""

    from_on: date
    lots: tuple[int, ...] = ()
    order_kind: ClassVar[str] = "resumption"

    def plan(self, state: ContractState) -> Plan:
        """Return each suspended piece as running. Raises ChangeRefused when none is suspended."""
        require_running(state, self.from_on)
        found = [
            Action("resume", replace(piece, suspended=False))
            for lot in running_lots(state, self.from_on, self.lots)
            for piece in pieces(state, lot, self.from_on)
            if piece.suspended
        ]
        if not found:
            raise ChangeRefused(f"Nothing is suspended on or after {format_day(self.from_on)}.")
        return Plan(self.from_on, tuple(found))
