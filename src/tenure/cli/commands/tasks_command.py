"""Tasks of plays and by hand: list, add, work on and finish them, reminders, the calendar.

tenure tasks list                               due within 14 days or overdue
tenure tasks list --overdue --owner alice@example.com
tenure tasks list --all --limit 500
tenure tasks done 17 --result "Quote sent, decision on 3 March"
tenure tasks done 17 18 --result "x" --preview   what would happen to each
tenure tasks done 18 --result "No usage to compare" --not-needed
tenure tasks start 42 early-renewal --why "They want to expand now"     42: the renewal's number
tenure tasks add --title "Call Dana" --owner alice@example.com --due 2027-02-01 --renewal 42
tenure tasks move 17 --due 2027-02-05 --why "Dana is away"
tenure tasks tick 17 2                          the second item of the checklist
tenure tasks remind alice@example.com --by webhook --address-in hook.txt --days 1 3
tenure tasks calendar alice@example.com         a new secret address
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.tasks import reminding, working
from tenure.kernel.errors import Conflict

if TYPE_CHECKING:
    from tenure.desk.queries.tasks import TaskRow, Whose
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done to tasks."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    listed = does.add_parser("list", help="open tasks, by the day on which they are due")
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--overdue", action="store_true", help="only what is overdue")
    which.add_argument("--all", action="store_true", help="whenever it is due")
    which.add_argument("--waiting", action="store_true", help="those that wait for others")
    which.add_argument("--done", action="store_true", help="those finished in the last 14 days")
    listed.add_argument("--owner", default="", metavar="CODE", help="a colleague's code or e-mail")
    listed.add_argument("--limit", type=int, default=100, metavar="N", help="(100)")
    done = does.add_parser("done", help="finish a task")
    done.add_argument("tasks", type=int, nargs="+", metavar="NUMBER")
    done.add_argument("--result", required=True, help="what came of it, or why it is not needed")
    done.add_argument("--not-needed", action="store_true", help="it was not needed here")
    done.add_argument("--preview", action="store_true", help="say what would happen to each")
    start = does.add_parser("start", help="start a play on a renewal by hand")
    start.add_argument("renewal", type=int, metavar="RENEWAL", help="the renewal's number")
    start.add_argument("play", metavar="PLAY", help="the play's code")
    start.add_argument("--why", required=True)
    working.configure(does)
    reminding.configure(does)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    does = {"list": _list, "done": _done, "start": _start, **working.DOES, **reminding.DOES}
    told = does[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.tasks import task_page

    asked = ("overdue", "all", "waiting", "done")
    which = next((one for one in asked if getattr(given, one)), "due")
    size = max(1, min(given.limit, 10_000))
    page = task_page(actor, which=which, on=session.today(), whose=_whose(given), size=size)
    if not given.json:
        for row in page.rows:
            late = " OVERDUE" if row.state == "overdue" else ""
            owner = row.owner or row.owner_role
            print(f"{row.id:>8}  {row.due_on}{late}  {row.contract}  {owner}  {row.title}")
        more = "+" if page.count_is_capped else ""
        print(f"{len(page.rows)} of {page.count}{more} tasks")
    return {"count": page.count, "tasks": [_plain(row) for row in page.rows]}


def _whose(given: argparse.Namespace) -> Whose | None:
    from tenure.desk.queries.tasks import whose_tasks_named
    from tenure.kernel.errors import InvalidInput

    if not given.owner:
        return None
    whose = whose_tasks_named(given.owner)
    if whose is None:
        raise InvalidInput(f"There is no colleague {given.owner}.")
    return whose


def _done(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.tasks import finish_tasks
    from tenure.kernel.errors import InvalidInput

    if given.preview:
        return _preview(given, actor)
    done = finish_tasks(
        task_ids=given.tasks, result=given.result, not_needed=given.not_needed, by=actor,
        on=session.today(), at=session.now(),
    )  # fmt: skip
    if done.missing and not (done.finished or done.already or done.refused):
        raise InvalidInput("There is no such task in your book.")
    if not (done.finished or done.already):
        raise Conflict("; ".join(done.refused.values()))
    kind = "not_needed" if given.not_needed else "done"
    if not given.json:
        for task_id in done.finished:
            print(f"task {task_id}: {kind.replace('_', ' ')}")
        for task_id in done.already:
            print(f"task {task_id}: so already")
        for task_id, reason in done.refused.items():
            print(f"task {task_id}: {reason}", file=sys.stderr)
        if done.missing:
            print(f"{done.missing} of them are not in your book", file=sys.stderr)
    return {
        "tasks": done.finished, "already": done.already, "kind": kind, "result": given.result,
        "refused": done.refused, "missing": done.missing,
    }  # fmt: skip


def _preview(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.task_finish import finish_preview
    from tenure.kernel.errors import InvalidInput

    kind = "not_needed" if given.not_needed else "done"
    page = finish_preview(actor, task_ids=given.tasks, result=given.result, kind=kind)
    if page.error:
        raise InvalidInput(page.error)
    if not given.json:
        for row in page.rows:
            does = f"REFUSED {row.refused}" if row.refused else kind if row.changes else "stays"
            print(f"task {row.task.task_id}: {row.task.title}: {does}")
    return {
        "changing": page.changing, "staying": page.staying, "missing": page.missing,
        "tasks": [
            {"task": row.task.task_id, "title": row.task.title, "changes": row.changes,
             "refused": row.refused}
            for row in page.rows
        ],
    }  # fmt: skip


def _start(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.plays import start_play

    start = start_play(
        renewal_id=given.renewal, code=given.play, why=given.why, by=actor, on=session.today()
    )
    if not given.json:
        print(f"{start.version} is started on renewal {given.renewal}")
    return {"renewal": given.renewal, "play": given.play, "version": start.version.version}


def _plain(row: TaskRow) -> dict[str, Any]:
    return {
        "task": row.id, "title": row.title, "due_on": row.due_on, "when": row.when,
        "state": row.state, "role": row.owner_role, "owner": row.owner, "play": row.play,
        "version": row.version, "renewal": row.renewal_id, "contract": row.contract,
        "customer": row.customer,
    }  # fmt: skip
