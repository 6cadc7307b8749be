"""Add a task, look at it, and work on it until it is finished."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User


def configure(does: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare a subcommand for each thing that is done to one task."""
    added = does.add_parser("add", help="open a task by hand")
    added.add_argument("--title", required=True)
    added.add_argument("--owner", required=True, metavar="CODE", help="a colleague, or a role")
    added.add_argument("--due", required=True, type=session.parse_day, metavar="DAY")
    added.add_argument("--renewal", type=int, metavar="NUMBER", help="the renewal it is about")
    added.add_argument("--customer", default="", metavar="KEY", help="or the customer")
    added.add_argument("--item", action="append", default=[], help="of the checklist; repeat it")
    added.add_argument("--after", type=int, action="append", default=[], metavar="TASK")
    added.add_argument("--after-close", action="store_true", help="also when the renewal is closed")
    does.add_parser("show", help="one task").add_argument("task", type=int, metavar="NUMBER")
    moved = does.add_parser("move", help="give a task another day")
    moved.add_argument("task", type=int, metavar="NUMBER")
    moved.add_argument("--due", required=True, type=session.parse_day, metavar="DAY")
    moved.add_argument("--why", required=True)
    given = does.add_parser("give", help="give a task to somebody else")
    given.add_argument("task", type=int, metavar="NUMBER")
    given.add_argument("--to", required=True, metavar="CODE", help="a colleague, or a role")
    for name, words in (("tick", "tick an item"), ("untick", "take a tick back")):
        ticked = does.add_parser(name, help=f"{words} of a task's checklist")
        ticked.add_argument("task", type=int, metavar="NUMBER")
        ticked.add_argument("item", type=int, help="counted from 1")
    attached = does.add_parser("attach", help="attach a file, a link or a note")
    attached.add_argument("task", type=int, metavar="NUMBER")
    attached.add_argument("--file", type=Path, metavar="FILE", help="PDF, PNG or JPEG")
    attached.add_argument("--link", default="")
    attached.add_argument("--note", default="")


def _add(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.task_work import NewTask, add_task

    asked = NewTask(
        title=given.title, owner=given.owner, due_on=given.due, renewal_id=given.renewal,
        customer=given.customer, checklist=tuple(given.item), after=tuple(given.after),
        after_close=given.after_close,
    )  # fmt: skip
    task = add_task(task=asked, by=actor, on=session.today(), at=session.now())
    return _said(given, task.pk, f"{task.title}, due on {task.due_on}")


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.task_page import task_view
    from tenure.kernel.errors import InvalidInput

    view = task_view(given.task, user=actor, on=session.today())
    if view is None:
        raise InvalidInput("There is no such task.")
    row = view.row
    told = {
        "task": row.id, "title": row.title, "due_on": row.due_on, "state": row.state,
        "owner": row.owner or row.owner_role, "renewal": row.renewal_id, "contract": row.contract,
        "customer": row.customer, "result": row.result, "sla_due_at": view.sla_due_at,
        "checklist": [
            {"item": one.number, "words": one.words, "ticked": one.tick is not None}
            for one in view.items
        ],
        "after": [one.pk for one in view.befores], "before": [one.pk for one in view.afters],
        "moves": [
            {"from": one.before_on, "to": one.due_on, "why": one.reason} for one in view.moves
        ],
        "evidence": [
            {"note": one.note, "link": one.link, "file": one.document_id is not None}
            for one in view.evidence
        ],
    }  # fmt: skip
    if not given.json:
        print(f"{row.title}\n  {row.state}, due on {row.due_on}, {told['owner']}")
        for one in view.items:
            print(f"  [{'x' if one.tick else ' '}] {one.number} {one.words}")
        for before in view.befores:
            print(f"  after task {before.pk}: {before.title}")
    return told


def _move(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.task_work import move_task

    move_task(task_id=given.task, due_on=given.due, reason=given.why, by=actor, on=session.today())
    return _said(given, given.task, f"due on {given.due}")


def _give(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.task_work import assign_task

    assign_task(task_id=given.task, owner=given.to, by=actor, on=session.today())
    return _said(given, given.task, f"given to {given.to}")


def _tick(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.task_work import tick_item

    tick_item(task_id=given.task, item=given.item, by=actor, on=session.today())
    return _said(given, given.task, f"item {given.item} is ticked")


def _untick(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.task_work import untick_item

    untick_item(task_id=given.task, item=given.item, by=actor, on=session.today())
    return _said(given, given.task, f"item {given.item} is not ticked")


def _attach(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.task_work import attach_evidence
    from tenure.kernel.errors import InvalidInput

    try:
        content = given.file.read_bytes() if given.file else b""
    except OSError as error:
        raise InvalidInput(f"{given.file} cannot be read: {error.strerror}.") from error
    attach_evidence(
        task_id=given.task, content=content, link=given.link, note=given.note, by=actor,
        on=session.today(),
    )  # fmt: skip
    return _said(given, given.task, "it is attached")


def _said(given: argparse.Namespace, task_id: int, words: str) -> dict[str, Any]:
    if not given.json:
        print(f"task {task_id}: {words}")
    return {"task": task_id, "told": words}


DOES = {
    "add": _add, "show": _show, "move": _move, "give": _give, "tick": _tick, "untick": _untick,
    "attach": _attach,
}  # fmt: skip
