"""The assignment with the fewest points, as the cheapest flow through a network.

1. One node for each class of renewals that are alike, with as many as there are.
2. One node for each colleague; an arc from a class to everyone who may have it, at its points.
3. From each colleague to the sink one arc for each stretch of their load that costs the same. The
   points never fall with the load, so the cheapest flow fills the stretches in their order.

All numbers are whole, so the cheapest flow is the optimum itself, not something near it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenure.desk.rules.routing import Fit, Person, WorkClass, fit, load_steps
from tenure.kernel.errors import TenureError


class NoFlow(TenureError):
    """The assignment could not be worked out; nothing was assigned."""


@dataclass(frozen=True, slots=True)
class Dealt:
    """How many renewals of each class go to whom, in all how many points, and how each fits."""

    counts: Mapping[WorkClass, Mapping[int, int]]
    fits: Mapping[WorkClass, Sequence[tuple[Person, Fit]]]
    points: int


def deal(classes: Mapping[WorkClass, int], people: Sequence[Person]) -> Dealt:
    """Return the assignment with the fewest points; a class that nobody may have is left out.

    The same facts give the same assignment. Raise NoFlow when the solver fails.
    """
    known = frozenset().union(*(person.partners for person in people)) if people else frozenset()
    fits: dict[WorkClass, list[tuple[Person, Fit]]] = {}
    for work in sorted(classes):
        suited = [
            (person, shares)
            for person in people
            if (shares := fit(work, person, partner_is_known=work.partner in known)) is not None
        ]
        if suited and classes[work]:
            fits[work] = suited
    if not fits:
        return Dealt({}, {}, 0)
    return _flow({work: classes[work] for work in fits}, fits, people)


def _flow(
    classes: Mapping[WorkClass, int],
    fits: Mapping[WorkClass, Sequence[tuple[Person, Fit]]],
    people: Sequence[Person],
) -> Dealt:
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - slow to load, seldom used

    solver, total = min_cost_flow.SimpleMinCostFlow(), sum(classes.values())
    sink = len(classes) + len(people)
    nodes = {person.staff_id: len(classes) + place for place, person in enumerate(people)}
    arcs: list[tuple[int, WorkClass, int]] = []
    for place, (work, count) in enumerate(classes.items()):
        solver.set_node_supply(place, count)
        for person, shares in fits[work]:
            arc = solver.add_arc_with_capacity_and_unit_cost(
                place, nodes[person.staff_id], count, shares.points
            )
            arcs.append((arc, work, person.staff_id))
    for person in people:
        for many, points in load_steps(person.load, person.capacity, total):
            solver.add_arc_with_capacity_and_unit_cost(nodes[person.staff_id], sink, many, points)
    solver.set_node_supply(sink, -total)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NoFlow(f"The assignment could not be worked out ({status}).")
    counts: dict[WorkClass, dict[int, int]] = {work: {} for work in classes}
    for arc, work, staff_id in arcs:
        if many := solver.flow(arc):
            counts[work][staff_id] = many
    return Dealt(counts, fits, solver.optimal_cost())


def spread(counts: Mapping[int, int], size: int) -> list[int]:
    """Return whom each of `size` renewals of a class goes to, the shares mixed evenly.

    So where the renewals come in the order of their value, everyone gets some of each.
    """
    left = dict(sorted(counts.items()))
    dealt: list[int] = []
    for _ in range(size):
        staff_id = max(left, key=lambda one: (left[one] * 1_000_000 // counts[one], -one))
        dealt.append(staff_id)
        left[staff_id] -= 1
    return dealt
