"""Notice date near: the contract goes on unless notice is given, and nothing is decided."""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_left

_SQL = f"""
SELECT 'renewal:' || r.id AS subject, r.notice_on::text AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, r.notice_on - %(on)s AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('notice_on', r.notice_on) AS facts
FROM renewals_renewal r
WHERE r.closed_on IS NULL AND r.notice_on >= %(on)s AND r.notice_on <= %(on)s + %(bound)s
    AND r.renewal_type IN ('auto', 'once') AND {among("r.id")}
    AND NOT EXISTS (
        SELECT FROM quotes_acceptance a WHERE a.renewal_id = r.id AND a.void_because = '')
    AND NOT EXISTS (
        SELECT FROM closing_terminationnotice n
        WHERE n.contract_id = r.contract_id AND n.closed_on IS NULL)
"""
# On the day after the last one to give notice (-1) it holds no more.
_DUE = f"""
SELECT r.id FROM unnest(%(days)s::int[] || -1) d
JOIN renewals_renewal r ON {came("r.notice_on", "-d")}
WHERE r.closed_on IS NULL AND r.renewal_type IN ('auto', 'once')
"""


def _say(facts: Facts, on: date) -> str:
    return f"The last day to give notice is {days_left(facts['notice_on'], on)}: nobody decided."


CAUSE = Cause("notice_near", "Notice date near without decision", _SQL, _say, _DUE, ahead=True)
