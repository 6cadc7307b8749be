"""Work out the next action of renewals and store it: the order of the worklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.models import Renewal
from tenure.renewals.queries.facts import Standing, standing_of
from tenure.renewals.queries.windows import chunks
from tenure.renewals.rules.next_action import Plan, QuoteFact, plan
from tenure.renewals.rules.waiting import Waiting

_PLANNED = """
    UPDATE renewals_renewal r SET next_action = p.action, act_on = p.act_on, act_reason = p.reason
    FROM unnest(%(ids)s::bigint[], %(actions)s::text[], %(days)s::date[], %(reasons)s::text[])
         AS p (id, action, act_on, reason)
    WHERE r.id = p.id"""

_TOLD = """
    RETURNING r.id, (SELECT key FROM book_contract WHERE id = r.contract_id) || ' ' || r.renewal_on,
              jsonb_build_object('next_action', r.next_action, 'act_on', r.act_on)"""

_QUOTED = """
    UPDATE renewals_renewal r SET quoted_on = q.quoted_on, quoted_revision = q.revision,
                                   quote_ended = ''
    FROM unnest(%(ids)s::bigint[], %(days)s::date[], %(revisions)s::integer[])
         AS q (id, quoted_on, revision)
    WHERE r.id = q.id AND r.closed_on IS NULL"""

_ENDED = """
    UPDATE renewals_renewal r SET quote_ended = q.ended
    FROM unnest(%(ids)s::bigint[], %(ended)s::text[]) AS q (id, ended)
    WHERE r.id = q.id"""

_WAITING = """
    UPDATE renewals_renewal r SET waiting_on = w.whom, waiting_why = w.why,
                                  waiting_since = w.since, waiting_until = w.until
    FROM unnest(%(ids)s::bigint[], %(whom)s::text[], %(why)s::text[], %(since)s::date[],
                %(until)s::date[]) AS w (id, whom, why, since, until)
    WHERE r.id = w.id"""


@transaction.atomic
def refresh_next_actions(
    *,
    renewal_ids: Sequence[int],
    by: User,
    on: date,
    quoted: Mapping[int, QuoteFact] | None = None,
    ended: Mapping[int, str] | None = None,
    waits: Mapping[int, Waiting | None] | None = None,
) -> int:
    """Work out and store the next action of these renewals as of a day; return how many changed.

    By renewal id, `quoted` are newly made or refreshed primary quotes, `ended` how those ended that
    are not offered any more, `waits` on whom they wait now. Closed renewals are passed over. One
    event per renewal whose action changes; a mere change of its day is not told.
    """
    changed = 0
    for ids in chunks(sorted(set(renewal_ids))):
        standing = standing_of(ids)
        if quoted:
            standing = _with_quotes(standing, quoted)
        if ended:
            standing = _with_endings(standing, ended)
        if waits:
            standing = _waiting_on(standing, waits)
        news = _news(standing, on)
        changed += len(news)
        _save(news, by=by, on=on)
    return changed


@transaction.atomic
def plan_opened(*, renewal_ids: Sequence[int], on: date) -> None:
    """Store the first next action of renewals just opened; their opening is already told."""
    for ids in chunks(renewal_ids):
        news = _news(standing_of(ids), on)
        with connection.cursor() as cursor:
            cursor.execute(_PLANNED, _columns([(item.renewal_id, plan) for item, plan in news]))


def _news(standing: Sequence[Standing], on: date) -> list[tuple[Standing, Plan]]:
    """Return what is planned anew, without what stays as it is."""
    planned = [(item, plan(item.facts, on)) for item in standing]
    return [(item, new) for item, new in planned if new != item.planned]


def _save(news: list[tuple[Standing, Plan]], *, by: User, on: date) -> None:
    same = [(item.renewal_id, new) for item, new in news if new.action == item.planned.action]
    other = [(item.renewal_id, new) for item, new in news if new.action != item.planned.action]
    if same:
        with connection.cursor() as cursor:
            cursor.execute(_PLANNED, _columns(same))
    if other:
        write_audited(
            by=by, on=on, verb="renewals.plan", model=Renewal, sql=_PLANNED + _TOLD,
            params=_columns(other),
        )  # fmt: skip


def _with_quotes(standing: Sequence[Standing], quoted: Mapping[int, QuoteFact]) -> list[Standing]:
    """Store the quotes' facts and return the standing with them."""
    facts = [(item.renewal_id, quoted[item.renewal_id]) for item in standing
             if item.renewal_id in quoted]  # fmt: skip
    columns: dict[str, Any] = {
        "ids": [renewal_id for renewal_id, _ in facts],
        "days": [fact.quoted_on for _, fact in facts],
        "revisions": [fact.revision for _, fact in facts],
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUOTED, columns)
    return [
        item.quoted(quoted[item.renewal_id]) if item.renewal_id in quoted else item
        for item in standing
    ]


def _with_endings(standing: Sequence[Standing], ended: Mapping[int, str]) -> list[Standing]:
    """Store how quotes ended and return the standing with it."""
    told = {item.renewal_id: ended[item.renewal_id] for item in standing
            if item.renewal_id in ended}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, {"ids": list(told), "ended": list(told.values())})
    return [
        item.ended(told[item.renewal_id]) if item.renewal_id in told else item for item in standing
    ]


def _waiting_on(
    standing: Sequence[Standing], waits: Mapping[int, Waiting | None]
) -> list[Standing]:
    """Store on whom renewals wait, where that is new, and return the standing with it."""
    news = {
        item.renewal_id: waits[item.renewal_id] for item in standing
        if item.renewal_id in waits and waits[item.renewal_id] != item.facts.waiting
    }  # fmt: skip
    if not news:
        return list(standing)
    rows = list(news.values())
    columns: dict[str, Any] = {
        "ids": list(news),
        "whom": [row.on_whom if row else "" for row in rows],
        "why": [row.why if row else "" for row in rows],
        "since": [row.since if row else None for row in rows],
        "until": [row.until if row else None for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, columns)
    return [
        item.waits(news[item.renewal_id]) if item.renewal_id in news else item for item in standing
    ]


def _columns(plans: Sequence[tuple[int, Plan]]) -> dict[str, Any]:
    return {
        "ids": [renewal_id for renewal_id, _ in plans],
        "actions": [plan.action for _, plan in plans],
        "days": [plan.act_on for _, plan in plans],
        "reasons": [plan.reason for _, plan in plans],
    }
