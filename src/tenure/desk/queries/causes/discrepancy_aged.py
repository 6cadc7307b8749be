"""Discrepancy aged: contract and CRM or billing do not agree, and nobody has settled it."""

from __future__ import annotations

from datetime import date

from tenure.closing.rules import words
from tenure.desk.queries.causes._cause import Cause, Facts, days_ago

_SQL = """
SELECT 'discrepancy:' || d.id AS subject, d.evidence AS occurrence, NULL::bigint AS renewal_id,
    d.id AS discrepancy_id, %(on)s - d.opened_on AS days, 0 AS share_bp,
    abs(d.at_stake_minor) AS size_minor, d.currency, abs(d.at_stake_minor) AS at_stake_minor,
    jsonb_build_object('kind', d.kind, 'side', d.side, 'key', d.key, 'opened_on', d.opened_on)
        AS facts
FROM closing_discrepancy d
WHERE d.settlement_id IS NULL AND d.opened_on <= %(on)s - %(bound)s
"""


def _say(facts: Facts, on: date) -> str:
    found = days_ago(facts["opened_on"], on)
    what = words(facts["kind"], facts["side"])
    return f"{facts['key']}: {what}. Found {found} and not settled."


CAUSE = Cause("discrepancy_aged", "Discrepancy not settled", _SQL, _say)
