"""Everything a task's page shows, composed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tenure.desk.models import Task, TaskEvidence, TaskMove, TaskTick
from tenure.desk.queries.tasks import DETAILS, TaskRow, row_of
from tenure.desk.rules.task_keys import is_mandatory
from tenure.documents.models import Document
from tenure.foundation.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a checklist, counted from 1, with its tick."""

    number: int
    words: str
    is_mandatory: bool
    tick: TaskTick | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task: its list, what it waits for and what waits for it, moves of its day, evidence."""

    row: TaskRow
    items: list[Item]
    befores: list[Task]
    afters: list[Task]
    moves: list[TaskMove]
    evidence: list[TaskEvidence]
    templates: list[str]
    sla_due_at: datetime | None
    made_by: str


def task_view(task_id: int, *, user: User, on: date) -> TaskView | None:
    """Return a task's page (a fixed number of queries); None when it is not visible."""
    found = Task.objects.visible_to(user).select_related(*DETAILS, "made_by")
    task = found.filter(pk=task_id).first()
    if task is None:
        return None
    ticks = {tick.item: tick for tick in task.ticks.select_related("ticked_by")}
    visible = Task.objects.visible_to(user).order_by("due_on", "pk")
    return TaskView(
        row=row_of(task, on),
        items=[
            Item(place + 1, words, is_mandatory(words), ticks.get(place))
            for place, words in enumerate(task.checklist)
        ],
        befores=list(visible.filter(afters__task=task)),
        afters=list(visible.filter(befores__before=task)),
        moves=list(task.moves.select_related("moved_by").order_by("-pk")),
        evidence=list(task.evidence.select_related("added_by", "document").order_by("pk")),
        templates=task.play_task.templates if task.play_task else [],
        sla_due_at=task.sla_due_at,
        made_by=str(task.made_by or ""),
    )


def evidence_file(evidence_id: int, *, user: User) -> Document | None:
    """Return a file that is attached to a task which the person may see."""
    found = TaskEvidence.objects.visible_to(user).select_related("document")
    evidence = found.filter(pk=evidence_id).first()
    return evidence.document if evidence else None
