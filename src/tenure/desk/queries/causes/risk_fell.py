"""Risk on a large account: less is expected than is up for renewal, or somebody says it is worse.

The two are told apart (`risk:` and `renewal:`): each has its own occurrences. A category counts
for the whole amount: it is a word on the renewal, not on a share of it. It is the occurrence since
the mark that made it worse than what was said before; what is said to be better raises nothing.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, days_ago, money
from tenure.kernel.percent import Percent
from tenure.renewals.rules.priority import RISKS

# What it means for the money, from nothing to all of it; nothing said is as if it renews.
_WORSE = {
    "will_contract_actionable": 1,
    "will_contract": 2,
    "will_churn_actionable": 3,
    "will_churn": 4,
}


def _rank(column: str) -> str:
    ranks = " ".join(f"WHEN '{category}' THEN {rank}" for category, rank in _WORSE.items())
    return f"CASE {column} {ranks} ELSE 0 END"


_SQL = f"""
SELECT 'renewal:' || r.id AS subject, 'forecast:' || r.forecast_minor AS occurrence,
    r.id AS renewal_id, NULL::bigint AS discrepancy_id, 0 AS days,
    ((r.atr_minor - r.forecast_minor)::numeric * 10000 / r.atr_minor)::int AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor - r.forecast_minor AS at_stake_minor,
    jsonb_build_object('atr_minor', r.atr_minor, 'forecast_minor', r.forecast_minor,
        'currency', r.currency) AS facts
FROM renewals_renewal r
WHERE r.closed_on IS NULL AND r.forecast_minor < r.atr_minor AND r.atr_minor > 0
    AND 0 >= %(bound)s AND {among("r.id")}
UNION ALL
SELECT 'risk:' || r.id, 'mark:' || m.id, r.id, NULL, 0, 10000, r.atr_minor, r.currency, r.atr_minor,
    jsonb_build_object('category', m.category, 'before', coalesce(m.before, ''), 'on', m."on",
        'reason', m.reason, 'by',
        coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username))
FROM (
    SELECT DISTINCT ON (c.renewal_id) c.* FROM (
        SELECT x.*, lag(x.category) OVER (PARTITION BY x.renewal_id ORDER BY x.id) AS before
        FROM desk_riskmark x WHERE {among("x.renewal_id")}
    ) c
    WHERE c.category IS DISTINCT FROM c.before
    ORDER BY c.renewal_id, c.id DESC
) m
JOIN renewals_renewal r ON r.id = m.renewal_id AND r.closed_on IS NULL AND r.atr_minor > 0
JOIN foundation_user u ON u.id = m.by_id
WHERE {_rank("m.category")} > {_rank("m.before")} AND 0 >= %(bound)s
"""


def _say(facts: Facts, on: date) -> str:
    if "category" in facts:
        before = RISKS.get(facts["before"], "nothing")
        said = f'"{RISKS.get(facts["category"], facts["category"])}" after "{before}"'
        told = f"{facts['by']} said {said} {days_ago(facts['on'], on)}"
        return f"{told}: {' '.join(str(facts['reason']).split())}"
    atr, forecast, currency = facts["atr_minor"], facts["forecast_minor"], facts["currency"]
    share = Percent((atr - forecast) * 10_000 // atr).format()
    return (
        f"{money(forecast, currency)} is expected of {money(atr, currency)} that is up for renewal:"
        f" {share} less."
    )


CAUSE = Cause("risk_fell", "Risk on a large account", _SQL, _say, "")
