"""Tasks by hand, and what people do to a task before it is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from tenure.desk.commands.task_opening import open_ready
from tenure.desk.commands.tasks import TaskFinished, locked_task
from tenure.desk.models import Task, TaskAfter, TaskEvidence, TaskMove, TaskTick
from tenure.desk.rules.plays import OWNERS
from tenure.desk.rules.task_keys import read_checklist
from tenure.directory.models import StaffMember
from tenure.directory.queries import customers_visible_to
from tenure.documents.commands import store
from tenure.documents.rules import media_type_of
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Renewal

FARTHEST = timedelta(days=3 * 366)
MOST_EVIDENCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What a person wants done. `owner` is a role, or the code or address of a colleague.

    About a renewal, or a customer (by key), or neither: then it needs a colleague as owner.
    """

    title: str
    owner: str
    due_on: date
    renewal_id: int | None = None
    customer: str = ""
    checklist: tuple[str, ...] = ()
    after: tuple[int, ...] = ()
    after_close: bool = False


@transaction.atomic
def add_task(*, task: NewTask, by: User, on: date, at: datetime | None = None) -> Task:
    """Open a task by hand. The same open task again (title, owner, day, what it is about) is
    returned as it is. Raises InvalidInput, NotAllowed, Conflict."""
    _require(by)
    title = _words(task.title, 160, "what is to be done")
    _check_day(task.due_on, on)
    renewal = _renewal(task.renewal_id, by) if task.renewal_id is not None else None
    customer = None
    if renewal is None and task.customer:
        customer = customers_visible_to(by).filter(key=task.customer).first()
        if customer is None:
            raise InvalidInput(f"There is no customer {task.customer[:60]} in your book.")
    role, owner = _owner(task.owner, is_about_renewal=renewal is not None)
    facts = {
        "renewal": renewal, "customer": customer, "title": title, "owner_role": role,
        "owner": owner, "due_on": task.due_on, "play_task": None, "done_on": None,
    }  # fmt: skip
    before = Task.objects.filter(**facts).first()
    if before is not None:
        return before
    befores = _befores(task.after, renewal, by)
    made = Task.objects.create(
        **facts, after_close=task.after_close, checklist=list(read_checklist(task.checklist)),
        made_by=by,
    )  # fmt: skip
    TaskAfter.objects.bulk_create(TaskAfter(task=made, before=one) for one in befores)
    detail = {"task": made.pk, "title": title, "due_on": str(task.due_on), "owner": task.owner[:60]}
    record_event(by=by, on=on, verb="desk.add_task", subject=renewal or made, detail=detail)
    open_ready(task_ids=[made.pk], by=by, on=on, at=at)
    made.refresh_from_db()
    return made


@transaction.atomic
def move_task(*, task_id: int, due_on: date, reason: str, by: User, on: date) -> Task:
    """Give an open task another day, with the reason. To the day that it has: changes nothing."""
    task = _open(task_id, by)
    reason = _words(reason, 300, "why the day moves")
    _check_day(due_on, on)
    if due_on == task.due_on:
        return task
    TaskMove.objects.create(
        task=task, before_on=task.due_on, due_on=due_on, reason=reason, moved_on=on, moved_by=by
    )
    detail = {"task": task.pk, "before": str(task.due_on), "due_on": str(due_on), "why": reason}
    task.due_on = due_on
    _save(task, "due_on")
    record_event(by=by, on=on, verb="desk.move_task", subject=task.renewal or task, detail=detail)
    return task


@transaction.atomic
def assign_task(*, task_id: int, owner: str, by: User, on: date) -> Task:
    """Give an open task to a colleague, or to a role; to whose it is: changes nothing."""
    task = _open(task_id, by)
    role, staff = _owner(owner, is_about_renewal=task.renewal_id is not None)
    if (task.owner_role, task.owner) == (role, staff):
        return task
    task.owner_role, task.owner = role, staff
    _save(task, "owner_role", "owner")
    detail = {"task": task.pk, "owner": staff.code if staff else role}
    record_event(by=by, on=on, verb="desk.assign_task", subject=task.renewal or task, detail=detail)
    return task


@transaction.atomic
def tick_item(*, task_id: int, item: int, by: User, on: date) -> None:
    """Tick an item of an open task's checklist, counted from 1. Again: changes nothing."""
    task = _open(task_id, by)
    _, made = TaskTick.objects.get_or_create(
        task=task, item=_place(task, item), defaults={"ticked_on": on, "ticked_by": by}
    )
    if made:
        _tell_of_item("desk.tick_item", task, item, by, on)


@transaction.atomic
def untick_item(*, task_id: int, item: int, by: User, on: date) -> None:
    """Take the tick of an item back; the audit log keeps who had ticked it."""
    task = _open(task_id, by)
    removed, _ = TaskTick.objects.filter(task=task, item=_place(task, item)).delete()
    if removed:
        _tell_of_item("desk.untick_item", task, item, by, on)


@transaction.atomic
def attach_evidence(
    *, task_id: int, note: str = "", link: str = "", content: bytes = b"", by: User, on: date
) -> TaskEvidence:
    """Attach a file (PDF, PNG, JPEG), a link or a note to a task, also to a finished one.

    The same again changes nothing.
    """
    _require(by)
    task = locked_task(task_id, by)
    note, link = " ".join(note.split()), link.strip()
    if not (note or link or content):
        raise InvalidInput("Attach a file, a link or a note.")
    if len(note) > 500 or len(link) > 500:
        raise InvalidInput("A note or a link has at most 500 characters.")
    if link and (not link.lower().startswith(("https://", "http://")) or not link.isprintable()):
        raise InvalidInput("A link begins with https:// or http://.")
    document = None
    if content:
        media_type = media_type_of(content)
        document = store(content=content, media_type=media_type, template="evidence", by=by, on=on)
    same = task.evidence.filter(note=note, link=link, document=document, added_by=by).first()
    if same is not None:
        return same
    if task.evidence.count() >= MOST_EVIDENCE:
        raise Conflict(f"A task has at most {MOST_EVIDENCE} things attached.")
    made = TaskEvidence.objects.create(
        task=task, note=note, link=link, document=document, added_on=on, added_by=by
    )
    detail = {"task": task.pk, "note": note, "link": link, "file": document is not None}
    verb = "desk.attach_evidence"
    record_event(by=by, on=on, verb=verb, subject=task.renewal or task, detail=detail)
    return made


def _require(by: User) -> None:
    if not may(by.role, Permission.DO_TASKS):
        raise NotAllowed("Your role may look at tasks but not work on them.")


def _open(task_id: int, by: User) -> Task:
    _require(by)
    task = locked_task(task_id, by)
    if task.done_on is not None:
        raise TaskFinished("The task is finished already.")
    return task


def _save(task: Task, *fields: str) -> None:
    task.changed_at = Now()
    task.save(update_fields=[*fields, "changed_at"])


def _words(text: str, longest: int, what: str) -> str:
    text = " ".join(text.split())
    if not 0 < len(text) <= longest or not text.isprintable():
        raise InvalidInput(f"Say in at most {longest} characters {what}.")
    return text


def _check_day(due_on: date, on: date) -> None:
    if not on <= due_on <= on + FARTHEST:
        raise InvalidInput("A task is due between today and three years from now.")


def _renewal(renewal_id: int, by: User) -> Renewal:
    found = Renewal.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=renewal_id)
    renewal = found.first()
    if renewal is None:
        raise InvalidInput("There is no such renewal in your book.")
    if renewal.closed_on is not None:
        raise Conflict("The renewal is closed: nothing is added to it any more.")
    return renewal


def _owner(named: str, *, is_about_renewal: bool) -> tuple[str, StaffMember | None]:
    """Return the role or the colleague that a text names."""
    named = named.strip()
    if named in OWNERS:
        if not is_about_renewal:
            raise InvalidInput("A task without a renewal has a colleague as its owner, not a role.")
        return named, None
    found = StaffMember.objects.filter(active=True, code__iexact=named).first()
    found = found or StaffMember.objects.filter(active=True, email__iexact=named).first()
    if not named or found is None:
        raise InvalidInput(f"There is no colleague and no role {named[:60]!r}.")
    return "", found


def _befores(ids: Sequence[int], renewal: Renewal | None, by: User) -> list[Task]:
    found = list(Task.objects.visible_to(by).filter(pk__in=list(ids), renewal=renewal))
    if len(found) < len(set(ids)):
        raise InvalidInput("A task can only wait for tasks of the same renewal.")
    return found


def _place(task: Task, item: int) -> int:
    if not 1 <= item <= len(task.checklist):
        raise InvalidInput(f"The task's checklist has {len(task.checklist)} items.")
    return item - 1


def _tell_of_item(verb: str, task: Task, item: int, by: User, on: date) -> None:
    _save(task)
    detail = {"task": task.pk, "item": task.checklist[item - 1]}
    record_event(by=by, on=on, verb=verb, subject=task.renewal or task, detail=detail)
