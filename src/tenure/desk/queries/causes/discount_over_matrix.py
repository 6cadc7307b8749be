"""Discount over the approval matrix: so much is given away that it goes far up, undecided yet."""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_ago, offered
from tenure.kernel.percent import Percent

_SQL = f"""
SELECT 'renewal:' || r.id AS subject, 'request:' || a.id AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, %(on)s - a.requested_on AS days,
    (a.facts ->> 'discount_bp')::int AS share_bp, (a.facts ->> 'value_minor')::bigint AS size_minor,
    r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('discount_bp', a.facts -> 'discount_bp', 'asked_on', a.requested_on,
        'quote', q.number) AS facts
FROM quotes_approvalrequest a
JOIN renewals_renewal r ON r.id = a.renewal_id AND r.closed_on IS NULL
JOIN quotes_quote q ON q.id = a.quote_id
WHERE a.void_because = '' AND a.option = 0 AND a.requested_on <= %(on)s - %(bound)s
    AND {among("r.id")} AND {offered("r.id")}
    AND EXISTS (
        SELECT FROM quotes_approvalstep s WHERE s.request_id = a.id
            AND s.why @> '[{{"trigger": "discount"}}]'
            AND NOT EXISTS (SELECT FROM quotes_approvaldecision d
                            WHERE d.step_id = s.id AND d.kind IN ('approve', 'reject')))
"""
_DUE = f"""
SELECT a.renewal_id FROM unnest(%(days)s::int[]) d
JOIN quotes_approvalrequest a ON {came("a.requested_on", "d")}
WHERE a.void_because = '' AND a.option = 0
"""


def _say(facts: Facts, on: date) -> str:
    rate = Percent(facts["discount_bp"]).format()
    asked = days_ago(facts["asked_on"], on)
    return f"A discount of {rate} on {facts['quote']} was asked for {asked} and is not decided."


CAUSE = Cause("discount_over_matrix", "Discount over the approval matrix", _SQL, _say, _DUE)
