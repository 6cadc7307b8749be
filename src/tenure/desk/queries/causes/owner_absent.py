"""Owner or approver absent: away or not here any more, nobody stands in, and work is due."""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, days_left
from tenure.kernel.period import format_day

_SQL = """
SELECT DISTINCT ON (r.id) 'renewal:' || r.id AS subject, f.who || ':' || f.person AS occurrence,
    r.id AS renewal_id, NULL::bigint AS discrepancy_id, r.act_on - %(on)s AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('who', f.who, 'name', f.name, 'act_on', r.act_on, 'back_on', f.back_on)
        AS facts
FROM (
    SELECT r.id AS renewal_id, 'owner' AS who, o.id AS person, o.name, NULL::date AS back_on
    FROM directory_staffmember o
    JOIN renewals_renewal r ON r.owner_id = o.id AND r.closed_on IS NULL
        AND r.act_on <= %(on)s + %(bound)s
    LEFT JOIN foundation_user u ON u.id = o.user_id
    WHERE NOT o.active OR u.is_active IS FALSE
    UNION ALL
    SELECT r.id, 'owner', o.id, o.name, a.end_on
    FROM desk_absence a
    JOIN directory_staffmember o ON o.id = a.staff_id
    JOIN renewals_renewal r ON r.owner_id = o.id AND r.closed_on IS NULL
        AND r.act_on <= %(on)s + %(bound)s AND r.act_on < a.end_on
    WHERE a.cover_id IS NULL AND a.start_on <= %(on)s AND a.end_on > %(on)s
    UNION ALL
    SELECT a.renewal_id, 'approver', u.id,
        coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username), b.end_on
    FROM foundation_user u
    JOIN quotes_approvalstep s ON s.approver_id = u.id
    JOIN quotes_approvalrequest a ON a.id = s.request_id AND a.void_because = ''
    LEFT JOIN directory_staffmember o ON o.user_id = u.id
    LEFT JOIN desk_absence b ON b.staff_id = o.id AND b.cover_id IS NULL
        AND b.start_on <= %(on)s AND b.end_on > %(on)s
    WHERE (NOT u.is_active OR o.active IS FALSE OR b.id IS NOT NULL)
        AND NOT EXISTS (SELECT FROM quotes_approvaldecision d
                        WHERE d.step_id = s.id AND d.kind IN ('approve', 'reject'))
        AND NOT EXISTS (SELECT FROM quotes_delegation g WHERE g.given_by_id = u.id
                        AND g.start_on <= %(on)s AND g.end_on > %(on)s)
) f
JOIN renewals_renewal r ON r.id = f.renewal_id AND r.closed_on IS NULL
WHERE r.act_on <= %(on)s + %(bound)s
ORDER BY r.id, f.who DESC, f.person
"""


def _say(facts: Facts, on: date) -> str:
    left = days_left(facts["act_on"], on)
    part = "owns it" if facts["who"] == "owner" else "has to approve its quote"
    back = facts.get("back_on")
    away = f"is away until {format_day(date.fromisoformat(back))}" if back else "is not here"
    return f"{facts['name']}, who {part}, {away}; the next action is due {left}."


CAUSE = Cause("owner_absent", "Owner or approver absent", _SQL, _say, ahead=True)
