"""What finishing many tasks at once would do to each, from the facts of the moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tenure.desk.models import Task, TaskAfter, TaskTick
from tenure.desk.queries.bulk import checked_number
from tenure.desk.rules.previews import CountsRows
from tenure.desk.rules.task_finish import (
    Finish,
    PlannedFinish,
    TaskFacts,
    checked_result,
    planned_finish,
)
from tenure.desk.rules.task_keys import open_items
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class FinishPreview(CountsRows):
    """What would happen to each task that the person sees; `missing` they do not see.

    With `error` it was not said well enough how they are finished: the rows say nothing then.
    """

    rows: tuple[PlannedFinish, ...]
    missing: int
    error: str = ""


def finish_preview(user: User, *, task_ids: Sequence[int], result: str, kind: str) -> FinishPreview:
    """Return what would happen to the tasks (four queries). Raise InvalidInput for none of them."""
    checked_number(task_ids, "tasks")
    found = Task.objects.visible_to(user).filter(pk__in=task_ids)
    try:
        wanted = Finish(kind, checked_result(result, kind), user.pk)
    except InvalidInput as error:
        rows = tuple(PlannedFinish(task, changes=False) for task in _facts(found))
        return FinishPreview(rows, len(set(task_ids)) - len(rows), str(error))
    planned = plan_of(found, wanted)
    return FinishPreview(planned, len(set(task_ids)) - len(planned))


def plan_of(found: QuerySet[Task], wanted: Finish) -> tuple[PlannedFinish, ...]:
    """Return what would happen to these tasks, which the caller may have locked."""
    return tuple(planned_finish(task, wanted) for task in _facts(found))


def _facts(found: QuerySet[Task]) -> list[TaskFacts]:
    details = ("renewal__contract", "renewal__customer", "customer", "result__done_by")
    tasks = list(found.select_related(*details).order_by("due_on", "pk"))
    ids = [task.pk for task in tasks]
    waits: dict[int, list[str]] = defaultdict(list)
    befores = TaskAfter.objects.filter(task__in=ids, before__done_on=None)
    for task_id, title in befores.values_list("task_id", "before__title"):
        waits[task_id].append(title)
    ticked: dict[int, set[int]] = defaultdict(set)
    for task_id, item in TaskTick.objects.filter(task__in=ids).values_list("task_id", "item"):
        ticked[task_id].add(item)
    return [
        TaskFacts(
            task_id=task.pk, title=task.title, about=_about(task), due_on=task.due_on,
            waits_for=tuple(waits[task.pk]),
            open_items=tuple(open_items(task.checklist, ticked[task.pk])),
            finished=_finished(task),
        )
        for task in tasks
    ]  # fmt: skip


def _about(task: Task) -> str:
    if task.renewal:
        return f"{task.renewal.customer.name} {task.renewal.contract.key}"
    return task.customer.name if task.customer else ""


def _finished(task: Task) -> Finish | None:
    result = getattr(task, "result", None)
    if result is None:
        return None
    return Finish(result.kind, result.result, result.done_by_id, str(result.done_by))
