"""Who carries how much: the facts of one person and of all, and what can be read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

# What is counted of renewals; each is a filter of the worklist as well.
COUNTED = ("open", "late", "week", "others", "snoozed", "untouched")


@dataclass(frozen=True, slots=True)
class Carried:
    """What one person has, as far as the reader may see it; amounts in minor units a year.

    `load` is every open renewal the person owns, also those that the reader may not see.
    `capacity` none: nobody said how many they can own.
    """

    staff_id: int
    code: str
    name: str
    team: str
    region: str
    load: int = 0
    capacity: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    amounts: Mapping[str, int] = field(default_factory=dict)
    tasks_late: int = 0
    tasks_today: int = 0
    away_until: date | None = None
    stands_in: str = ""
    is_on_duty: bool = False

    @property
    def unseen(self) -> int:
        """Return how many of the person's renewals the reader may not see."""
        return self.load - self.counts.get("open", 0)

    @property
    def is_above(self) -> bool:
        """Tell whether they own more than they can."""
        return self.capacity is not None and self.load > self.capacity

    @property
    def share_bp(self) -> int | None:
        """Return the load as a share of the capacity in basis points; none without capacity."""
        return None if not self.capacity else self.load * 10_000 // self.capacity

    @property
    def load_in_words(self) -> str:
        """Return the load beside the capacity: "34 of 40", "34, no capacity set"."""
        if self.capacity is None:
            return f"{self.load:,}, no capacity set"
        return f"{self.load:,} of {self.capacity:,}"


@dataclass(frozen=True, slots=True)
class CarriedByAll:
    """The sums over several people."""

    load: int
    capacity: int
    counts: Mapping[str, int]
    amounts: Mapping[str, int]
    tasks_late: int
    tasks_today: int


def carried_by_all(people: Iterable[Carried]) -> CarriedByAll:
    """Return the sums; amounts of one currency are never added to those of another."""
    rows = list(people)
    amounts: dict[str, int] = {}
    for row in rows:
        for currency, minor in row.amounts.items():
            amounts[currency] = amounts.get(currency, 0) + minor
    return CarriedByAll(
        load=sum(row.load for row in rows),
        capacity=sum(row.capacity or 0 for row in rows),
        counts={name: sum(row.counts.get(name, 0) for row in rows) for name in COUNTED},
        amounts=dict(sorted(amounts.items())),
        tasks_late=sum(row.tasks_late for row in rows),
        tasks_today=sum(row.tasks_today for row in rows),
    )
