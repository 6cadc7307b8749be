"""Let tasks follow their renewals: a reader of the outbox.

1. Lock the reader's cursor: of two that follow at once, the second one finds nothing left.
2. Renewals that were given to somebody else: days that were counted in the calendar of the owner
   before are counted again, unless a person moved them. The place says that it was done.
3. Renewals that were closed: open tasks are written off, but for those that stay open after that;
   what waited for them opens.
4. Move the cursor, in the same transaction.

Without a cursor nothing was ever followed: then all closed renewals are looked at, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from tenure.desk.commands.task_opening import open_after
from tenure.desk.models import ReaderCursor, Task
from tenure.desk.queries.outbox import latest_event, told_since
from tenure.desk.queries.task_places import PERSON, PLACES, WORKING_DAY, place_rows
from tenure.desk.rules.task_dates import NOWHERE, instant_of
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.queries.windows import chunks

READER = "desk.tasks"
OWNED, CLOSED, SETTLED = "renewals.assign_owner", "renewals.close", "renewals.settle"
RECOUNT_VERB = "desk.recount_task"
WRITE_OFF_VERB = "desk.write_off_task"
WHY = "The renewal was closed."

_PLACE = f"coalesce(w.place, '{NOWHERE}')"
_BASE = "CASE WHEN p.from_start THEN s.started_on ELSE r.renewal_on END"
_RECOUNTED = f"""
    UPDATE desk_task SET due_on = n.due_on, place = n.place, changed_at = now()
    FROM (
        WITH {PLACES}
        SELECT t.id, {_PLACE} AS place, t.due_on AS before_on,
            greatest({WORKING_DAY.format(base=_BASE, days="p.days")}, s.started_on, t.opened_on)
                AS due_on
        FROM desk_task t
        JOIN desk_playtask p ON p.id = t.play_task_id AND p.working_days
        JOIN desk_playstart s ON s.id = t.start_id
        JOIN renewals_renewal r ON r.id = t.renewal_id
        JOIN directory_customer u ON u.id = r.customer_id
        LEFT JOIN worker w ON w.staff_id = coalesce({PERSON}, r.owner_id)
        JOIN calendar c ON c.place = {_PLACE}
        WHERE t.renewal_id = ANY(%(ids)s) AND t.done_on IS NULL AND t.place <> {_PLACE}
            AND NOT EXISTS (SELECT FROM desk_taskmove m WHERE m.task_id = t.id)) n
    WHERE desk_task.id = n.id
    RETURNING desk_task.id, desk_task.title,
        jsonb_build_object('before', n.before_on, 'due_on', n.due_on, 'place', n.place)"""

_OVER = """
    UPDATE desk_task t SET done_on = %(on)s, changed_at = now()
    FROM renewals_renewal r
    WHERE r.id = t.renewal_id AND r.closed_on IS NOT NULL AND t.done_on IS NULL
        AND NOT t.after_close AND (%(ids)s::bigint[] IS NULL OR r.id = ANY(%(ids)s::bigint[]))
    RETURNING t.id, t.title, jsonb_build_object('why', %(why)s::text)"""

_WRITTEN_OFF = """
    INSERT INTO desk_taskresult (task_id, kind, result, done_on, done_by_id)
    SELECT id, 'not_needed', %(why)s, %(on)s, %(by)s FROM unnest(%(ids)s::bigint[]) AS over (id)"""


@dataclass(frozen=True, slots=True)
class Followed:
    """How many tasks were written off, opened by that, and given another day."""

    written_off: int = 0
    opened: int = 0
    recounted: int = 0


@transaction.atomic
def follow_renewals(*, by: User, on: date, at: datetime | None = None) -> Followed:
    """Bring tasks up to what happened to their renewals. Doing it again changes nothing."""
    cursor, is_new = ReaderCursor.objects.select_for_update().get_or_create(reader=READER)
    if is_new:
        cursor.event_id = latest_event()
        cursor.save()
        return _write_off(None, by=by, on=on, at=at)
    told, reached = told_since(cursor.event_id, (OWNED, CLOSED, SETTLED))
    recounted = recount_days(renewal_ids=told[OWNED], by=by, on=on)
    closed = sorted(told[CLOSED] | told[SETTLED])
    done = _write_off(closed, by=by, on=on, at=at) if closed else Followed()
    if reached > cursor.event_id:
        cursor.event_id = reached
        cursor.save()
    return Followed(done.written_off, done.opened, len(recounted))


@transaction.atomic
def recount_days(*, renewal_ids: Iterable[int], by: User, on: date) -> list[int]:
    """Count the working days of open tasks again where their owner works elsewhere now.

    Service levels stay: they were promised when the task opened.
    """
    found: list[int] = []
    for ids in chunks(sorted(renewal_ids)):
        tasks = Task.objects.filter(renewal_id__in=list(ids), done_on=None)
        if tasks.filter(play_task__working_days=True).exists():
            rows = place_rows(
                years=(on.year - 4, on.year + 5), hours=(), opened=instant_of(on, None)
            )
            found += write_audited(
                by=by, on=on, verb=RECOUNT_VERB, model=Task, sql=_RECOUNTED,
                params={"ids": list(ids), **rows},
            )  # fmt: skip
    return found


def _write_off(ids: list[int] | None, *, by: User, on: date, at: datetime | None) -> Followed:
    written = write_audited(
        by=by, on=on, verb=WRITE_OFF_VERB, model=Task, sql=_OVER,
        params={"ids": ids, "on": on, "why": WHY},
    )  # fmt: skip
    if not written:
        return Followed()
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_OFF, {"ids": written, "on": on, "by": by.pk, "why": WHY})
    return Followed(len(written), len(open_after(task_ids=written, by=by, on=on, at=at)))
