"""What climbs the ladder: where it is, until when, and in whose working hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tenure.desk.models import Escalation
from tenure.desk.rules.escalations import Rung
from tenure.quotes.rules.approvals import Place, place_of


@dataclass(frozen=True, slots=True)
class Climber:
    """An open escalation on its rung. `is_held`: a plan holds it there until its day is over."""

    id: int
    rung: Rung
    opened_at: datetime
    climbs_at: datetime | None
    hours: tuple[int, ...]
    place: Place
    has_manager: bool
    is_held: bool


def climbers(
    escalation_ids: Sequence[int] | None = None, *, due_at: datetime | None = None
) -> list[Climber]:
    """Return open escalations by their ids, or those whose time on their rung has gone."""
    if escalation_ids is not None and not escalation_ids:
        return []
    rows = Escalation.objects.filter(ended_on=None)
    if escalation_ids is not None:
        rows = rows.filter(pk__in=list(escalation_ids))
    if due_at is not None:
        rows = rows.filter(climbs_at__lte=due_at)
    found = rows.order_by("pk").values_list(
        "pk", "rung", "opened_at", "climbs_at", "rule__hours", "owner__time_zone",
        "owner__region", "owner__manager__active", "plan_on", "region",
    )  # fmt: skip
    return [
        Climber(
            pk, Rung(rung), opened_at, climbs_at, tuple(hours),
            place_of(zone or "UTC", owner_region or region), bool(managed), plan_on is not None,
        )
        for pk, rung, opened_at, climbs_at, hours, zone, owner_region, managed, plan_on, region
        in found
    ]  # fmt: skip
