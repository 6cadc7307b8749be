"""No renewal without exactly one owner at any instant.

1. The intervals of a renewal begin where it was opened, each begins where the one before ended,
   and only the last is open: so there is no gap and no overlap.
2. At every instant at which something happened to people (shifts, absences, handovers, changes of
   the clocks, midnights), who owns is counted again, from the intervals as they are.
3. Whoever was given a renewal in the simulation owns it at that instant, and not before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from tests.desk.simulation.checks import Verdict
from tests.desk.simulation.history import History, Owned


def check_ownership(history: History) -> Verdict:
    """Return what is wrong with the chain of owners."""
    verdict = Verdict("one owner at every instant")
    chains = history.chains
    for renewal in history.final.values():
        chain = sorted(chains.get(renewal.id, ()), key=lambda one: one.from_at)
        verdict.count("renewals")
        if not chain:
            verdict.wrong.append(f"Renewal {renewal.id} never had an owner.")
            continue
        opened = datetime.combine(renewal.opened_on, time(), UTC)
        verdict.expect(
            chain[0].from_at <= opened,
            f"Renewal {renewal.id} was opened on {renewal.opened_on} and owned from "
            f"{chain[0].from_at}.",
        )
        _walk(chain, verdict)
        verdict.expect(
            chain[-1].owner_id == renewal.owner_id,
            f"Renewal {renewal.id} names {renewal.owner_id} and is owned by {chain[-1].owner_id}.",
        )
        _probe(chain, opened, history, verdict)
    _as_given(chains, history, verdict)
    return verdict


def _walk(chain: list[Owned], verdict: Verdict) -> None:
    verdict.count("intervals", len(chain))
    for one, after in zip(chain, [*chain[1:], None], strict=True):
        renewal, ends = one.renewal_id, one.until_at
        if after is None:
            verdict.expect(ends is None, f"Renewal {renewal} has nobody from {ends} on.")
        elif ends is None or ends > after.from_at:
            verdict.wrong.append(f"Renewal {renewal} has two owners from {after.from_at} on.")
        elif ends < after.from_at:
            verdict.wrong.append(f"Renewal {renewal} has nobody from {ends} to {after.from_at}.")


def _probe(chain: list[Owned], opened: datetime, history: History, verdict: Verdict) -> None:
    instants = history.instants[bisect_right(history.instants, opened) :]
    verdict.count("instants", len(instants))
    if len(chain) == 1 and chain[0].until_at is None:
        return  # one owner for all of them
    for at in instants:
        there = owner_at(chain, at)
        if len(there) != 1:
            verdict.wrong.append(f"Renewal {chain[0].renewal_id} has {len(there)} owners at {at}.")


def _as_given(chains: dict[int, list[Owned]], history: History, verdict: Verdict) -> None:
    """Of several changes of one renewal at one instant the last counts, a moment later."""
    latest = {(given.renewal_id, given.at): given.to_id for given in history.given}
    for (renewal_id, at), to_id in latest.items():
        verdict.count("changes of hands")
        now = owner_at(chains.get(renewal_id, []), at + timedelta(milliseconds=1))
        verdict.expect(
            now == [to_id],
            f"Renewal {renewal_id} was given to {to_id} at {at}, and then {now} own it.",
        )


def owner_at(chain: Sequence[Owned], at: datetime) -> list[int]:
    """Return who owns at an instant: one, unless something is wrong."""
    return [
        one.owner_id
        for one in chain
        if one.from_at <= at and (one.until_at is None or at < one.until_at)
    ]
