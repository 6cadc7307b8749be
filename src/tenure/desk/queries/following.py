"""Which renewals the audit log says something new about: read by cursor, set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

# What the program itself records and what changes on whom a renewal waits, or what wakes it.
NEWS = (
    "book.book_order", "closing.refuse_booking", "quotes.accept", "quotes.ask", "quotes.decide",
    "quotes.decline", "quotes.end", "quotes.request_approval", "quotes.send",
    "quotes.upload", "quotes.void_acceptance", "quotes.void_approval", "quotes.withdraw_sending",
)  # fmt: skip
# What wakes a renewal that sleeps: the customer moved, the contract moved, somebody escalated.
WAKING = {
    "book.book_order": "an order was booked",
    "quotes.accept": "the offer was accepted",
    "quotes.ask": "the customer asked something",
    "quotes.decline": "the offer was declined",
    "quotes.upload": "the customer uploaded something",
    "quotes.decide": "an approver decided",
    "desk.raise_escalation": "it was escalated",
    "closing.record_notice": "notice was given",
}

# Only settled events: none that a running transaction could still precede (`settled_upto`).
_EVENTS = """
    SELECT e.verb, e.subject_type, e.subject_id, e."on", e.at, u.role <> 'system'
    FROM foundation_auditevent e JOIN foundation_user u ON u.id = e.actor_id
    WHERE e.id > %(after)s AND e.id <= %(upto)s
          AND (u.role <> 'system' OR e.verb = ANY(%(verbs)s))
          AND e.subject_type = ANY(%(types)s)
    ORDER BY e.id"""

# What an event may be about -> the open renewals that are meant, read by index from the ids.
RENEWALS_OF = {
    "renewals.renewal": "SELECT id, id FROM renewals_renewal WHERE id = ANY(%(ids)s)",
    "quotes.quote": """
        SELECT q.id, q.renewal_id FROM quotes_quote q WHERE q.id = ANY(%(ids)s)""",
    "closing.terminationnotice": """
        SELECT t.id, r.id FROM closing_terminationnotice t
        JOIN renewals_renewal r ON r.contract_id = t.contract_id AND r.closed_on IS NULL
        WHERE t.id = ANY(%(ids)s)""",
    "desk.escalation": """
        SELECT s.id, s.renewal_id FROM desk_escalation s
        WHERE s.id = ANY(%(ids)s) AND s.renewal_id IS NOT NULL""",
    "book.contract": """
        SELECT contract_id, id FROM renewals_renewal
        WHERE contract_id = ANY(%(ids)s) AND closed_on IS NULL""",
}

_UPTO = """
    SELECT coalesce(max(id), %(after)s) FROM (
        SELECT id FROM foundation_auditevent
        WHERE id > %(after)s AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY id LIMIT %(limit)s) AS settled"""


@dataclass(frozen=True, slots=True)
class Waking:
    """Why a sleeping renewal wakes, and when that happened."""

    why: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What a slice of the log says: renewals to look at, those touched by people, those to wake.

    `touched` has the last day on which a person did anything, `waking` the latest reason.
    """

    renewal_ids: Sequence[int]
    touched: dict[int, date]
    waking: dict[int, Waking]


def settled_upto(after: int, *, limit: int) -> int:
    """Return the last event of the next slice that no running transaction could still precede."""
    with connection.cursor() as cursor:
        cursor.execute(_UPTO, {"after": after, "limit": limit})
        [(upto,)] = cursor.fetchall()
    return int(upto)


def news_between(after: int, upto: int) -> News:
    """Return what the events after one and up to another say (a query for each kind of subject)."""
    params: dict[str, Any] = {
        "after": after, "upto": upto, "verbs": [*NEWS, *WAKING], "types": list(RENEWALS_OF),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, params)
        events = cursor.fetchall()
    meant = meant_by({(kind, subject) for _, kind, subject, *_ in events})
    touched: dict[int, date] = {}
    waking: dict[int, Waking] = {}
    for verb, kind, subject, day, at, human in events:
        for renewal_id in meant.get((kind, subject), ()):
            if human:
                touched[renewal_id] = max(day, touched.get(renewal_id, day))
            if verb in WAKING:
                waking[renewal_id] = Waking(WAKING[verb], at)
    return News(sorted({pk for ids in meant.values() for pk in ids}), touched, waking)


def meant_by(
    subjects: Collection[tuple[str, int]], kinds: Mapping[str, str] = RENEWALS_OF
) -> dict[tuple[str, int], list[int]]:
    """Return the renewals that each subject of an event is about (a query for each kind)."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        for kind, sql in kinds.items():
            ids = [subject for named, subject in subjects if named == kind]
            if ids:
                cursor.execute(sql, {"ids": ids})
                for subject, renewal_id in cursor.fetchall():
                    found[kind, subject].append(renewal_id)
    return found
