"""One task: its page, opening one by hand, and what is done to it before it is finished."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.commands.task_work import (
    NewTask,
    add_task,
    assign_task,
    attach_evidence,
    move_task,
    tick_item,
    untick_item,
)
from tenure.desk.queries.task_page import evidence_file, task_view
from tenure.desk.rules.plays import OWNERS
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_number
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused
from tenure.web.views.files import read_upload, uploaded_file


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show a task with its checklist, what it waits for, and its evidence."""
    user, today = user_of(request), clock.today()
    view = task_view(task_id, user=user, on=today)
    if view is None:
        raise Http404
    context = {
        "view": view, "row": view.row, "today": today, "roles": OWNERS.items(),
        "may_do": may(user.role, Permission.DO_TASKS),
    }  # fmt: skip
    return render(request, "tenure/pages/task.html", context)


@asks(Permission.DO_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest) -> HttpResponse:
    """Open a task by hand."""
    given = request.POST if request.method == "POST" else request.GET
    names = ("renewal", "customer", "title", "owner", "due", "checklist")
    typed = {name: given.get(name, "")[:4000] for name in names}
    reason = ""
    if request.method == "POST":
        try:
            made = add_task(
                task=_asked(typed), by=user_of(request), on=clock.today(), at=clock.now()
            )
        except TenureError as error:
            reason = str(error)
        else:
            messages.success(request, "The task is open.")
            return redirect("task", made.pk)
    context = {"typed": typed, "reason": reason, "roles": OWNERS.items()}
    status = 422 if reason else 200
    return render(request, "tenure/pages/task_new.html", context, status=status)


def _asked(typed: dict[str, str]) -> NewTask:
    due_on = read_day(typed["due"])
    if due_on is None:
        raise InvalidInput("Say on which day it is due.")
    return NewTask(
        title=typed["title"], owner=typed["owner"], due_on=due_on,
        renewal_id=read_number(typed["renewal"]), customer=typed["customer"].strip(),
        checklist=tuple(typed["checklist"].splitlines()),
    )  # fmt: skip


@asks(Permission.DO_TASKS)
@require_POST
def task_due(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task another day, with the reason."""

    def move() -> None:
        due_on = read_day(request.POST.get("due", ""))
        if due_on is None:
            raise InvalidInput("Say on which day it is due.")
        move_task(
            task_id=task_id, due_on=due_on, reason=request.POST.get("why", ""),
            by=user_of(request), on=clock.today(),
        )  # fmt: skip

    return _done(request, task_id, move, "The day is moved.")


@asks(Permission.DO_TASKS)
@require_POST
def task_owner(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task to a colleague or a role."""
    owner = request.POST.get("owner", "")[:200]
    return _done(
        request,
        task_id,
        lambda: assign_task(task_id=task_id, owner=owner, by=user_of(request), on=clock.today()),
        "The task is given.",
    )


@asks(Permission.DO_TASKS)
@require_POST
def task_item(request: HttpRequest, task_id: int, item: int) -> HttpResponse:
    """Tick an item of the checklist, or take the tick back."""
    tick = untick_item if request.POST.get("to") == "open" else tick_item
    return _done(
        request,
        task_id,
        lambda: tick(task_id=task_id, item=item, by=user_of(request), on=clock.today()),
        "The checklist is changed.",
    )


@asks(Permission.DO_TASKS)
@require_POST
def task_evidence(request: HttpRequest, task_id: int) -> HttpResponse:
    """Attach a file, a link or a note."""
    return _done(
        request,
        task_id,
        lambda: attach_evidence(
            task_id=task_id, note=request.POST.get("note", ""), link=request.POST.get("link", ""),
            content=read_upload(request, "file"), by=user_of(request), on=clock.today(),
        ),
        "It is attached.",
    )  # fmt: skip


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def task_file(request: HttpRequest, task_id: int, evidence_id: int) -> HttpResponse:
    """Send a file that is attached to a task."""
    document = evidence_file(evidence_id, user=user_of(request))
    if document is None:
        raise Http404
    return uploaded_file(request, document, f"task-{task_id}-{evidence_id}")


def _done(
    request: HttpRequest, task_id: int, command: Callable[[], object], said: str
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, said)
    return redirect("task", task_id)
