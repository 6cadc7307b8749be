"""Tasks whose service level is broken: the owner's working hours are over and it is not done."""

from __future__ import annotations

# Every task that is broken at an instant.
BROKEN = """
    SELECT t.id AS task_id, t.renewal_id, t.owner_id, t.owner_role, t.title,
        t.sla_due_at AS due_at
    FROM desk_task t
    LEFT JOIN renewals_renewal k ON k.id = t.renewal_id
    WHERE t.done_on IS NULL AND t.sla_due_at < %(at)s AND (t.after_close OR k.closed_on IS NULL)"""
