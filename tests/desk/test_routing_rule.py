"""Routing: the flow against every assignment there is, and the words that explain it."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest

from tenure.desk.rules.routing import Person, WorkClass, fit, load_points, load_steps
from tenure.desk.rules.routing_flow import deal, spread
from tenure.desk.rules.routing_plan import OpenWork, plan_routing

EMEA = WorkClass("EMEA", "fr", "enterprise", "direct")


def person(number: int, **facts: object) -> Person:
    usual = {"region": "EMEA", "capacity": 10, "languages": frozenset({"en", "fr"})}
    return Person(number, f"p{number}", f"Person {number}", **(usual | facts))  # type: ignore[arg-type]


def points_of(chosen: list[tuple[WorkClass, Person]], people: list[Person]) -> int | None:
    """Return what an assignment costs, added up one by one; none: somebody may not have theirs."""
    known = frozenset().union(*(one.partners for one in people))
    loads = {one.staff_id: one.load for one in people}
    total = 0
    for work, one in chosen:
        shares = fit(work, one, partner_is_known=work.partner in known)
        if shares is None:
            return None
        total += shares.points + load_points(loads[one.staff_id], one.capacity)
        loads[one.staff_id] += 1
    return total


def drawn(chance: random.Random) -> tuple[list[WorkClass], list[Person]]:
    languages, regions = ["en", "fr"], ["EMEA", "AMER"]
    segments, partners = ["smb", "enterprise"], ["", "P-1"]
    people = [
        person(
            number, region=chance.choice(regions), capacity=chance.randint(1, 4),
            load=chance.randint(0, 4), cleared=chance.random() < 0.5,
            languages=frozenset(chance.sample(languages, chance.randint(0, 2))),
            segments=frozenset(chance.sample(segments, chance.randint(0, 2))),
            partners=frozenset(chance.sample(partners, 1)) - {""},
        )
        for number in range(3)
    ]  # fmt: skip
    works = [
        WorkClass(
            chance.choice(regions), chance.choice(languages), chance.choice(segments), "direct",
            chance.choice(partners), chance.random() < 0.2,
        )
        for _ in range(6)
    ]  # fmt: skip
    return works, people


@pytest.mark.parametrize("seed", range(12))
def test_no_assignment_costs_less(seed: int) -> None:
    works, people = drawn(random.Random(seed))
    dealt = deal(Counter(works), people)
    may = [work for work in works if work in dealt.counts]
    assert all(fit(w, p, partner_is_known=True) is None for w in works if w not in may
               for p in people)  # fmt: skip
    costs = [
        cost
        for choice in itertools.product(people, repeat=len(may))
        if (cost := points_of(list(zip(may, choice, strict=True)), people)) is not None
    ]
    by_id = {one.staff_id: one for one in people}
    chosen = [
        (work, by_id[staff_id])
        for work, shares in dealt.counts.items()
        for staff_id, many in shares.items()
        for _ in range(many)
    ]
    assert Counter(work for work, _ in chosen) == Counter(may)
    assert points_of(chosen, people) == dealt.points == min(costs, default=0)


@pytest.mark.parametrize(("load", "capacity", "most"), [(0, 7, 20), (3, 100, 60), (90, 33, 5)])
def test_the_stretches_of_a_load_are_its_points_one_by_one(
    load: int, capacity: int, most: int
) -> None:
    steps = [points for many, points in load_steps(load, capacity, most) for _ in range(many)]
    assert steps == [load_points(owned, capacity) for owned in range(load, load + most)]
    assert steps == sorted(steps)


def test_the_plan_says_why_and_what_it_does_to_loads() -> None:
    anne = person(1, partners=frozenset({"P-1"}), segments=frozenset({"enterprise"}))
    bert = person(2, languages=frozenset({"en"}), load=4)
    work = WorkClass("EMEA", "fr", "enterprise", "reseller", "P-1")
    secret = WorkClass("EMEA", "fr", "enterprise", "direct", export_controlled=True)
    plan = plan_routing(
        [OpenWork(7, work), OpenWork(8, EMEA, contract_owner_id=2), OpenWork(9, secret)],
        [anne, bert],
    )
    assert [(one.renewal_id, one.staff_id) for one in plan.routed] == [(8, 2), (7, 1)]
    assert plan.routed[0].why == "owner of the contract"
    assert plan.routed[1].why == (
        "speaks fr, works in EMEA, knows enterprise, knows P-1; carries 0 of 10; "
        "next Person 2: does not speak fr, does not know P-1"
    )
    assert plan.left == (9,)
    assert [(load.person.load, load.after) for load in plan.loads] == [(0, 1), (4, 6 - 1)]


def test_where_everybody_is_full_work_is_still_owned_and_said() -> None:
    plan = plan_routing([OpenWork(1, EMEA), OpenWork(2, EMEA)], [person(1, capacity=1)])
    assert "above the capacity" in plan.routed[1].why
    assert plan.loads[0].is_above
    assert plan_routing([OpenWork(1, EMEA)], []).left == (1,)
    assert plan_routing([OpenWork(1, EMEA)], [person(1, capacity=0)]).left == (1,)


def test_shares_are_mixed_evenly() -> None:
    dealt = spread({1: 2, 2: 4}, 6)
    assert Counter(dealt) == {1: 2, 2: 4}
    assert Counter(dealt[:3]) == {1: 1, 2: 2}
