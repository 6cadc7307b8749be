"""Tasks whose service level is broken: the owner's working hours are over and it is not done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tenure.desk.queries.task_places import PERSON

_BROKEN = f"""
    SELECT t.id, t.renewal_id, {PERSON}, t.owner_role, t.title, t.sla_due_at
    FROM desk_task t
    LEFT JOIN renewals_renewal r ON r.id = t.renewal_id
    LEFT JOIN directory_customer u ON u.id = r.customer_id
    WHERE t.done_on IS NULL AND t.sla_due_at < %(at)s
        AND (%(since)s::timestamptz IS NULL OR t.sla_due_at >= %(since)s)
        AND (t.after_close OR r.closed_on IS NULL)
    ORDER BY t.sla_due_at, t.id"""


@dataclass(frozen=True, slots=True)
class BrokenSla:
    """A task that should have been done by `due_at`. `owner_id` is the colleague whose it is;
    none: it is everybody's in `owner_role`. `renewal_id` is none for work of the desk."""

    task_id: int
    renewal_id: int | None
    owner_id: int | None
    owner_role: str
    title: str
    due_at: datetime


def tasks_with_broken_sla(at: datetime, *, since: datetime | None = None) -> list[BrokenSla]:
    """Return the tasks whose SLA is broken at an instant (and was not yet at `since`), the oldest
    first; one statement from an index."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, {"at": at, "since": since})
        return [BrokenSla(*row) for row in cursor.fetchall()]
