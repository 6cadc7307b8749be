"""Raise what has a cause, note what has none any more, and let the ladder climb: for all at once.

1. What every cause finds, with the severity that the rules in force give it, goes into a table of
   this transaction: from ranges of an index, a statement for each cause. A later look
   (`follow_causes`) reads only renewals on which something happened, or for which a day came.
2. Against what is escalated already: an occurrence whose cause had gone is opened again, an open
   one is brought up to its facts, an open one that is not found any more ends, and what is new is
   raised. An occurrence that a person has resolved is left alone. Only changes are written.
3. Whoever is on the rung that was reached is told by mail, in the same transaction.

`at` is the instant on which working hours are counted; it is passed in like the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tenure.desk.commands.escalation_mails import write_escalation_mails
from tenure.desk.models import Escalation, EscalationEvent, EscalationSweep
from tenure.desk.queries.causes import COLUMNS, Cause, causes
from tenure.desk.queries.escalation_rules import rules_in_force, thresholds
from tenure.desk.queries.escalation_sweeps import Look, absent_as_json, log_now, look_on
from tenure.desk.queries.ladder import Climber, climbers
from tenure.desk.queries.missing import Missing, missing_at
from tenure.desk.rules.escalations import EscalationRuleFacts, Rung, climbs_at, next_rung
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User

_LOCK = 7_310_114_011  # any number, the same in every process of this program
Kind = EscalationEvent.Kind
_LABEL = "replace(cause, '_', ' ') || ': ' || subject"

_TABLE = """
CREATE TEMP TABLE escalation_found (
    cause text, subject text, occurrence text, renewal_id bigint, discrepancy_id bigint,
    contract_id bigint, owner_id bigint, region text, currency text, at_stake_minor bigint,
    facts jsonb, severity smallint, rule_id bigint, first_rung smallint) ON COMMIT DROP"""

# Rules first: what none of them reaches, and all but the most severe, costs no further look-up. The
# rest is looked up by id (OFFSET 0 keeps the planner from reading the tables from end to end).
_FIND = """
INSERT INTO escalation_found
SELECT %(cause)s, f.subject, f.occurrence, f.renewal_id, f.discrepancy_id,
    coalesce(r.contract_id, d.contract_id), o.id,
    coalesce(nullif(u.region, ''), o.region, ''), f.currency, f.at_stake_minor, f.facts,
    f.severity, f.rule_id,
    CASE WHEN o.id <> ALL(%(absent)s::bigint[]) THEN 0
        WHEN m.active THEN 1 ELSE 2 END
FROM (
    SELECT DISTINCT ON (f.subject) f.*, k.severity, k.id AS rule_id
    FROM ({sql}) f ({columns})
    JOIN desk_escalationrule k ON k.id = ANY(%(rules)s) AND k.currency IN ('', f.currency)
        AND f.size_minor >= k.over_minor AND f.share_bp >= k.share_bp AND f.days {compares} k.days
    ORDER BY f.subject, k.severity DESC, k.id
) f
LEFT JOIN LATERAL (
    SELECT x.contract_id, x.customer_id, x.owner_id FROM renewals_renewal x
    WHERE x.id = f.renewal_id OFFSET 0) r ON true
LEFT JOIN closing_discrepancy d ON d.id = f.discrepancy_id
LEFT JOIN book_contract c ON c.id = d.contract_id
LEFT JOIN LATERAL (
    SELECT x.region FROM directory_customer x
    WHERE x.id = coalesce(r.customer_id, c.customer_id) OFFSET 0) u ON true
LEFT JOIN directory_staffmember o ON o.id = coalesce(r.owner_id, d.owner_id)
LEFT JOIN directory_staffmember m ON m.id = o.manager_id"""

_REOPENED = f"""
UPDATE desk_escalation e SET ended_on = NULL, ended = '', round = e.round + 1, opened_at = %(at)s,
    rung = f.first_rung, severity = f.severity, rule_id = f.rule_id, facts = f.facts,
    at_stake_minor = f.at_stake_minor, currency = f.currency, owner_id = f.owner_id,
    region = f.region, acknowledged_by_id = NULL, plan_on = NULL
FROM escalation_found f
WHERE e.cause = f.cause AND e.subject = f.subject AND e.occurrence = f.occurrence
    AND e.ended = 'gone'
    AND NOT EXISTS (SELECT FROM desk_escalation x
                    WHERE x.cause = f.cause AND x.subject = f.subject AND x.ended_on IS NULL)
RETURNING e.id, {_LABEL.replace("cause", "e.cause").replace("subject", "e.subject")},
    jsonb_build_object('round', e.round)"""

# Another occurrence of what is open is not raised beside it: it goes on as that one.
_CHANGED = f"""
UPDATE desk_escalation e SET severity = f.severity, rule_id = f.rule_id, facts = f.facts,
    occurrence = CASE WHEN EXISTS (
        SELECT FROM desk_escalation x WHERE x.cause = f.cause AND x.subject = f.subject
            AND x.occurrence = f.occurrence) THEN e.occurrence ELSE f.occurrence END
FROM escalation_found f, desk_escalation o
WHERE e.cause = f.cause AND e.subject = f.subject AND e.ended_on IS NULL AND o.id = e.id
    AND (e.severity <> f.severity
        OR (e.occurrence <> f.occurrence AND NOT EXISTS (
            SELECT FROM desk_escalation x WHERE x.cause = f.cause AND x.subject = f.subject
                AND x.occurrence = f.occurrence)))
RETURNING e.id, {_LABEL.replace("cause", "e.cause").replace("subject", "e.subject")},
    jsonb_build_object('severity', e.severity, 'before', o.severity)"""

_REFRESHED = """
UPDATE desk_escalation e SET rule_id = f.rule_id, facts = f.facts, currency = f.currency,
    at_stake_minor = f.at_stake_minor, owner_id = f.owner_id, region = f.region
FROM escalation_found f
WHERE e.cause = f.cause AND e.subject = f.subject AND e.ended_on IS NULL
    AND (e.rule_id, e.facts, e.currency, e.at_stake_minor, e.owner_id, e.region)
        IS DISTINCT FROM
        (f.rule_id, f.facts, f.currency, f.at_stake_minor, f.owner_id, f.region)
RETURNING e.id, e.rung"""

_LOOKED = """
CREATE TEMP TABLE escalation_looked (cause text, renewal_id bigint) ON COMMIT DROP"""

_LOOK = """
INSERT INTO escalation_looked SELECT %(cause)s, id FROM unnest(%(only)s::bigint[]) AS id"""

# Of what was not looked at nothing ends.
_LOOKED_AT = """
AND id IN (
    SELECT e.id FROM escalation_looked l
    JOIN desk_escalation e ON e.renewal_id = l.renewal_id AND e.cause = l.cause
    WHERE e.ended_on IS NULL
    UNION ALL
    SELECT e.id FROM desk_escalation e
    WHERE e.ended_on IS NULL AND e.cause = ANY(%(everywhere)s))"""

_GONE = f"""
UPDATE desk_escalation SET ended_on = %(on)s, ended = 'gone', climbs_at = NULL
WHERE ended_on IS NULL {{looked_at}} AND NOT EXISTS (
    SELECT FROM escalation_found f
    WHERE f.cause = desk_escalation.cause AND f.subject = desk_escalation.subject)
RETURNING id, {_LABEL}, jsonb_build_object('reason', 'cause gone')"""

_RAISED = f"""
INSERT INTO desk_escalation (cause, subject, occurrence, rule_id, severity, renewal_id,
    discrepancy_id, contract_id, owner_id, region, currency, at_stake_minor, facts, rung, round,
    raised_on, opened_at, ended)
SELECT f.cause, f.subject, f.occurrence, f.rule_id, f.severity, f.renewal_id, f.discrepancy_id,
    f.contract_id, f.owner_id, f.region, f.currency, f.at_stake_minor, f.facts, f.first_rung, 1,
    %(on)s, %(at)s, ''
FROM escalation_found f
WHERE NOT EXISTS (
    SELECT FROM desk_escalation x WHERE x.cause = f.cause AND x.subject = f.subject
        AND (x.ended_on IS NULL OR x.occurrence = f.occurrence))
ORDER BY f.cause, f.subject
RETURNING id, {_LABEL}, jsonb_build_object('severity', severity, 'occurrence', occurrence)"""

_EVENTS = """
INSERT INTO desk_escalationevent
    (escalation_id, kind, note, severity, rung, plan_on, "on", at, by_id)
SELECT id, %(kind)s, '', severity, coalesce(t.rung, e.rung), NULL, %(on)s, %(at)s, %(by)s
FROM unnest(%(ids)s::bigint[], %(rungs)s::smallint[]) AS t (escalation, rung)
JOIN desk_escalation e ON e.id = t.escalation"""

_CLIMBED = f"""
UPDATE desk_escalation SET rung = t.rung, climbs_at = t.climbs_at
FROM unnest(%(ids)s::bigint[], %(rungs)s::smallint[], %(dues)s::timestamptz[])
    AS t (escalation, rung, climbs_at)
WHERE id = t.escalation AND ended_on IS NULL
RETURNING id, {_LABEL}, jsonb_build_object('rung', desk_escalation.rung)"""

_TIMED = """
UPDATE desk_escalation SET climbs_at = t.climbs_at
FROM unnest(%(ids)s::bigint[], %(dues)s::timestamptz[]) AS t (escalation, climbs_at)
WHERE id = t.escalation"""


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many were raised, re-opened, changed, found without a cause any more, and climbed."""

    raised: int = 0
    reopened: int = 0
    changed: int = 0
    gone: int = 0
    climbed: int = 0


@transaction.atomic
def raise_escalations(*, by: User, on: date, at: datetime) -> Escalated:
    """Bring all escalations up to their causes on a day, and the ladder up to an instant.

    Doing it again changes nothing. Two at once take turns.
    """
    _take_turns()
    return _sweep(rules_in_force(on), missing_at(at, on=on), None, by=by, on=on, at=at)


@transaction.atomic
def follow_causes(*, by: User, on: date, at: datetime) -> Escalated:
    """Bring escalations up to what happened and to the days that went by since the last look.

    It leaves them as `raise_escalations` would, and reads only what can have changed. Where that is
    not known (`look_on`) it looks at everything.
    """
    _take_turns()
    rules, missing = rules_in_force(on), missing_at(at, on=on)
    look = look_on(on, at, rules=[rule.id for rule in rules], missing=missing)
    return _sweep(rules, missing, look, by=by, on=on, at=at)


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _sweep(
    rules: Sequence[EscalationRuleFacts], missing: Missing, look: Look | None,
    *, by: User, on: date, at: datetime,
) -> Escalated:  # fmt: skip
    """Look for causes (None: everywhere), write what changed, note from where to go on."""
    events, settled = log_now()
    params: dict[str, Any] = {"on": on, "at": at, "by": by.pk, **missing.params}
    params["everywhere"] = _find(rules, look, params)
    done = {
        kind: _write(by, on, verb, sql, params)
        for kind, verb, sql in (
            (Kind.REOPENED, "desk.reopen_escalation", _REOPENED),
            (Kind.CHANGED, "desk.change_escalation", _CHANGED),
            (Kind.GONE, "desk.end_escalation", _GONE.format(looked_at=_LOOKED_AT if look else "")),
            (Kind.RAISED, "desk.raise_escalation", _RAISED),
        )
    }
    with connection.cursor() as cursor:
        cursor.execute(_REFRESHED, params)
        moved = [escalation for escalation, rung in cursor.fetchall() if rung == Rung.OWNER]
    for kind, ids in done.items():
        _note(kind, [(one, None) for one in ids], params)
    opened = [*done[Kind.RAISED], *done[Kind.REOPENED]]
    _time(opened, done[Kind.CHANGED])
    climbed = _climb(by, on, at)
    told = [(one.id, one.rung) for one in climbers(sorted({*opened, *moved}))]
    write_escalation_mails(rungs=[*told, *climbed], by=by, on=on, at=at)
    last = EscalationSweep.objects.order_by("-pk").first() if look else None
    EscalationSweep.objects.create(
        on=on, at=at, by=by, events=events, settled=settled, rules=[rule.id for rule in rules],
        absent=absent_as_json(missing), whole_on=last.whole_on if last else on,
    )  # fmt: skip
    return Escalated(
        len(done[Kind.RAISED]), len(done[Kind.REOPENED]), len(done[Kind.CHANGED]),
        len(done[Kind.GONE]), len(climbed),
    )  # fmt: skip


@transaction.atomic
def climb_ladder(*, by: User, on: date, at: datetime) -> int:
    """Let what has waited too long climb, and tell those it reaches; return how many rungs."""
    _take_turns()
    climbed = _climb(by, on, at)
    write_escalation_mails(rungs=climbed, by=by, on=on, at=at)
    return len(climbed)


def _find(
    rules: Sequence[EscalationRuleFacts], look: Look | None, params: dict[str, Any]
) -> list[str]:
    """Fill the tables of what is found and where it was looked for, a statement for each cause that
    a rule names; return the causes that were looked for everywhere.
    """
    everywhere: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS escalation_found, escalation_looked")
        cursor.execute(_TABLE + ";" + _LOOKED)
        for code, cause in causes().items():
            named = [rule for rule in rules if rule.cause == code]
            if not named:
                continue
            ids = [rule.id for rule in named]
            asked = {**params, "cause": code, "rules": ids, **thresholds(cause, named)}
            only = look.among(cause, asked) if look else None
            if only is None:
                everywhere.append(code)
            else:
                cursor.execute(_LOOK, {"cause": code, "only": only})
            if only != []:
                cursor.execute(_finding(cause), {**asked, "only": only})
        cursor.execute("ANALYZE escalation_found, escalation_looked")
    return everywhere


def _finding(cause: Cause) -> str:
    compares = "<=" if cause.ahead else ">="
    return _FIND.format(sql=cause.sql, columns=", ".join(COLUMNS), compares=compares)


def _write(by: User, on: date, verb: str, sql: str, params: dict[str, Any]) -> list[int]:
    return write_audited(by=by, on=on, verb=verb, model=Escalation, sql=sql, params=params)


def _note(kind: str, what: Sequence[tuple[int, int | None]], params: dict[str, Any]) -> None:
    if not what:
        return
    ids, rungs = [one for one, _ in what], [rung for _, rung in what]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, {**params, "kind": kind, "ids": ids, "rungs": rungs})


def _time(opened: Sequence[int], changed: Sequence[int]) -> None:
    """Set when what was opened climbs; what became more severe climbs sooner, never later."""
    dues: dict[int, datetime | None] = {
        one.id: climbs_at(one.rung, one.opened_at, one.hours, one.place)
        for one in climbers([*opened, *changed])
        if not one.is_held
    }
    kept = {one.id: one.climbs_at for one in climbers(changed)}
    for escalation, known in kept.items():
        due = dues.get(escalation)
        if known is not None and due is not None:
            dues[escalation] = min(due, known)
    if dues:
        with connection.cursor() as cursor:
            cursor.execute(_TIMED, {"ids": list(dues), "dues": list(dues.values())})


def _climb(by: User, on: date, at: datetime) -> list[tuple[int, int]]:
    """Let everything climb whose time on its rung has gone; return the rungs that were reached.

    A rung begins where the one before it ended, so it does not matter how often this is done.
    """
    reached: list[tuple[int, int]] = []
    moved: list[tuple[int, int, datetime | None]] = []
    for one in climbers(due_at=at):
        rung, due = one.rung, one.climbs_at
        while due is not None and due <= at:
            rung = next_rung(rung, has_manager=one.has_manager)
            reached.append((one.id, rung))
            due = climbs_at(rung, due, one.hours, one.place)
        moved.append((one.id, rung, due))
    if not moved:
        return []
    ids, rungs, dues = (list(column) for column in zip(*moved, strict=True))
    params: dict[str, Any] = {"on": on, "at": at, "by": by.pk}
    _write(by, on, "desk.climb_escalation", _CLIMBED, {"ids": ids, "rungs": rungs, "dues": dues})
    _note(Kind.CLIMBED, reached, params)
    return reached


__all__ = ["Climber", "Escalated", "climb_ladder", "follow_causes", "raise_escalations"]
