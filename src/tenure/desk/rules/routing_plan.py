"""From open work and colleagues to who gets which renewal and why, with the loads before and after.

1. A renewal whose contract has an owner goes to that one.
2. The others go where the points are fewest in all (`routing_flow`).
3. Within a class the renewals, given by falling value, are mixed evenly among those who get some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenure.desk.rules.routing import Fit, Person, WorkClass, second_best, why
from tenure.desk.rules.routing_flow import Dealt, deal, spread

CONTRACT_OWNER = "owner of the contract"


@dataclass(frozen=True, slots=True)
class OpenWork:
    """An open renewal that nobody owns, and the staff id of its contract's owner, if any."""

    renewal_id: int
    work: WorkClass
    contract_owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """Who gets a renewal, and the sentence that says why."""

    renewal_id: int
    staff_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody owns before and after, of how much they can."""

    person: Person
    after: int

    @property
    def is_above(self) -> bool:
        """Tell whether it is more than they can."""
        return self.after > self.person.capacity


@dataclass(frozen=True, slots=True)
class RoutingPlan:
    """Who gets what, the loads, the renewals that none of these may have, and the points in all."""

    routed: tuple[Routed, ...]
    loads: tuple[Load, ...]
    left: tuple[int, ...]
    classes: int
    points: int


def plan_routing(open_work: Sequence[OpenWork], people: Sequence[Person]) -> RoutingPlan:
    """Return who gets which renewal, `open_work` by falling value; always the same for the same."""
    loads = {person.staff_id: person.load for person in people}
    routed: list[Routed] = []
    classes: dict[WorkClass, list[int]] = defaultdict(list)
    for one in open_work:
        if one.contract_owner_id is None:
            classes[one.work].append(one.renewal_id)
            continue
        routed.append(Routed(one.renewal_id, one.contract_owner_id, CONTRACT_OWNER))
        if one.contract_owner_id in loads:
            loads[one.contract_owner_id] += 1
    able = [
        replace(person, load=loads[person.staff_id])
        for person in sorted(people, key=lambda one: one.code)
        if person.capacity > 0
    ]
    dealt = deal({work: len(ids) for work, ids in classes.items()}, able)
    for work in sorted(dealt.counts):
        routed += _told(work, classes[work], dealt, loads)
    given = {one.renewal_id for one in routed}
    left = tuple(one.renewal_id for one in open_work if one.renewal_id not in given)
    after = tuple(Load(person, loads[person.staff_id]) for person in people)
    return RoutingPlan(tuple(routed), after, left, len(classes), dealt.points)


def _told(
    work: WorkClass, renewal_ids: Sequence[int], dealt: Dealt, loads: dict[int, int]
) -> list[Routed]:
    fits: dict[int, tuple[Person, Fit]] = {one.staff_id: (one, s) for one, s in dealt.fits[work]}
    others = {
        staff_id: second_best(work, fits[staff_id][0], dealt.fits[work], fits[staff_id][1].points)
        for staff_id in dealt.counts[work]
    }
    told = []
    for renewal_id, staff_id in zip(
        renewal_ids, spread(dealt.counts[work], len(renewal_ids)), strict=True
    ):
        person, shares = fits[staff_id]
        words = why(work, person, shares, load=loads[staff_id], second=others[staff_id])
        loads[staff_id] += 1
        told.append(Routed(renewal_id, staff_id, words))
    return told
