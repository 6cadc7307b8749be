"""The activity on a renewal, one list of all that happened, the newest first, a page at a time.

Each source is read by its index from the place of the page, no more rows than a page has, and the
sources are merged: page 50 costs what page 1 costs. What has a row of its own (notes, contacts,
offers, tasks) is not shown a second time as its audit event.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from tenure.desk.rules.activity import event_in_words
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.renewals.models import Renewal

PAGE_SIZE = 25
# What a person may ask for -> the sources, in words.
KINDS = {
    "": "Everything",
    "notes": "Notes",
    "contacts": "Contacts and offers",
    "tasks": "Tasks",
    "changes": "Changes",
}

_NAME = """coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username)"""
# Shown by their own rows.
_OWN_ROWS = (
    "desk.write_note", "desk.log_contact", "desk.finish_task", "quotes.send", "quotes.ask",
    "quotes.answer", "quotes.upload", "quotes.offer_opened", "quotes.offer_downloaded",
    "quotes.withdraw_sending", "desk.send_mentions",
)  # fmt: skip

_SOURCES = {
    "notes": f"""
        SELECT 'note' AS kind, n.id, n.at, n."on", {_NAME} AS who, 'Note' AS title, n.text
        FROM desk_note n JOIN foundation_user u ON u.id = n.by_id
        WHERE n.renewal_id = %(renewal)s""",
    "contacts": f"""
        SELECT 'contact' AS kind, c.id, c.at, c.happened_on AS "on", {_NAME} AS who,
               CASE c.side WHEN 'ours' THEN 'We contacted them: '
                    ELSE 'They contacted us: ' END || c.channel AS title, c.note AS text
        FROM desk_loggedcontact c JOIN foundation_user u ON u.id = c.by_id
        WHERE c.renewal_id = %(renewal)s
        UNION ALL
        SELECT 'offer', e.id, e.at, e."on",
               CASE WHEN e.kind IN ('sent', 'answered', 'withdrawn') THEN {_NAME} ELSE s.name END,
               'Offer ' || q.number || ' ' || e.kind, e.note
        FROM quotes_quote q
        JOIN quotes_sending s ON s.quote_id = q.id
        JOIN quotes_offerevent e ON e.sending_id = s.id
        JOIN foundation_user u ON u.id = e.by_id
        WHERE q.renewal_id = %(renewal)s""",
    "tasks": f"""
        SELECT 'task' AS kind, r.id, r.done_at AS at, r.done_on AS "on", {_NAME} AS who,
               CASE r.kind WHEN 'done' THEN 'Done: ' ELSE 'Not needed: ' END || t.title AS title,
               r.result AS text
        FROM desk_task t
        JOIN desk_taskresult r ON r.task_id = t.id
        JOIN foundation_user u ON u.id = r.done_by_id
        WHERE t.renewal_id = %(renewal)s""",
    "changes": f"""
        SELECT 'event' AS kind, a.id, a.at, a."on", {_NAME} AS who, a.verb AS title,
               a.detail::text AS text
        FROM foundation_auditevent a JOIN foundation_user u ON u.id = a.actor_id
        WHERE a.verb <> ALL(%(own)s) AND (
              (a.subject_type = 'renewals.renewal' AND a.subject_id = %(renewal)s)
              OR (a.subject_type = 'quotes.quote' AND a.subject_id = ANY(ARRAY(
                  SELECT q.id FROM quotes_quote q WHERE q.renewal_id = %(renewal)s))))""",
}
_PAGE = """
    SELECT * FROM ({source}) AS found
    WHERE %(at)s::timestamptz IS NULL
          OR (at, kind, id) < (%(at)s::timestamptz, %(kind)s, %(id)s::bigint)
    ORDER BY at DESC, kind DESC, id DESC LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened: of which kind, when, for which day, who, what, and in words."""

    kind: str
    id: int
    at: datetime
    on: date
    who: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: behind the activity that it names."""

    at: datetime
    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of activities; `after` is the place behind the last, None at the end."""

    rows: list[Activity]
    after: Place | None


def activity_of(
    renewal: Renewal, *, which: str = "", after: Place | None = None, size: int = PAGE_SIZE
) -> ActivityPage:
    """Return a page of what happened on a renewal (one query); its caller has asked who sees it."""
    names = [which] if which in _SOURCES else list(_SOURCES)
    parts = " UNION ALL ".join(f"({_PAGE.format(source=_SOURCES[name])})" for name in names)
    sql = f"SELECT * FROM ({parts}) AS every ORDER BY at DESC, kind DESC, id DESC LIMIT %(limit)s"
    params: dict[str, Any] = {
        "renewal": renewal.pk, "own": list(_OWN_ROWS), "limit": size + 1,
        "at": after.at if after else None, "kind": after.kind if after else "",
        "id": after.id if after else 0,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = [_in_words(Activity(*row), renewal.currency) for row in cursor.fetchall()]
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    return ActivityPage(shown, Place(last.at, last.kind, last.id) if last else None)


def _in_words(row: Activity, currency: str) -> Activity:
    """Return an audit event as people read it; others are so already."""
    if row.kind != "event":
        return row
    title, text = event_in_words(row.title, json.loads(row.text), currency)
    return replace(row, title=title, text=text)


def activity_page(
    renewal_id: int,
    *,
    user: User,
    which: str = "",
    after: Place | None = None,
    size: int = PAGE_SIZE,
) -> tuple[Renewal, ActivityPage] | None:
    """Return a renewal and a page of its activity; None for outsiders and for what is not seen."""
    if not scope_of(user).is_inside:
        return None
    seen = Renewal.objects.visible_to(user).filter(pk=renewal_id)
    renewal = seen.select_related("customer", "contract").first()
    if renewal is None:
        return None
    return renewal, activity_of(renewal, which=which, after=after, size=size)
