"""Finish a task with a result."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.desk.models import Task, TaskResult
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed

DONE_VERB = "desk.finish_task"


class TaskFinished(Conflict):
    """The task has been finished already; the message says by whom and with which result."""


@transaction.atomic
def finish_task(
    *, task_id: int, result: str, not_needed: bool = False, by: User, on: date
) -> TaskResult:
    """Finish a task with what came of it, or with why it is not needed.

    The same result by the same person again changes nothing. Raises TaskFinished, InvalidInput,
    NotAllowed.
    """
    if not may(by.role, Permission.DO_TASKS):
        raise NotAllowed("Your role may look at tasks but not finish them.")
    result = " ".join(result.split())
    if not 0 < len(result) <= 500:
        asked = "why it is not needed" if not_needed else "what came of it"
        raise InvalidInput(f"Say in at most 500 characters {asked}.")
    visible = Task.objects.visible_to(by).select_for_update(of=("self",))
    task = visible.select_related("play_task", "renewal__contract").filter(pk=task_id).first()
    if task is None:
        raise InvalidInput("There is no such task in your book.")
    kind = TaskResult.Kind.NOT_NEEDED if not_needed else TaskResult.Kind.DONE
    if task.done_on is not None:
        return _again(task, kind, result, by)
    made = TaskResult.objects.create(task=task, kind=kind, result=result, done_on=on, done_by=by)
    task.done_on = on
    task.save(update_fields=["done_on"])
    detail = {"task": task.pk, "title": task.play_task.title, "kind": kind.value, "result": result}
    record_event(by=by, on=on, verb=DONE_VERB, subject=task.renewal, detail=detail)
    return made


def _again(task: Task, kind: str, result: str, by: User) -> TaskResult:
    before = TaskResult.objects.select_related("done_by").get(task=task)
    if (before.kind, before.result, before.done_by_id) == (kind, result, by.pk):
        return before
    said = f"{before.get_kind_display().lower()} by {before.done_by}: {before.result}"
    raise TaskFinished(f"The task is finished already, {said}")
