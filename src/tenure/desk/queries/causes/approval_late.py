"""SLA of an approval broken: a decision was due, in the approver's working hours, and is not made.

When it is due is worked out when the approver is told; each notice keeps it. Where nobody sits on
the seat nobody can be told: then it is late as soon as it is that seat's turn.
Of a quote that expired or ended nobody has to decide any more.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_ago, offered
from tenure.quotes.rules.approvals import ROLE_NAMES, Approver

_NOTICES = "('asked', 'half', 'near', 'overdue')"
_SQL = f"""
SELECT 'step:' || s.id AS subject, coalesce('round:' || n.round, 'empty seat') AS occurrence,
    r.id AS renewal_id, NULL::bigint AS discrepancy_id, %(on)s - t.due_on AS days,
    0 AS share_bp, r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('due_on', t.due_on, 'role', s.role,
        'approver', coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username),
        'quote', q.number) AS facts
FROM quotes_approvalstep s
JOIN quotes_approvalrequest a ON a.id = s.request_id AND a.void_because = ''
JOIN quotes_quote q ON q.id = a.quote_id
JOIN renewals_renewal r ON r.id = a.renewal_id AND r.closed_on IS NULL
LEFT JOIN foundation_user u ON u.id = s.approver_id
LEFT JOIN LATERAL (
    SELECT x.round, max(x.due_at) AS due_at FROM quotes_approvalnotice x
    WHERE x.step_id = s.id AND x.kind IN {_NOTICES}
    GROUP BY x.round ORDER BY x.round DESC LIMIT 1
) n ON s.approver_id IS NOT NULL
LEFT JOIN LATERAL (
    SELECT max(d."on") AS through_on FROM quotes_approvalstep o
    JOIN quotes_approvaldecision d ON d.step_id = o.id AND d.kind = 'approve'
    WHERE o.request_id = a.id AND o.stage < s.stage
) b ON s.approver_id IS NULL
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.approver_id IS NULL THEN greatest(a.requested_on, b.through_on)
        ELSE (n.due_at AT TIME ZONE 'UTC')::date END AS due_on
) t
LEFT JOIN LATERAL (
    SELECT d.kind FROM quotes_approvaldecision d WHERE d.step_id = s.id ORDER BY d.id DESC LIMIT 1
) said ON true
WHERE coalesce(said.kind, 'answer') = 'answer' AND {among("a.renewal_id")}
    AND {offered("a.renewal_id")}
    AND (s.approver_id IS NULL OR n.due_at <= %(at)s) AND %(on)s - t.due_on >= %(bound)s
    AND NOT EXISTS (
        SELECT FROM quotes_approvalstep o JOIN quotes_approvaldecision d ON d.step_id = o.id
        WHERE o.request_id = a.id AND d.kind = 'reject')
    AND (s.approver_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM quotes_approvalstep o WHERE o.request_id = a.id AND o.stage < s.stage
            AND NOT EXISTS (SELECT FROM quotes_approvaldecision d
                            WHERE d.step_id = o.id AND d.kind = 'approve')))
"""
# Of an empty seat what is due at once is known by its event.
_DUE = f"""
SELECT a.renewal_id FROM (
    SELECT n.step_id FROM quotes_approvalnotice n
    WHERE n.due_at > %(before)s AND n.due_at <= %(at)s
    UNION ALL
    SELECT n.step_id FROM unnest(%(days)s::int[]) d JOIN quotes_approvalnotice n
        ON n.due_at >= ((%(since)s - d + 1)::timestamp AT TIME ZONE 'UTC')
        AND n.due_at < ((%(on)s - d + 1)::timestamp AT TIME ZONE 'UTC')
) n
JOIN quotes_approvalstep s ON s.id = n.step_id
JOIN quotes_approvalrequest a ON a.id = s.request_id AND a.void_because = ''
UNION ALL
SELECT a.renewal_id FROM quotes_approvalstep s
JOIN quotes_approvalrequest a ON a.id = s.request_id AND a.void_because = ''
WHERE s.approver_id IS NULL AND EXISTS (
    SELECT FROM unnest(%(days)s::int[]) d WHERE d > 0 AND (
        {came("a.requested_on", "d")} OR EXISTS (
            SELECT FROM quotes_approvalstep o JOIN quotes_approvaldecision x ON x.step_id = o.id
            WHERE o.request_id = a.id AND {came('x."on"', "d")})))
"""


def _say(facts: Facts, on: date) -> str:
    due = days_ago(facts["due_on"], on)
    if facts["approver"] is None:
        seat = ROLE_NAMES[Approver(facts["role"])]
        return f"{facts['quote']} came to {seat} {due}, and nobody sits there."
    return f"{facts['approver']} had to decide on {facts['quote']} by a time that passed {due}."


CAUSE = Cause("approval_late", "Approval over its time", _SQL, _say, _DUE, is_sla=True)
