"""Finish a task with a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Now

from tenure.desk.commands.task_opening import open_after
from tenure.desk.models import Task, TaskResult
from tenure.desk.queries.bulk import checked_number
from tenure.desk.queries.task_finish import plan_of
from tenure.desk.rules.previews import require_as_seen
from tenure.desk.rules.task_finish import (
    Finish,
    checked_result,
    finish_differs,
    finished_already,
    why_it_waits,
)
from tenure.desk.rules.task_keys import open_items
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed

DONE_VERB = "desk.finish_task"


class TaskWaits(Conflict):
    """The task cannot be done yet: it waits for others, or its checklist is open."""


class TaskFinished(Conflict):
    """The task has been finished already; the message says by whom and with which result."""


@dataclass(frozen=True, slots=True)
class FinishedMany:
    """What finishing many came to: those finished now or so already, why others were not.

    `missing` of them are not in the person's book.
    """

    finished: tuple[int, ...]
    already: tuple[int, ...]
    refused: dict[int, str]
    missing: int


@transaction.atomic
def finish_task(
    *, task_id: int, result: str, not_needed: bool = False, by: User, on: date,
    at: datetime | None = None,
) -> TaskResult:  # fmt: skip
    """Finish a task with what came of it, or with why it is not needed; open what waited for it.

    The same result by the same person again changes nothing. Raises TaskFinished, TaskWaits,
    InvalidInput, NotAllowed. `at` is the instant from which the hours of what opens count.
    """
    if not may(by.role, Permission.DO_TASKS):
        raise NotAllowed("Your role may look at tasks but not finish them.")
    kind = TaskResult.Kind.NOT_NEEDED if not_needed else TaskResult.Kind.DONE
    result = checked_result(result, kind)
    task = locked_task(task_id, by)
    if task.done_on is not None:
        return _again(task, kind, result, by)
    if not not_needed:
        _check_is_ready(task)
    made = TaskResult.objects.create(task=task, kind=kind, result=result, done_on=on, done_by=by)
    task.done_on = on
    task.changed_at = Now()
    task.save(update_fields=["done_on", "changed_at"])
    detail = {"task": task.pk, "title": task.title, "kind": kind.value, "result": result}
    record_event(by=by, on=on, verb=DONE_VERB, subject=task.renewal or task, detail=detail)
    open_after(task_ids=[task.pk], by=by, on=on, at=at)
    return made


@transaction.atomic
def finish_tasks(
    *, task_ids: Sequence[int], result: str, not_needed: bool = False,
    seen: Mapping[int, str] | None = None, by: User, on: date, at: datetime | None = None,
) -> FinishedMany:  # fmt: skip
    """Finish those tasks that a preview would; `seen` are the marks of one, none: without one.

    What waits for another of them is refused, as the preview says: it is not made ready meanwhile.
    Where the preview said otherwise of one, nothing is done: PreviewStale. Repeating changes
    nothing.
    """
    if not may(by.role, Permission.DO_TASKS):
        raise NotAllowed("Your role may look at tasks but not finish them.")
    checked_number(task_ids, "tasks")
    kind = TaskResult.Kind.NOT_NEEDED if not_needed else TaskResult.Kind.DONE
    wanted = Finish(kind.value, checked_result(result, kind), by.pk)
    visible = Task.objects.visible_to(by).filter(pk__in=task_ids)
    plan = plan_of(visible.select_for_update(of=("self",)), wanted)
    if seen is not None:
        require_as_seen([row.task.title for row in finish_differs(plan, seen)], joined_by="; ")
    refused = {row.task.task_id: row.refused for row in plan if row.refused}
    finished = []
    for task_id in (row.task.task_id for row in plan if row.changes):
        try:
            finish_task(task_id=task_id, result=result, not_needed=not_needed, by=by, on=on, at=at)
        except Conflict as error:
            refused[task_id] = str(error)
        else:
            finished.append(task_id)
    already = tuple(row.task.task_id for row in plan if not row.changes and not row.refused)
    return FinishedMany(tuple(finished), already, refused, len(set(task_ids)) - len(plan))


def locked_task(task_id: int, user: User) -> Task:
    """Return a task that the person may see, locked; raise InvalidInput where there is none."""
    visible = Task.objects.visible_to(user).select_for_update(of=("self",))
    task = visible.select_related("renewal__contract", "customer").filter(pk=task_id).first()
    if task is None:
        raise InvalidInput("There is no such task in your book.")
    return task


def _check_is_ready(task: Task) -> None:
    """Refuse to call a task done that waits for others, or whose checklist is not ticked."""
    waits = task.befores.filter(before__done_on=None).values_list("before__title", flat=True)
    left = open_items(task.checklist, set(task.ticks.values_list("item", flat=True)))
    if why := why_it_waits(list(waits), left):
        raise TaskWaits(why)


def _again(task: Task, kind: str, result: str, by: User) -> TaskResult:
    before = TaskResult.objects.select_related("done_by").get(task=task)
    if (before.kind, before.result, before.done_by_id) == (kind, result, by.pk):
        return before
    was = Finish(before.kind, before.result, before.done_by_id, str(before.done_by))
    raise TaskFinished(finished_already(was))
