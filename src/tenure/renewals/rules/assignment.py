"""Who owns a renewal that nobody owns: the least loaded renewals manager of the region.

A renewal whose contract has an owner goes to that one. The others are dealt in the order given;
each goes to the manager of the customer's region with the fewest open renewals at that moment,
ties to the lower staff code. So the same facts give the same owners, and many at once are spread
evenly. A region without a manager: from all regions.
Customers under export control go to cleared managers only; without one they stay unowned.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Manager:
    """A renewals manager with the number of open renewals owned."""

    staff_id: int
    code: str
    region: str
    load: int
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Ownerless:
    """An open renewal that nobody owns; its customer's region (empty: unknown) and control.

    `contract_owner_id` is the staff id of its contract's owner, if it has one.
    """

    renewal_id: int
    region: str
    export_controlled: bool = False
    contract_owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who gets a renewal, and the sentence that says why."""

    renewal_id: int
    staff_id: int
    why: str


def assign(renewals: Iterable[Ownerless], managers: Sequence[Manager]) -> list[Assignment]:
    """Return an owner for each renewal that someone may own, in the order given."""
    loads = {manager.staff_id: manager.load for manager in managers}
    pools: dict[tuple[str, bool], _Pool] = {}
    found = []
    for renewal in renewals:
        if renewal.contract_owner_id is not None:
            owner_id = renewal.contract_owner_id
            found.append(Assignment(renewal.renewal_id, owner_id, "owner of the contract"))
            continue
        slice_ = (renewal.region, renewal.export_controlled)
        if slice_ not in pools:
            pools[slice_] = _pool_for(*slice_, managers)
        pool = pools[slice_]
        if pool.waiting:
            staff_id = pool.take(loads)
            why = f"fewest open renewals {pool.where}: {loads[staff_id] - 1}"
            found.append(Assignment(renewal.renewal_id, staff_id, why))
    return found


@dataclass(slots=True)
class _Pool:
    """Managers who may take a slice of renewals, as a heap of (load, code, staff id)."""

    where: str
    waiting: list[tuple[int, str, int]] = field(default_factory=list)

    def take(self, loads: dict[int, int]) -> int:
        """Return the least loaded manager and count one more; loads grown elsewhere count."""
        while True:
            load, code, staff_id = self.waiting[0]
            if load == loads[staff_id]:
                loads[staff_id] += 1
                heapq.heapreplace(self.waiting, (load + 1, code, staff_id))
                return staff_id
            heapq.heapreplace(self.waiting, (loads[staff_id], code, staff_id))


def _pool_for(region: str, export_controlled: bool, managers: Sequence[Manager]) -> _Pool:
    able = [manager for manager in managers if manager.cleared or not export_controlled]
    near = [manager for manager in able if manager.region == region]
    cleared = " (cleared)" if export_controlled else ""
    where = f"in {region}{cleared}" if near else f"of all regions{cleared}"
    pool = _Pool(where, [(m.load, m.code, m.staff_id) for m in near or able])
    heapq.heapify(pool.waiting)
    return pool
