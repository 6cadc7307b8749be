"""Next terms: renewal as it is or changed, early by a contract reset, late with or without gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, ClassVar

from tenure.book.rules.changes.base import (
    ChangeRefused,
    Plan,
    require_after_moves,
    require_own,
    take_away,
)
from tenure.book.rules.changes.lines import RampStep, ramped
from tenure.book.rules.changes.terms import (
    FACTS,
    PARTNER_FACTS,
    require_facts,
    require_whole_clause,
)
from tenure.book.rules.facts import Action, ContractState, Segment, day_of
from tenure.book.rules.term_end import AtTermEnd, EndingTerm, without_notice
from tenure.kernel.period import Period, format_day


@dataclass(frozen=True, slots=True)
class RenewedLot:
    """A lot in the next term; what is left out stays as it was at the end of this one."""

    lot: int
    quantity_e4: int | None = None
    unit_price_e4: int | None = None
    price_months: int | None = None
    ramp: tuple[RampStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Renew:
    """Book the next term from its first day to its end (none: evergreen).

    `lots` are those that go on, changed or not; none given: all that end with the term, the same.
    A start after the term's end leaves a gap; the others end with the old term. `facts` are what
    the new term sets (clauses, partners, renewal type).
    """

    start_on: date
    end_on: date | None
    lots: tuple[RenewedLot, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    order_kind: ClassVar[str] = "renewal"

    def plan(self, state: ContractState) -> Plan:
        """Return a renewal of each lot. Raises ChangeRefused for a start inside the term."""
        if state.end_on is not None and self.start_on < state.end_on:
            raise ChangeRefused(
                f"The next term cannot start on {format_day(self.start_on)}, before the current "
                "one ends: book a contract reset to start it early."
            )
        return _next_term(state, self)


@dataclass(frozen=True, slots=True)
class Reset:
    """End the current term early and start a new one: a contract reset, with a credit for the rest.

    Steps of a ramp that were still to come are replaced as well.
    """

    start_on: date
    end_on: date | None
    lots: tuple[RenewedLot, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    order_kind: ClassVar[str] = "reset"

    def plan(self, state: ContractState) -> Plan:
        """Return the new term. Raises ChangeRefused unless it starts inside the current one."""
        inside = state.end_on is None or self.start_on < state.end_on
        began = state.start_on is None or self.start_on > state.start_on
        if not (inside and began) or state.ended_on is not None:
            raise ChangeRefused("A contract reset starts inside the running term.")
        return _next_term(state, self)


def renewal_as_agreed(state: ContractState) -> Renew:
    """Return the renewal that the contract itself foresees when no notice is given.

    Raises ChangeRefused when nothing follows by itself (manual, evergreen, an ended contract). A
    contract that renews once is a manual one afterwards.
    """
    start, end = state.start_on, state.end_on
    if start is None or end is None or state.ended_on is not None:
        raise ChangeRefused("Only a running term with an end renews by itself.")
    agreed = AtTermEnd(str(state.terms.get("renewal_type") or AtTermEnd.MANUAL))
    ending = EndingTerm(
        term=Period(start, end),
        at_term_end=agreed,
        renewal_term_months=int(state.terms.get("renewal_term_months") or 12),
        first_start_on=day_of(state.terms.get("first_start_on")) or start,
    )
    going_on = without_notice(ending)
    if going_on.next_term is None:
        raise ChangeRefused(f"The contract does not renew by itself: it {going_on.reason}.")
    facts = {} if going_on.then == agreed else {"renewal_type": str(going_on.then)}
    return Renew(going_on.next_term.start, going_on.next_term.end, facts=facts)


def _next_term(state: ContractState, asked: Renew | Reset) -> Plan:
    if asked.end_on is not None and asked.end_on <= asked.start_on:
        raise ChangeRefused("The new term must end after it starts.")
    require_facts(asked.facts, FACTS | PARTNER_FACTS, "A new term")
    require_whole_clause(state, asked.facts)
    if asked.end_on is None and asked.facts.get("renewal_type", "evergreen") != "evergreen":
        raise ChangeRefused("A term without an end is evergreen.")
    require_own(state, (renewed.lot for renewed in asked.lots), asked.start_on)
    require_after_moves(state, asked.start_on - timedelta(days=1), "the new term")
    chosen = asked.lots or tuple(RenewedLot(lot) for lot in renewable_lots(state, asked.start_on))
    if not chosen:
        raise ChangeRefused("There is nothing to renew: a renewal renews at least one lot.")
    actions = _given_up(state, asked, (renewed.lot for renewed in chosen))
    for renewed in chosen:
        steps = ramped(_as_renewed(state, renewed, asked), renewed.ramp)
        actions.extend(Action("renew", segment) for segment in steps)
    return Plan(asked.start_on, tuple(actions), _terms(asked))


def renewable_lots(state: ContractState, start_on: date) -> list[int]:
    """Return the lots that a next term from a day carries on.

    Those that end with the term; where the new term starts inside the old one or the old one is
    open, those in force on that day. One-time charges and usage do not renew.
    """
    if state.end_on is None or start_on < state.end_on:
        found = state.segments_on(start_on)
    else:
        found = [last for last in state.last_segments() if last.period.end == state.end_on]
    return [segment.lot for segment in found if segment.recurring]


def _as_renewed(state: ContractState, renewed: RenewedLot, asked: Renew | Reset) -> Segment:
    before = [s for s in state.lots[renewed.lot] if s.period.start <= asked.start_on]
    if not before:
        raise ChangeRefused(f"Lot {renewed.lot} only begins after {format_day(asked.start_on)}.")
    last = before[-1]
    return replace(
        last,
        period=Period(asked.start_on, asked.end_on),
        suspended=False,
        quantity_e4=_or(renewed.quantity_e4, last.quantity_e4),
        unit_price_e4=_or(renewed.unit_price_e4, last.unit_price_e4),
        price_months=_or(renewed.price_months, last.price_months),
    )


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _given_up(state: ContractState, asked: Renew | Reset, kept: Iterable[int]) -> list[Action]:
    """Return what is taken away: of lots carried on, what lies beyond the new term.

    Where the new term cuts into the old one (or the old one is open), also the recurring lots in
    force that are not carried on. A lot with an end of its own after the term's keeps it.
    """
    kept = set(kept)
    cuts = state.end_on is None or asked.start_on < state.end_on
    found = []
    for lot, segments in sorted(state.lots.items()):
        last = segments[-1].period.end
        from_on = asked.end_on if lot in kept else asked.start_on if cuts else None
        goes_on = from_on is not None and (last is None or last > from_on)
        if from_on is not None and goes_on and (lot in kept or segments[-1].recurring):
            found.append(take_away(state, lot, from_on, "remove"))
    return found


def _terms(asked: Renew | Reset) -> dict[str, Any]:
    months = None
    if asked.end_on is not None:
        whole, days = Period(asked.start_on, asked.end_on).whole_months_and_days()
        months = None if days else whole
    terms: dict[str, Any] = {
        "start_on": asked.start_on,
        "end_on": asked.end_on,
        "term_months": months,
        "ended_on": None,
        "end_reason": "",
    }
    if asked.end_on is None:
        terms["renewal_type"] = "evergreen"
    return {**terms, **asked.facts}
