"""Open tasks: those of a play that starts, and those that waited for others.

Days and hours are counted in the calendar of the owner: the person whose task it is, for a role
the owner of the renewal, for nobody Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models.functions import ExtractYear

from tenure.desk.models import PlayStart, PlayTask, Task, TaskAfter
from tenure.desk.queries.task_places import PERSON, PLACES, WORKING_DAY, place_rows
from tenure.desk.rules.task_dates import NOWHERE, instant_of
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User

OPEN_VERB = "desk.open_task"
_BASE = "CASE WHEN t.from_start THEN s.started_on ELSE r.renewal_on END"
_PLACE = f"coalesce(w.place, '{NOWHERE}')"
# Of a play's task, which names a role: its person. `t` here is the play's task, without an owner.
_OF_ROLE = PERSON.replace("t.owner_id", "NULL::bigint")

# A task whose day had passed when its play started is due at once, or skipped: as the play says.
_OF_PLAYS = f"""
    WITH {PLACES}, made AS (
    INSERT INTO desk_task (renewal_id, start_id, play_task_id, title, owner_role, due_on,
        after_close, opened_on, place, sla_hours, sla_due_at, checklist)
    SELECT s.renewal_id, s.id, t.id, t.title, t.owner_role, greatest(d.due_on, s.started_on),
        t.after_close, CASE WHEN t.after = '{{}}' THEN %(on)s::date END,
        CASE WHEN t.working_days OR t.sla_hours IS NOT NULL THEN {_PLACE} ELSE '' END,
        t.sla_hours, CASE WHEN t.after = '{{}}' THEN l.due_at END, t.checklist
    FROM desk_playstart s
    JOIN renewals_renewal r ON r.id = s.renewal_id
    JOIN directory_customer u ON u.id = r.customer_id
    JOIN desk_playtask t ON t.version_id = s.version_id
    LEFT JOIN worker w ON w.staff_id = coalesce({_OF_ROLE}, r.owner_id)
    LEFT JOIN calendar c ON t.working_days AND c.place = {_PLACE}
    LEFT JOIN sla l ON l.hours = t.sla_hours AND l.place = {_PLACE}
    CROSS JOIN LATERAL (
        SELECT CASE WHEN t.working_days THEN {WORKING_DAY.format(base=_BASE, days="t.days")}
                    ELSE {_BASE} + t.days END AS due_on) d
    WHERE s.id = ANY(%(starts)s) AND (d.due_on >= s.started_on OR t.late = 'at_once')
    ON CONFLICT (renewal_id, play_task_id) DO NOTHING
    RETURNING id, opened_on)
    SELECT count(*), coalesce(array_agg(id) FILTER (WHERE opened_on IS NULL), '{{}}') FROM made"""

_WAITING = """
    INSERT INTO desk_taskafter (task_id, before_id)
    SELECT t.id, b.id
    FROM desk_task t
    JOIN desk_playtask p ON p.id = t.play_task_id
    JOIN desk_playtask q ON q.version_id = p.version_id AND q.code = ANY(p.after)
    JOIN desk_task b ON b.start_id = t.start_id AND b.play_task_id = q.id
    WHERE t.id = ANY(%(ids)s)
    ON CONFLICT (task_id, before_id) DO NOTHING"""

# What waited is due on the day on which it opens at the earliest.
_READY = f"""
    UPDATE desk_task SET opened_on = %(on)s, due_on = greatest(due_on, %(on)s),
        sla_due_at = ready.due_at, changed_at = now()
    FROM (
        WITH {PLACES}
        SELECT t.id, l.due_at FROM desk_task t
        LEFT JOIN sla l
            ON l.hours = t.sla_hours AND l.place = coalesce(nullif(t.place, ''), '{NOWHERE}')
        WHERE t.id = ANY(%(ids)s) AND t.opened_on IS NULL AND t.done_on IS NULL
            AND NOT EXISTS (
                SELECT FROM desk_taskafter a JOIN desk_task b ON b.id = a.before_id
                WHERE a.task_id = t.id AND b.done_on IS NULL)) ready
    WHERE desk_task.id = ready.id
    RETURNING desk_task.id, desk_task.title, jsonb_build_object('due_on', desk_task.due_on)"""


def open_of_plays(
    *, renewal_ids: Sequence[int], by: User, on: date, at: datetime | None = None
) -> int:
    """Open the tasks of plays that have none yet on these renewals; return how many."""
    if not renewal_ids:
        return 0
    started = PlayStart.objects.filter(renewal_id__in=list(renewal_ids), tasks=None).order_by()
    versions = dict(started.values_list("pk", "version_id"))
    planned = PlayTask.objects.filter(version_id__in=set(versions.values()))
    hours = {one for one in planned.values_list("sla_hours", flat=True) if one is not None}
    years = _years(renewal_ids, on) if planned.filter(working_days=True).exists() else None
    rows = place_rows(years=years, hours=hours, opened=instant_of(on, at))
    with connection.cursor() as cursor:
        cursor.execute(_OF_PLAYS, {"starts": list(versions), "on": on, **rows})
        [(opened, waiting)] = cursor.fetchall()
        if waiting:
            cursor.execute(_WAITING, {"ids": waiting})
    open_ready(task_ids=waiting, by=by, on=on, at=at)
    return int(opened)


def open_after(
    *, task_ids: Sequence[int], by: User, on: date, at: datetime | None = None
) -> list[int]:
    """Open what waited for these finished tasks alone; return the tasks that opened.

    What waits is locked first: of two that finish at once, the later one sees the other.
    """
    waiting = Task.objects.filter(
        pk__in=TaskAfter.objects.filter(before__in=list(task_ids)).values("task"),
        opened_on=None, done_on=None,
    )  # fmt: skip
    ids = list(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
    return open_ready(task_ids=ids, by=by, on=on, at=at)


def open_ready(
    *, task_ids: Sequence[int], by: User, on: date, at: datetime | None = None
) -> list[int]:
    """Open those of these tasks that wait for nothing any more; return them."""
    if not task_ids:
        return []
    waiting = Task.objects.filter(pk__in=list(task_ids), sla_hours__isnull=False)
    hours = {one for one in waiting.values_list("sla_hours", flat=True) if one is not None}
    rows = place_rows(years=None, hours=hours, opened=instant_of(on, at))
    return write_audited(
        by=by, on=on, verb=OPEN_VERB, model=Task, sql=_READY,
        params={"ids": list(task_ids), "on": on, **rows},
    )  # fmt: skip


def _years(renewal_ids: Sequence[int], on: date) -> tuple[int, int]:
    """Return the years that days counted from these renewals, or from today, may reach."""
    found = PlayStart.objects.filter(renewal_id__in=list(renewal_ids)).order_by()
    years = {on.year, *found.values_list(ExtractYear("renewal__renewal_on"), flat=True).distinct()}
    return min(years) - 4, max(years) + 4
