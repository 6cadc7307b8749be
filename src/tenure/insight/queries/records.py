"""The records behind a figure: the metric's own piece, told of each record by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenure.book.models import Contract
from tenure.directory.models import Customer
from tenure.foundation.models import User
from tenure.insight.queries.engine import answer_each
from tenure.insight.queries.facts import current_facts
from tenure.insight.queries.reports import row_of, visible_ids
from tenure.insight.rules.asking import Asked
from tenure.insight.rules.figures import Row
from tenure.insight.rules.records import check_only, record_of
from tenure.kernel.period import format_day
from tenure.renewals.models import Renewal

FEW = 100


@dataclass(frozen=True, slots=True)
class Record:
    """A contract, customer or renewal, and what it adds to every column of the figure."""

    id: int
    label: str
    row: Row

    def as_json(self, kind: str) -> dict[str, Any]:
        """Return it as plain values; amounts in minor units."""
        currency = {"currency": self.row.currency} if self.row.currency else {}
        told = {"period": self.row.part, **self.row.slices, **currency, **self.row.figures}
        return {"kind": kind, "id": self.id, "label": self.label, **told}


@dataclass(frozen=True, slots=True)
class Records:
    """Some of the records behind a report, the weightiest first, and how many there are."""

    asked: Asked
    kind: str
    total: int
    rows: tuple[Record, ...]

    def as_json(self) -> dict[str, Any]:
        """Return them as plain values."""
        return {
            "metric": self.asked.metric.name, "version": self.asked.metric.version,
            "options": self.asked.options(), "denominator": self.asked.metric.denominator,
            "known_on": self.asked.known_on, "kind": self.kind, "total": self.total,
            "records": [record.as_json(self.kind) for record in self.rows],
        }  # fmt: skip


def records(
    user: User,
    asked: Asked,
    *,
    only: Mapping[str, str] | None = None,
    limit: int = FEW,
    offset: int = 0,
) -> Records:
    """Return the records that add up to the report, of those that the user may see.

    `only` narrows them to values of the slices asked for, or of `currency`. Raise InvalidInput
    where records would not add up to the figure.
    """
    kind = record_of(asked)
    check_only(asked, only or {})
    ids = visible_ids(user, asked)
    with current_facts() as facts:
        found = answer_each(
            asked, facts, f"{kind}_id", visible_ids=ids, only=only or {}, limit=limit,
            offset=offset,
        )  # fmt: skip
    at = 1 + len(asked.by)
    labels = _labels(user, kind, [each[at] for each in found])
    rows = tuple(
        Record(each[at], labels.get(each[at], ""), row_of(asked, (*each[:at], *each[at + 1 : -1])))
        for each in found
    )
    return Records(asked, kind, found[0][-1] if found else 0, rows)


def _labels(user: User, kind: str, ids: list[int]) -> dict[int, str]:
    """Return what people call these records, of those that the user may open."""
    if kind == "customer":
        return {c.pk: c.name for c in Customer.objects.visible_to(user).filter(pk__in=ids)}
    if kind == "contract":
        contracts = Contract.objects.visible_to(user).filter(pk__in=ids)
        found = contracts.values_list("pk", "key", "customer__name")
        return {pk: f"{key}, {name}" for pk, key, name in found}
    renewals = Renewal.objects.visible_to(user).filter(pk__in=ids)
    up = renewals.values_list("pk", "contract__key", "customer__name", "due_on")
    return {pk: f"{key}, {name}, due {format_day(due)}" for pk, key, name, due in up}
