"""What a Head of Renewals must hear today: what is new, late, changed since yesterday, worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from tenure.desk.models import Escalation, EscalationEvent
from tenure.desk.queries.escalations import EscalationRow, is_late_q, row_of
from tenure.desk.rules.escalations import SEVERITY_NAMES, Severity
from tenure.foundation.models import User

SHOWN = 10
DAY = timedelta(days=1)
_DETAILS = ("contract__customer", "owner", "acknowledged_by", "discrepancy")


@dataclass(frozen=True, slots=True)
class Worth:
    """What is at stake in one place: how many subjects, and their amounts by currency."""

    label: str
    code: str
    count: int
    amounts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened since yesterday: what, to which escalation, by whom."""

    kind: str
    note: str
    by: str
    on: date
    row: EscalationRow


@dataclass(frozen=True, slots=True)
class HeadPage:
    """The page: counts, the first of what is new and late, the latest changes, what it is worth.

    A renewal counts once in what it is worth, under its most severe escalation.
    """

    open: int
    new: int
    late: int
    untaken: int
    new_rows: list[EscalationRow]
    late_rows: list[EscalationRow]
    changes: list[Change]
    changed: list[tuple[str, int]]
    by_severity: list[Worth]
    by_region: list[Worth]
    total: Worth


def head_page(user: User, *, on: date) -> HeadPage:
    """Return what is escalated as far as a person may see it (a fixed number of queries)."""
    seen = Escalation.objects.visible_to(user)
    events = EscalationEvent.objects.visible_to(user)
    return head_figures(seen, events, on=on, since=on - DAY)


def head_figures(
    seen: QuerySet[Escalation], events: QuerySet[EscalationEvent], *, on: date, since: date
) -> HeadPage:
    """Return the figures of these escalations; new and changed is what was so from a day on."""
    unended = seen.filter(ended_on=None)
    opened = Q(events__kind__in=["raised", "reopened"], events__on__gte=since)
    new = Q(pk__in=seen.filter(opened).values("pk"))
    late = is_late_q(on)
    counts = unended.aggregate(
        open=Count("pk"), new=Count("pk", filter=new), late=Count("pk", filter=late),
        untaken=Count("pk", filter=Q(acknowledged_by=None)),
    )  # fmt: skip
    changed = events.filter(on__gte=since).values_list("kind").annotate(n=Count("pk"))
    by_kind = dict(changed.order_by())
    worth = _worth(unended)
    severities = [(int(one), SEVERITY_NAMES[one], one.name.lower()) for one in reversed(Severity)]
    regions = sorted({(row[1], row[1] or "No region", row[1]) for row in worth})
    return HeadPage(
        open=counts["open"],
        new=counts["new"],
        late=counts["late"],
        untaken=counts["untaken"],
        new_rows=_rows(unended.filter(new), on),
        late_rows=_rows(unended.filter(late), on),
        changes=_changes(events, on, since),
        changed=[(one.label, by_kind[one.value]) for one in EscalationEvent.Kind if one in by_kind],
        by_severity=[_sum(label, code, _at(worth, 0, value)) for value, label, code in severities],
        by_region=[_sum(label, code, _at(worth, 1, value)) for value, label, code in regions],
        total=_sum("All of it", "", worth),
    )


def _rows(found: QuerySet[Escalation], on: date) -> list[EscalationRow]:
    ordered = found.select_related(*_DETAILS).order_by("-severity", "-at_stake_minor", "pk")
    return [row_of(one, on) for one in ordered[:SHOWN]]


def _changes(events: QuerySet[EscalationEvent], on: date, since: date) -> list[Change]:
    """Return the latest of what happened since a day, but for what was raised: that is new."""
    latest = events.filter(on__gte=since).exclude(kind="raised").order_by("-pk")
    related = (f"escalation__{name}" for name in _DETAILS)
    return [
        Change(
            _kind(event), event.note, str(event.by), event.on,
            row_of(event.escalation, on),
        )
        for event in latest.select_related("by", *related)[:SHOWN]
    ]  # fmt: skip


def _kind(event: EscalationEvent) -> str:
    climbed = event.kind == EscalationEvent.Kind.CLIMBED
    return f"Climbed to {event.get_rung_display()}" if climbed else event.get_kind_display()


_Row = tuple[int, str, str, int, int]


def _worth(unended: QuerySet[Escalation]) -> list[_Row]:
    """Return severity, region, currency, count and sum, each renewal once: its most severe."""
    place = Window(
        RowNumber(),
        partition_by=Coalesce(F("renewal_id"), -F("pk")),
        order_by=(F("severity").desc(), F("at_stake_minor").desc(), F("pk")),
    )
    once = unended.annotate(place=place).filter(place=1)
    found = Escalation.objects.filter(pk__in=once.values("pk"))
    grouped = found.values_list("severity", "region", "currency").annotate(
        n=Count("pk"), minor=Sum("at_stake_minor")
    )
    return list(grouped.order_by("-severity", "region", "currency"))


def _at(worth: list[_Row], place: int, value: int | str) -> list[_Row]:
    return [row for row in worth if row[place] == value]


def _sum(label: str, code: str, rows: list[_Row]) -> Worth:
    amounts: dict[str, int] = {}
    for _, _, currency, _, minor in rows:
        amounts[currency] = amounts.get(currency, 0) + minor
    told = [(minor, currency) for currency, minor in sorted(amounts.items())]
    return Worth(label, code, sum(row[3] for row in rows), told)
