"""Silent customer: the quote was sent, and nothing was heard of the customer since so many days.

Silence counts from the last sending or the last thing the customer did with the offer.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_ago

# Links end with the offer; two months more, silence on an offer that ended still is silence.
_SQL = f"""
SELECT 'renewal:' || r.id AS subject, l.heard_on::text AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, %(on)s - l.heard_on AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('sent_on', l.sent_on, 'heard_on', l.heard_on, 'to', l.names) AS facts
FROM (
    SELECT q.renewal_id, max(s.sent_on) AS sent_on,
        greatest(max(s.sent_on), max(e.heard_on)) AS heard_on,
        bool_or(e.answered) AS answered, string_agg(DISTINCT s.name, ', ') AS names
    FROM quotes_sending s
    JOIN quotes_quote q ON q.id = s.quote_id
    LEFT JOIN LATERAL (
        SELECT max(x."on") AS heard_on, bool_or(x.kind IN ('accepted', 'declined')) AS answered
        FROM quotes_offerevent x
        WHERE x.sending_id = s.id
            AND x.kind IN ('opened', 'downloaded', 'question', 'uploaded', 'accepted', 'declined')
    ) e ON true
    WHERE s.withdrawn_because = '' AND s.expires_on > %(on)s - 60 AND s.partner_id IS NULL
        AND {among("q.renewal_id")}
    GROUP BY q.renewal_id
) l
JOIN renewals_renewal r ON r.id = l.renewal_id AND r.closed_on IS NULL
WHERE l.heard_on <= %(on)s - %(bound)s AND l.answered IS NOT TRUE
    AND NOT EXISTS (
        SELECT FROM quotes_acceptance a WHERE a.renewal_id = r.id AND a.void_because = '')
"""
_DUE = f"""
SELECT q.renewal_id FROM (
    SELECT s.quote_id FROM unnest(%(days)s::int[]) d
    JOIN quotes_sending s ON {came("s.sent_on", "d")}
    UNION ALL
    SELECT s.quote_id FROM unnest(%(days)s::int[]) d
    JOIN quotes_offerevent e ON {came('e."on"', "d")}
    JOIN quotes_sending s ON s.id = e.sending_id
    UNION ALL
    SELECT s.quote_id FROM quotes_sending s
    WHERE {came("s.expires_on", "60")} AND s.withdrawn_because = ''
) s
JOIN quotes_quote q ON q.id = s.quote_id
"""


def _say(facts: Facts, on: date) -> str:
    sent = f"The quote went to {facts['to']} {days_ago(facts['sent_on'], on)}"
    if facts["heard_on"] == facts["sent_on"]:
        return f"{sent}; nobody has looked at it."
    return f"{sent}; the last sign of them was {days_ago(facts['heard_on'], on)}."


CAUSE = Cause("silent_customer", "Silent customer", _SQL, _say, _DUE)
