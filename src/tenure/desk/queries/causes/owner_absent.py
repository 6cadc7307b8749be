"""Owner or approver absent: away or not here any more, nobody stands in, and work is due.

Who that is comes from `queries.missing`: those who stand in may be away themselves.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_left, offered
from tenure.kernel.period import format_day

_PEOPLE = """
    absent (staff_id, back_on) AS (
        SELECT * FROM unnest(%(absent)s::bigint[], %(absent_until)s::date[])),
    approver (user_id, back_on) AS (
        SELECT * FROM unnest(%(approvers)s::bigint[], %(approvers_until)s::date[]))"""
_WAITING = """
    quotes_approvalstep s
    JOIN quotes_approvalrequest a ON a.id = s.request_id AND a.void_because = ''
        AND NOT EXISTS (SELECT FROM quotes_approvaldecision d
                        WHERE d.step_id = s.id AND d.kind IN ('approve', 'reject'))"""
_SQL = f"""
WITH {_PEOPLE}
SELECT DISTINCT ON (r.id) 'renewal:' || r.id AS subject, f.who || ':' || f.person AS occurrence,
    r.id AS renewal_id, NULL::bigint AS discrepancy_id, r.act_on - %(on)s AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('who', f.who, 'name', f.name, 'act_on', r.act_on, 'back_on', f.back_on)
        AS facts
FROM (
    SELECT r.id AS renewal_id, 'owner' AS who, o.id AS person, o.name, b.back_on
    FROM absent b
    JOIN directory_staffmember o ON o.id = b.staff_id
    JOIN renewals_renewal r ON r.owner_id = o.id AND r.closed_on IS NULL
        AND r.act_on <= %(on)s + %(bound)s AND r.act_on < coalesce(b.back_on, 'infinity')
    WHERE {among("r.id")}
    UNION ALL
    SELECT a.renewal_id, 'approver', u.id,
        coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username), b.back_on
    FROM approver b
    JOIN foundation_user u ON u.id = b.user_id
    JOIN {_WAITING} ON s.approver_id = u.id
    WHERE {among("a.renewal_id")} AND {offered("a.renewal_id")}
) f
JOIN renewals_renewal r ON r.id = f.renewal_id AND r.closed_on IS NULL
WHERE r.act_on <= %(on)s + %(bound)s
ORDER BY r.id, f.who DESC, f.person
"""
# Those of people who went or came, and those of the absent whose next action has come near.
_DUE = f"""
WITH {_PEOPLE}
SELECT r.id FROM renewals_renewal r
WHERE r.owner_id = ANY(%(moved)s::bigint[]) AND r.closed_on IS NULL
    AND r.act_on <= %(on)s + %(bound)s
UNION ALL
SELECT a.renewal_id FROM {_WAITING} WHERE s.approver_id = ANY(%(moved_approvers)s::bigint[])
UNION ALL
SELECT r.id FROM unnest(%(days)s::int[]) d
JOIN renewals_renewal r ON {came("r.act_on", "-d")} AND r.closed_on IS NULL
WHERE r.owner_id IN (SELECT staff_id FROM absent)
UNION ALL
SELECT r.id FROM approver b
JOIN {_WAITING} ON s.approver_id = b.user_id
JOIN renewals_renewal r ON r.id = a.renewal_id AND r.closed_on IS NULL
JOIN unnest(%(days)s::int[]) d ON {came("r.act_on", "-d")}
"""


def _say(facts: Facts, on: date) -> str:
    left = days_left(facts["act_on"], on)
    part = "owns it" if facts["who"] == "owner" else "has to approve its quote"
    back = facts.get("back_on")
    away = f"is away until {format_day(date.fromisoformat(back))}" if back else "is not here"
    return f"{facts['name']}, who {part}, {away}; the next action is due {left}."


CAUSE = Cause("owner_absent", "Owner or approver absent", _SQL, _say, _DUE, ahead=True)
