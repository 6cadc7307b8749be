"""Risk on a large account: less is expected than is up for renewal."""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, money
from tenure.kernel.percent import Percent

_SQL = """
SELECT 'renewal:' || r.id AS subject, 'forecast:' || r.forecast_minor AS occurrence,
    r.id AS renewal_id, NULL::bigint AS discrepancy_id, 0 AS days,
    ((r.atr_minor - r.forecast_minor)::numeric * 10000 / r.atr_minor)::int AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor - r.forecast_minor AS at_stake_minor,
    jsonb_build_object('atr_minor', r.atr_minor, 'forecast_minor', r.forecast_minor,
        'currency', r.currency) AS facts
FROM renewals_renewal r
WHERE r.closed_on IS NULL AND r.forecast_minor < r.atr_minor AND r.atr_minor > 0
    AND 0 >= %(bound)s
"""


def _say(facts: Facts, on: date) -> str:
    atr, forecast, currency = facts["atr_minor"], facts["forecast_minor"], facts["currency"]
    share = Percent((atr - forecast) * 10_000 // atr).format()
    return (
        f"{money(forecast, currency)} is expected of {money(atr, currency)} that is up for renewal:"
        f" {share} less."
    )


CAUSE = Cause("risk_fell", "Risk on a large account", _SQL, _say)
