"""Which policies of a kind are in force, still to come, superseded or withdrawn on a day.

A policy is superseded by the next one of exactly its slice, from that one's first day on. One that
names more or less stands beside it: which of the two a line gets is the matching's to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise

from tenure.pricing.rules.policies import AnyPolicy
from tenure.pricing.rules.policy_words import slice_key


class State(StrEnum):
    """Where a policy stands on a day."""

    IN_FORCE = "in force"
    FUTURE = "future"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where a policy stands; `until_on` is the first day on which another has its place."""

    state: State
    until_on: date | None = None
    superseded_by: str = ""
    supersedes: str = ""


def standings(
    policies: Iterable[AnyPolicy], on: date, withdrawn: frozenset[str] = frozenset()
) -> dict[str, Standing]:
    """Return where the policies of one kind stand, by their codes; `withdrawn` are codes."""
    found = {code: Standing(State.WITHDRAWN) for code in withdrawn}
    live = [policy for policy in policies if policy.code not in withdrawn]
    live.sort(key=lambda policy: (slice_key(policy), policy.start_on))
    for _, group in groupby(live, slice_key):
        for before, policy, after in _with_neighbours(list(group)):
            found[policy.code] = Standing(
                _state(policy, after, on),
                after.start_on if after else None,
                after.code if after else "",
                before.code if before else "",
            )
    return found


def _with_neighbours(
    policies: list[AnyPolicy],
) -> Iterable[tuple[AnyPolicy | None, AnyPolicy, AnyPolicy | None]]:
    places: list[AnyPolicy | None] = [None, *policies, None]
    for (before, policy), (_, after) in pairwise(pairwise(places)):
        assert policy is not None
        yield before, policy, after


def _state(policy: AnyPolicy, after: AnyPolicy | None, on: date) -> State:
    if policy.start_on > on:
        return State.FUTURE
    return State.SUPERSEDED if after is not None and after.start_on <= on else State.IN_FORCE
