"""Who is not here on a day: away and nobody stands in for them, or not with us any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from tenure.desk.queries.absences import uncovered_until
from tenure.directory.models import StaffMember
from tenure.foundation.models import User
from tenure.quotes.models import ApprovalStep, Delegation

# Of somebody who is not here any more: no day on which they are back.
Back = Mapping[int, date | None]


@dataclass(frozen=True, slots=True)
class Missing:
    """Who is not here: the first day back, by staff id; and of those who approve, by user id.

    An approver for whom another approves is not missing.
    """

    staff: Back
    approvers: Back

    @property
    def params(self) -> dict[str, Any]:
        """Return them as the parameters that the SQL of causes takes."""
        return {
            "absent": list(self.staff), "absent_until": list(self.staff.values()),
            "approvers": list(self.approvers), "approvers_until": list(self.approvers.values()),
        }  # fmt: skip


def missing_at(at: datetime, *, on: date) -> Missing:
    """Return who is missing at an instant of a day (four reads, of people alone)."""
    left = StaffMember.objects.filter(Q(active=False) | Q(user__is_active=False))
    gone = list(left.values_list("pk", flat=True))
    back: dict[int, date | None] = {**uncovered_until(at, gone=gone), **dict.fromkeys(gone)}
    users = dict(StaffMember.objects.filter(pk__in=back).values_list("user_id", "pk"))
    covered = Delegation.objects.filter(start_on__lte=on, end_on__gt=on, given_to__is_active=True)
    missing = (
        User.objects.filter(Q(is_active=False) | Q(pk__in=[one for one in users if one]))
        .filter(pk__in=ApprovalStep.objects.order_by().values("approver"))
        .exclude(pk__in=covered.values("given_by"))
    )
    found = missing.order_by("pk").values_list("pk", flat=True)
    return Missing(
        dict(sorted(back.items())),
        {user: back.get(users[user]) if user in users else None for user in found},
    )
