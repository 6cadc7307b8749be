"""What somebody says of many renewals at once: a row and an event each, by one statement.

For `bulk`: it holds the locks, and has decided for each by the rules of the single commands
(`worklist`, `engagement`), which write the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tenure.desk.commands.worklist import refresh_waiting, wake
from tenure.desk.queries.following import Waking
from tenure.desk.rules.bulk import Asked
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.models import Renewal

_LABEL = """(SELECT c.key || ' ' || r.renewal_on FROM renewals_renewal r
             JOIN book_contract c ON c.id = r.contract_id WHERE r.id = renewal_id)"""

_SNOOZED = f"""
    INSERT INTO desk_snooze (renewal_id, "on", by_id, until, reason)
    SELECT pk, %(on)s, %(by)s, %(day)s, %(words)s FROM unnest(%(ids)s::bigint[]) AS pk ORDER BY pk
    RETURNING renewal_id, {_LABEL}, jsonb_build_object('until', until::text, 'reason', reason)"""

_WAITING = f"""
    INSERT INTO desk_waitingmark (renewal_id, "on", by_id, on_whom, until, note)
    SELECT pk, %(on)s, %(by)s, %(code)s, %(day)s, %(words)s
    FROM unnest(%(ids)s::bigint[]) AS pk ORDER BY pk
    RETURNING renewal_id, {_LABEL}, jsonb_build_object(
        'on_whom', on_whom, 'until', coalesce(until::text, ''), 'note', note)"""

_RISK = f"""
    INSERT INTO desk_riskmark (renewal_id, "on", by_id, category, reason)
    SELECT pk, %(on)s, %(by)s, %(code)s, %(words)s FROM unnest(%(ids)s::bigint[]) AS pk ORDER BY pk
    RETURNING renewal_id, {_LABEL}, jsonb_build_object(
        'category', category, 'reason', reason,
        'before', (SELECT risk FROM renewals_renewal WHERE id = renewal_id))"""

_STEP = f"""
    INSERT INTO desk_nextstep (renewal_id, "on", by_id, text, due_on, owner_id, because)
    SELECT r.id, %(on)s, %(by)s, %(words)s, %(day)s, coalesce(%(person)s::bigint, r.owner_id), ''
    FROM renewals_renewal r WHERE r.id = ANY(%(ids)s) ORDER BY r.id
    RETURNING renewal_id, {_LABEL}, jsonb_build_object(
        'step', text, 'due_on', due_on::text,
        'owner', (SELECT code FROM directory_staffmember WHERE id = owner_id))"""

# What is kept on the renewal itself, so that the list is one index.
_KEPT: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "snooze": lambda asked: {"snoozed_until": asked.day},
    "risk": lambda asked: {"risk": asked.code},
    "step": lambda asked: {"step_on": asked.day},
}
_STATEMENTS = {
    "snooze": ("desk.snooze", _SNOOZED), "waiting": ("desk.mark_waiting", _WAITING),
    "risk": ("desk.set_risk", _RISK), "step": ("desk.set_next_step", _STEP),
}  # fmt: skip
SAID = frozenset({*_STATEMENTS, "wake"})


def say_of_many(*, renewal_ids: Sequence[int], asked: Asked, by: User, on: date) -> None:
    """Say it of renewals that the caller has locked and decided on."""
    ids = list(renewal_ids)
    if asked.action == "wake":
        wake(whys={pk: Waking("by hand") for pk in ids}, by=by, on=on)
        return
    verb, sql = _STATEMENTS[asked.action]
    params = {
        "ids": ids, "on": on, "by": by.pk, "day": asked.day, "words": asked.words,
        "code": asked.code, "person": asked.person,
    }  # fmt: skip
    write_audited(by=by, on=on, verb=verb, model=Renewal, sql=sql, params=params)
    if kept := _KEPT.get(asked.action):
        Renewal.objects.filter(pk__in=ids).update(**kept(asked))
    if asked.action == "waiting":
        refresh_waiting(renewal_ids=ids, by=by, on=on)
