"""What renewals wait for, from what quotes, offers, approvals and people have kept: set-based."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tenure.renewals.rules.waiting import Mark, WaitingFacts

# One row per renewal. Every part starts from the ids and reads what belongs to them by index.
_FACTS = """
    WITH asked AS (
        SELECT id, renewal_on FROM renewals_renewal
        WHERE id = ANY(%(ids)s) AND closed_on IS NULL
    ), primary_quote AS (
        SELECT q.id, q.renewal_id FROM quotes_quote q
        LEFT JOIN quotes_quoteending e ON e.quote_id = q.id
        WHERE q.renewal_id = ANY(%(ids)s) AND q.is_primary AND e.id IS NULL
    ), offer AS (
        SELECT q.renewal_id, max(s.sent_on) AS sent_on, max(s.sent_at) AS at,
               bool_and(s.partner_id IS NOT NULL) AS to_partner
        FROM primary_quote q JOIN quotes_sending s ON s.quote_id = q.id
        WHERE s.withdrawn_because = '' GROUP BY 1
    ), question AS (
        SELECT q.renewal_id, min(e."on") AS asked_on, max(e.at) AS at
        FROM quotes_quote q
        JOIN quotes_sending s ON s.quote_id = q.id AND s.withdrawn_because = ''
        JOIN quotes_offerevent e ON e.sending_id = s.id AND e.kind = 'question'
        WHERE q.renewal_id = ANY(%(ids)s)
              AND NOT EXISTS (SELECT 1 FROM quotes_offerevent a WHERE a.question_id = e.id)
        GROUP BY 1
    ), declined AS (
        SELECT q.renewal_id, max(d.declined_on) AS declined_on, max(d.declined_at) AS at
        FROM primary_quote q JOIN quotes_decline d ON d.quote_id = q.id GROUP BY 1
    ), accepted AS (
        SELECT a.renewal_id, a.accepted_on, a.accepted_at AS at, f.tried_on
        FROM quotes_acceptance a LEFT JOIN closing_bookingrefusal f ON f.acceptance_id = a.id
        WHERE a.renewal_id = ANY(%(ids)s) AND a.void_because = ''
    ), step AS (
        SELECT r.renewal_id, r.requested_on, r.requested_at, d.kind, d."on", d.at
        FROM quotes_approvalrequest r
        JOIN quotes_approvalstep s ON s.request_id = r.id
        LEFT JOIN LATERAL (
            SELECT kind, "on", at FROM quotes_approvaldecision
            WHERE step_id = s.id ORDER BY id DESC LIMIT 1) d ON true
        WHERE r.renewal_id = ANY(%(ids)s) AND r.void_because = ''
              AND r.renewal_id IN (SELECT renewal_id FROM primary_quote)
    ), approval AS (
        SELECT renewal_id,
               min("on") FILTER (WHERE kind = 'reject') AS rejected_on,
               min("on") FILTER (WHERE kind = 'ask') AS asks_on,
               min(requested_on) FILTER (WHERE kind IS NULL OR kind = 'answer') AS open_on,
               greatest(max(requested_at), max(at)) AS at
        FROM step GROUP BY 1
    ), contacted AS (
        SELECT renewal_id, max(happened_on) AS on_day FROM desk_loggedcontact
        WHERE renewal_id = ANY(%(ids)s) GROUP BY 1
    ), mark AS (
        SELECT DISTINCT ON (renewal_id) renewal_id, on_whom, "on", at, until
        FROM desk_waitingmark WHERE renewal_id = ANY(%(ids)s) ORDER BY renewal_id, id DESC
    )
    SELECT r.id, r.renewal_on, a.tried_on, q.asked_on, d.declined_on, p.rejected_on, p.asks_on,
           a.accepted_on, p.open_on, o.sent_on, coalesce(o.to_partner, false), c.on_day,
           greatest(a.at, q.at, d.at, p.at, o.at), m.on_whom, m."on", m.at, m.until
    FROM asked r
    LEFT JOIN offer o ON o.renewal_id = r.id
    LEFT JOIN question q ON q.renewal_id = r.id
    LEFT JOIN declined d ON d.renewal_id = r.id
    LEFT JOIN accepted a ON a.renewal_id = r.id
    LEFT JOIN approval p ON p.renewal_id = r.id
    LEFT JOIN contacted c ON c.renewal_id = r.id
    LEFT JOIN mark m ON m.renewal_id = r.id"""


def waiting_facts(renewal_ids: Sequence[int]) -> dict[int, WaitingFacts]:
    """Return what the open ones among these renewals wait for, by id (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"ids": list(renewal_ids)})
        return {row[0]: _facts(row) for row in cursor.fetchall()}


def _facts(row: tuple[Any, ...]) -> WaitingFacts:
    *facts, changed_at, whom, marked_on, marked_at, until = row[1:]
    names = (
        "renewal_on", "refused_on", "question_on", "declined_on", "rejected_on",
        "approver_asks_on", "accepted_on", "approval_on", "offer_on", "to_partner", "contacted_on",
    )  # fmt: skip
    mark = Mark(whom, marked_on, marked_at, until) if isinstance(marked_at, datetime) else None
    return WaitingFacts(**dict(zip(names, facts, strict=True)), changed_at=changed_at, mark=mark)
