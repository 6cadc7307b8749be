"""No quote at T-90: the window in which renewals are quoted has closed, and there is none."""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_left

_SQL = f"""
SELECT 'renewal:' || r.id AS subject, r.renewal_on::text AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, r.renewal_on - %(on)s AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('renewal_on', r.renewal_on) AS facts
FROM renewals_renewal r
WHERE r.closed_on IS NULL AND r.quoted_on IS NULL AND NOT r.renewal_type = 'evergreen'
    AND r.renewal_on <= %(on)s + %(bound)s AND {among("r.id")}
"""
_DUE = f"""
SELECT r.id FROM unnest(%(days)s::int[]) d
JOIN renewals_renewal r ON {came("r.renewal_on", "-d")}
WHERE r.closed_on IS NULL AND r.quoted_on IS NULL AND NOT r.renewal_type = 'evergreen'
"""


def _say(facts: Facts, on: date) -> str:
    return f"It renews {days_left(facts['renewal_on'], on)} and has no quote."


CAUSE = Cause("no_quote", "No quote at T-90", _SQL, _say, _DUE, ahead=True)
