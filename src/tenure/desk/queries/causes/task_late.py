"""SLA of a task broken: it was due in its owner's working hours, and it is not done.

A renewal is escalated once for all its late tasks, by the one that has waited longest.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, days_ago
from tenure.desk.queries.task_sla import BROKEN

_SQL = f"""
SELECT 'renewal:' || r.id AS subject, 'task:' || t.id AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, %(on)s - t.due_on AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('title', t.title, 'due_on', t.due_on, 'count', t.late) AS facts
FROM (
    SELECT DISTINCT ON (x.renewal_id) x.renewal_id, x.task_id AS id, x.title,
        (x.due_at AT TIME ZONE 'UTC')::date AS due_on,
        count(*) OVER (PARTITION BY x.renewal_id) AS late
    FROM ({BROKEN}) x
    WHERE {among("x.renewal_id")}
    ORDER BY x.renewal_id, x.due_at, x.task_id
) t
JOIN renewals_renewal r ON r.id = t.renewal_id AND r.closed_on IS NULL
WHERE %(on)s - t.due_on >= %(bound)s
"""
_DUE = """
SELECT x.renewal_id FROM desk_task x
WHERE x.done_on IS NULL AND x.sla_due_at >= %(before)s AND x.sla_due_at < %(at)s
UNION ALL
SELECT x.renewal_id FROM unnest(%(days)s::int[]) d JOIN desk_task x
    ON x.sla_due_at >= ((%(since)s - d + 1)::timestamp AT TIME ZONE 'UTC')
    AND x.sla_due_at < ((%(on)s - d + 1)::timestamp AT TIME ZONE 'UTC')
WHERE x.done_on IS NULL
"""


def _say(facts: Facts, on: date) -> str:
    more = f", and {facts['count'] - 1:,} more" if facts["count"] > 1 else ""
    due = days_ago(facts["due_on"], on)
    return f'"{facts["title"]}"{more} had to be done by a time that passed {due}.'


CAUSE = Cause("task_late", "Task over its time", _SQL, _say, _DUE, is_sla=True)
