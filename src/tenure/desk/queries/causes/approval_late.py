"""SLA of an approval broken: a decision was due, in the approver's working hours, and is not made.

When it is due is worked out when the approver is told; each notice keeps it.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, days_ago

_SQL = """
SELECT 'step:' || s.id AS subject, 'round:' || n.round AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, %(on)s - (n.due_at AT TIME ZONE 'UTC')::date AS days,
    0 AS share_bp, r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('due_on', (n.due_at AT TIME ZONE 'UTC')::date, 'role', s.role,
        'approver', coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username),
        'quote', q.number) AS facts
FROM quotes_approvalstep s
JOIN quotes_approvalrequest a ON a.id = s.request_id AND a.void_because = ''
JOIN quotes_quote q ON q.id = a.quote_id
JOIN renewals_renewal r ON r.id = a.renewal_id AND r.closed_on IS NULL
JOIN foundation_user u ON u.id = s.approver_id
JOIN LATERAL (
    SELECT x.round, max(x.due_at) AS due_at FROM quotes_approvalnotice x
    WHERE x.step_id = s.id AND x.kind IN ('asked', 'half', 'near', 'overdue')
    GROUP BY x.round ORDER BY x.round DESC LIMIT 1
) n ON n.due_at <= %(at)s
LEFT JOIN LATERAL (
    SELECT d.kind FROM quotes_approvaldecision d WHERE d.step_id = s.id ORDER BY d.id DESC LIMIT 1
) said ON true
WHERE coalesce(said.kind, 'answer') = 'answer'
    AND %(on)s - (n.due_at AT TIME ZONE 'UTC')::date >= %(bound)s
    AND NOT EXISTS (
        SELECT FROM quotes_approvalstep o JOIN quotes_approvaldecision d ON d.step_id = o.id
        WHERE o.request_id = a.id AND d.kind = 'reject')
"""


def _say(facts: Facts, on: date) -> str:
    due = days_ago(facts["due_on"], on)
    return f"{facts['approver']} had to decide on {facts['quote']} by a time that passed {due}."


CAUSE = Cause("approval_late", "Approval over its time", _SQL, _say, is_sla=True)
