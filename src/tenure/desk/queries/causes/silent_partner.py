"""Silent partner: a quoted renewal through a partner comes near, and the partner says nothing."""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_left

_SQL = f"""
SELECT 'renewal:' || r.id AS subject, r.renewal_on::text AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, r.renewal_on - %(on)s AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('renewal_on', r.renewal_on, 'partner', p.name) AS facts
FROM renewals_renewal r
JOIN book_contract c ON c.id = r.contract_id
JOIN directory_partner p ON p.id = coalesce(c.reseller_id, c.distributor_id)
WHERE r.closed_on IS NULL AND r.quoted_on IS NOT NULL AND r.renewal_on <= %(on)s + %(bound)s
    AND {among("r.id")}
    AND NOT EXISTS (
        SELECT FROM quotes_quote q
        JOIN quotes_sending s ON s.quote_id = q.id AND s.partner_id IS NOT NULL
        JOIN quotes_offerevent e ON e.sending_id = s.id
            AND e.kind IN ('question', 'uploaded', 'accepted', 'declined')
        WHERE q.renewal_id = r.id)
    AND NOT EXISTS (
        SELECT FROM quotes_acceptance a WHERE a.renewal_id = r.id AND a.void_because = '')
"""
_DUE = f"""
SELECT r.id FROM unnest(%(days)s::int[]) d
JOIN renewals_renewal r ON {came("r.renewal_on", "-d")}
WHERE r.closed_on IS NULL AND r.quoted_on IS NOT NULL
"""


def _say(facts: Facts, on: date) -> str:
    left = days_left(facts["renewal_on"], on)
    return f"It renews {left} through {facts['partner']}, who has not answered."


CAUSE = Cause("silent_partner", "Silent partner", _SQL, _say, _DUE, ahead=True)
