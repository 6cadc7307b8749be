"""Changes of the term and of the contract's facts: extend, bridge, co-terminate, facts, partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from tenure.book.rules.changes.base import (
    ChangeRefused,
    Plan,
    require_after_moves,
    require_own,
    require_running,
)
from tenure.book.rules.facts import Action, ContractState, Segment
from tenure.book.rules.index_clause import INDEX_FACTS, RATES, fault_of_index_clause
from tenure.book.rules.term_end import AtTermEnd
from tenure.kernel.months import add_months
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period, format_day

# What an amendment may set without touching a line; who buys and in which currency it may not.
FACTS = frozenset({
    "billing_months", "bill_to_id", "co_term_group", "escalator_bp", "notice_days",
    "price_hold_until", "price_method", "renewal_term_months", "renewal_type", "terms_version",
    "time_zone", "uplift_bp", "uplift_cap_bp", *INDEX_FACTS,
})  # fmt: skip
PARTNER_FACTS = frozenset({"reseller_id", "distributor_id", "channel"})
BRIDGE_MONTHS = 12
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "renewal_type": tuple(AtTermEnd),
    "price_method": ("", "same", "list", "uplift"),
}
# The least that a number may be, and whether there may be none.
_LEAST: Mapping[str, tuple[int, bool]] = {
    "billing_months": (1, True),
    "notice_days": (0, False),
    "renewal_term_months": (1, False),
    "uplift_cap_bp": (0, True),
}


@dataclass(frozen=True, slots=True)
class ExtendTerm:
    """Move the term's end later; what ends with the term goes on at its price."""

    end_on: date
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return a piece from the old end to the new one for each lot that ends with the term."""
        return _extended(state, self.end_on, "extend")


@dataclass(frozen=True, slots=True)
class Bridge:
    """Extend by less than a year while people negotiate: same price, so nothing to annualise."""

    end_on: date
    order_kind: ClassVar[str] = "bridge"

    def plan(self, state: ContractState) -> Plan:
        """Return the extension. Raises ChangeRefused for twelve months or more."""
        plan = _extended(state, self.end_on, "bridge")
        if state.end_on is not None and self.end_on >= add_months(state.end_on, BRIDGE_MONTHS):
            raise ChangeRefused("A bridge is shorter than 12 months: book a renewal instead.")
        return plan


def _extended(state: ContractState, end_on: date, kind: str) -> Plan:
    old_end = _require_end(state)
    if end_on <= old_end:
        raise ChangeRefused("An extension ends after the current term; co-terminate to shorten.")
    actions = tuple(
        Action(kind, replace(segment, period=Period(old_end, end_on)))
        for segment in _ending_with_term(state)
    )
    if not actions:
        raise ChangeRefused("Nothing of the contract ends with its term: there is nothing to go on")
    return Plan(old_end, actions, {"end_on": end_on, "term_months": None})


@dataclass(frozen=True, slots=True)
class CoTerminate:
    """Make the contract and its lots end on a day: longer lots are cut, those with the term go on.

    A lot that was to end before the term keeps its end, unless `lots` names it. One that left the
    contract, or gave its place to another, is not called back.
    """

    end_on: date
    lots: tuple[int, ...] = ()
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return what is cut off and what is added, and the term's new end."""
        if state.ended_on is not None:
            raise ChangeRefused("The contract has ended: there is nothing to co-terminate.")
        require_own(state, self.lots, self.end_on)
        require_after_moves(state, self.end_on, "the common end")
        start = state.start_on
        if start is not None and self.end_on <= start:
            raise ChangeRefused(f"The common end must be after the term's start, {start}.")
        actions = [action for segment in self._chosen(state) for action in self._aligned(segment)]
        if not actions and state.end_on == self.end_on:
            raise ChangeRefused(f"Everything ends on {format_day(self.end_on)} already.")
        first = min((action.segment.period.start for action in actions), default=self.end_on)
        return Plan(first, tuple(actions), {"end_on": self.end_on, "term_months": None})

    def _chosen(self, state: ContractState) -> list[Segment]:
        term_end = state.end_on
        return [
            segment
            for segment in state.last_segments()
            if segment.lot in self.lots
            or segment.period.end is None
            or segment.period.end > self.end_on
            or segment.period.end == term_end
        ]

    def _aligned(self, segment: Segment) -> list[Action]:
        end = segment.period.end
        if end == self.end_on:
            return []
        if end is not None and end < self.end_on:
            return [Action("co_term", replace(segment, period=Period(end, self.end_on)))]
        if segment.period.start >= self.end_on:
            raise ChangeRefused(
                f"Lot {segment.lot} begins a step on {format_day(segment.period.start)}, after the "
                "common end: remove that step first."
            )
        return [Action("remove", replace(segment, period=Period(self.end_on, end)))]


@dataclass(frozen=True, slots=True)
class SetFacts:
    """Change billing, terms version, bill-to or a clause from a day on. No line changes."""

    from_on: date
    facts: Mapping[str, Any]
    order_kind: ClassVar[str] = "amendment"

    def plan(self, state: ContractState) -> Plan:
        """Return the facts. Raises ChangeRefused for what an amendment may not set."""
        return _facts(state, self.from_on, self.facts, FACTS)


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Another partner takes the contract over in mid-term: its lines and revenue go on."""

    from_on: date
    facts: Mapping[str, Any]
    order_kind: ClassVar[str] = "transfer"

    def plan(self, state: ContractState) -> Plan:
        """Return the partners. Raises ChangeRefused for another fact."""
        return _facts(state, self.from_on, self.facts, PARTNER_FACTS)


def require_facts(facts: Mapping[str, Any], allowed: frozenset[str], who: str) -> None:
    """Refuse facts that an order of this kind does not set, and values that no contract has."""
    if unknown := sorted(set(facts) - allowed):
        raise ChangeRefused(f"{who} cannot set {', '.join(unknown)}.")
    for name, value in facts.items():
        if name in _CHOICES and value not in _CHOICES[name]:
            known = ", ".join(choice for choice in _CHOICES[name] if choice)
            raise ChangeRefused(f"{name} is one of {known}; not {value!r}.")
        if name == "escalator_bp" and value is not None and not _is_rate(value):
            least, most = (Percent(bound).format() for bound in RATES)
            raise ChangeRefused(f"{name} is a rate from {least} to {most}.")
        if name in _LEAST and not _is_at_least(value, *_LEAST[name]):
            raise ChangeRefused(f"{name} is a whole number of {_LEAST[name][0]} or more.")


def require_whole_clause(state: ContractState, facts: Mapping[str, Any]) -> None:
    """Refuse facts that would leave the contract with half an index clause."""
    if not facts.keys() & set(INDEX_FACTS):
        return
    if fault := fault_of_index_clause({**state.terms, **facts}):
        name, reason = fault
        raise ChangeRefused(f"{name} does not fit the index clause: {reason}.")


def _is_rate(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return RATES[0] <= value <= RATES[1]


def _is_at_least(value: object, least: int, optional: bool) -> bool:
    if value is None:
        return optional
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _facts(
    state: ContractState, from_on: date, facts: Mapping[str, Any], allowed: frozenset[str]
) -> Plan:
    require_running(state, from_on)
    require_facts(facts, allowed, "This order")
    require_whole_clause(state, facts)
    if not facts:
        raise ChangeRefused("Say which fact changes.")
    evergreen = state.end_on is None and state.terms.get("renewal_type") == "evergreen"
    if evergreen and facts.get("renewal_type", "evergreen") != "evergreen":
        raise ChangeRefused("An open contract is evergreen: give it an end by co-terminating it.")
    return Plan(from_on, terms=dict(facts))


def _require_end(state: ContractState) -> date:
    if state.ended_on is not None:
        raise ChangeRefused(f"The contract ended on {format_day(state.ended_on)}.")
    if state.end_on is None:
        raise ChangeRefused("The contract is open: it has no end to move.")
    return state.end_on


def _ending_with_term(state: ContractState) -> list[Segment]:
    return [segment for segment in state.last_segments() if segment.period.end == state.end_on]
