"""Contested price: an open question or a refusal that is about money, or a colleague says so.

A question counts until it is answered, a refusal until another quote takes the place of the one
that was refused, a colleague's word until somebody resolves the escalation.
"""

from __future__ import annotations

from datetime import date

from tenure.desk.queries.causes._cause import Cause, Facts, among, came, days_ago

# What money is called in the languages of our papers.
_ABOUT_MONEY = (
    r"\m(price|pricing|discount|expensive|cost|costs|cheaper|budget|uplift|increase"
    r"|preis\w*|rabatt\w*|teuer|kosten|prix|remise|cher|precio\w*|descuento\w*|caro)\M|価格|値引|高い"
)
_SQL = f"""
SELECT DISTINCT ON (r.id) 'renewal:' || r.id AS subject, f.occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, %(on)s - f.since AS days, 0 AS share_bp,
    r.atr_minor AS size_minor, r.currency, r.atr_minor AS at_stake_minor,
    jsonb_build_object('how', f.how, 'who', f.who, 'said', left(f.said, 200), 'since', f.since)
        AS facts
FROM (
    SELECT q.renewal_id, 'event:' || e.id AS occurrence, e."on" AS since, 'asks' AS how,
        s.name AS who, e.note AS said
    FROM quotes_sending s
    JOIN quotes_quote q ON q.id = s.quote_id
    JOIN quotes_offerevent e ON e.sending_id = s.id AND e.kind = 'question'
    WHERE s.expires_on > %(on)s - 60 AND s.withdrawn_because = '' AND {among("q.renewal_id")}
        AND e.note ~* '{_ABOUT_MONEY}'
        AND NOT EXISTS (SELECT FROM quotes_offerevent x WHERE x.question_id = e.id)
    UNION ALL
    SELECT d.renewal_id, 'decline:' || d.id, d.declined_on, 'declined', d.name, d.note
    FROM quotes_decline d
    JOIN quotes_quote q ON q.id = d.quote_id AND q.is_primary
    WHERE (d.reason = 'budget' OR d.note ~* '{_ABOUT_MONEY}') AND {among("d.renewal_id")}
    UNION ALL
    SELECT m.renewal_id, 'mark:' || m.id, m.marked_on, 'marked',
        coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username), m.why
    FROM desk_contestedmark m
    JOIN foundation_user u ON u.id = m.marked_by_id
    WHERE {among("m.renewal_id")}
) f
JOIN renewals_renewal r ON r.id = f.renewal_id AND r.closed_on IS NULL
WHERE f.since <= %(on)s - %(bound)s
ORDER BY r.id, f.since DESC, f.occurrence DESC
"""
# What is due at once is known by its event: only rules that wait need the days that went by.
_DUE = f"""
SELECT q.renewal_id FROM quotes_sending s JOIN quotes_quote q ON q.id = s.quote_id
WHERE {came("s.expires_on", "60")} AND s.withdrawn_because = ''
UNION ALL
SELECT q.renewal_id FROM unnest(%(days)s::int[]) d JOIN quotes_offerevent e ON {came('e."on"', "d")}
JOIN quotes_sending s ON s.id = e.sending_id
JOIN quotes_quote q ON q.id = s.quote_id
WHERE d > 0 AND e.kind = 'question'
UNION ALL
SELECT x.renewal_id FROM unnest(%(days)s::int[]) d
JOIN quotes_decline x ON {came("x.declined_on", "d")}
WHERE d > 0
UNION ALL
SELECT m.renewal_id FROM unnest(%(days)s::int[]) d
JOIN desk_contestedmark m ON {came("m.marked_on", "d")}
WHERE d > 0
"""
_HOW = {
    "asks": "{who} asked about the price",
    "declined": "{who} declined over the price",
    "marked": "{who} says that the price is contested",
}


def _say(facts: Facts, on: date) -> str:
    how = _HOW[facts["how"]].format(who=facts["who"])
    said = " ".join(str(facts["said"]).split())
    return f"{how} {days_ago(facts['since'], on)}" + (f': "{said}"' if said else ".")


CAUSE = Cause("contested_price", "Contested price", _SQL, _say, _DUE)
