"""Tasks whose service level is broken: the owner's working hours are over and it is not done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tenure.desk.queries.task_places import PERSON

# Every task that is broken at an instant: what escalates late tasks reads them from here as well.
BROKEN = """
    SELECT t.id AS task_id, t.renewal_id, t.owner_id, t.owner_role, t.title,
        t.sla_due_at AS due_at
    FROM desk_task t
    LEFT JOIN renewals_renewal k ON k.id = t.renewal_id
    WHERE t.done_on IS NULL AND t.sla_due_at < %(at)s AND (t.after_close OR k.closed_on IS NULL)"""

_OWNED = f"""
    SELECT t.task_id, t.renewal_id, {PERSON}, t.owner_role, t.title, t.due_at
    FROM ({BROKEN}) t
    LEFT JOIN renewals_renewal r ON r.id = t.renewal_id
    LEFT JOIN directory_customer u ON u.id = r.customer_id
    WHERE %(since)s::timestamptz IS NULL OR t.due_at >= %(since)s
    ORDER BY t.due_at, t.task_id"""


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
        cursor.execute(_OWNED, {"at": at, "since": since})
        return [BrokenSla(*row) for row in cursor.fetchall()]
