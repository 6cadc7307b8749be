"""What people read of discrepancies: how many of which kind and age, and one page of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Count, F, Q, QuerySet

from tenure.book.models import Order
from tenure.closing.models import Discrepancy, Reconciliation, Statement
from tenure.closing.rules import Kind, Side, words
from tenure.foundation.models import User

PAGE_SIZE = 50
# Days open, from the first of a band on; the last has no end.
AGES = ((0, "this week"), (7, "over a week"), (30, "over a month"))


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many open discrepancies of a kind there are on a side."""

    side: str
    kind: str
    count: int

    @property
    def label(self) -> str:
        """Return it in words."""
        return words(self.kind, self.side)

    @property
    def side_label(self) -> str:
        """Return what people call the side."""
        return Side(self.side).label

    @property
    def names_side(self) -> bool:
        """Tell whether the words say of themselves which side is meant."""
        return self.label != words(self.kind, next(one for one in Side if one != self.side))


@dataclass(frozen=True, slots=True)
class AgeCount:
    """How many have been open for how long."""

    from_days: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which discrepancies are asked for; what is empty does not narrow."""

    side: str = ""
    kind: str = ""
    owner: str = ""
    settled: bool = False

    def condition(self) -> Q:
        """Return the condition for the rows."""
        q = Q(settlement__isnull=not self.settled)
        if self.side:
            q &= Q(side=self.side)
        if self.kind:
            q &= Q(kind=self.kind)
        if self.owner:
            q &= Q(owner__code=self.owner) if self.owner != "nobody" else Q(owner=None)
        return q


def kind_counts(user: User) -> list[KindCount]:
    """Return the open ones by side and kind, the more serious first (one query)."""
    rows = (
        Discrepancy.objects.visible_to(user)
        .filter(settlement=None)
        .values_list("side", "kind")
        .annotate(count=Count("pk"))
    )
    order = {kind: place for place, kind in enumerate(Kind)}
    found = [KindCount(*row) for row in rows]
    return sorted(found, key=lambda row: (order[Kind(row.kind)], row.side))


def age_counts(user: User, *, on: date) -> list[AgeCount]:
    """Return the open ones by the days they have been open (one query)."""
    firsts = [first for first, _ in AGES] + [10**5]
    counts = {
        f"band_{first}": Count(
            "pk",
            filter=Q(
                opened_on__gt=on - timedelta(days=after), opened_on__lte=on - timedelta(days=first)
            ),
        )
        for first, after in pairwise(firsts)
    }
    row = Discrepancy.objects.visible_to(user).filter(settlement=None).aggregate(**counts)
    return [AgeCount(first, label, row[f"band_{first}"]) for first, label in AGES]


def discrepancies(
    user: User, chosen: Chosen, *, after: int = 0, limit: int = PAGE_SIZE
) -> QuerySet[Discrepancy]:
    """Return a page of discrepancies, the longest open first; `after` is the last id seen."""
    rows = (
        Discrepancy.objects.visible_to(user)
        .filter(chosen.condition())
        .select_related("contract__customer", "owner", "settlement__by")
        .order_by("pk")
    )
    return rows.filter(pk__gt=after)[:limit] if after else rows[:limit]


def find_discrepancy(user: User, discrepancy_id: int) -> Discrepancy | None:
    """Return one discrepancy as far as the person may see it, with what it needs to be shown."""
    return (
        Discrepancy.objects.visible_to(user)
        .select_related(
            "contract__customer", "owner", "settlement__by", "settlement__order",
            "opened_by__crm", "opened_by__billing", "seen_by",
        )
        .filter(pk=discrepancy_id)
        .first()
    )  # fmt: skip


def current_statements(user: User) -> dict[str, Statement | None]:
    """Return the export that counts, side by side."""
    rows = Statement.objects.visible_to(user).filter(is_current=True).select_related("loaded_by")
    found = {row.side: row for row in rows}
    return {side.value: found.get(side.value) for side in Side}


def latest_reconciliation(user: User) -> Reconciliation | None:
    """Return the last comparison."""
    return (
        Reconciliation.objects.visible_to(user)
        .select_related("by")
        .order_by(F("pk").desc())
        .first()
    )


def orders_of(contract_id: int, *, user: User, limit: int = 50) -> list[Order]:
    """Return the latest orders of a contract, one of which may have corrected it."""
    rows = Order.objects.visible_to(user).filter(contract_id=contract_id)
    return list(rows.order_by("-pk")[:limit])
