"""Tasks: what is due and overdue, mine or all, and finishing one with a result."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.commands.tasks import finish_task, finish_tasks
from tenure.desk.queries.task_finish import finish_preview
from tenure.desk.queries.tasks import (
    WHICH,
    Person,
    day_of,
    person_with_tasks,
    task_page,
    team_tasks,
    whose_tasks,
)
from tenure.desk.rules.previews import PreviewStale
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.forms import read_position
from tenure.web.numbers import read_marks, read_number, read_numbers
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

_WHOSE = {"mine": "Mine", "team": "My team's", "all": "All I may see"}


@asks(Permission.SEE_PLAYBOOK)
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show the open tasks by the day on which they are due."""
    user, at = user_of(request), clock.now()
    asked = read_number(request.GET.get("of", ""))
    person = person_with_tasks(asked, user=user, at=at) if asked else None
    today = person.today if person else day_of(user, at=at)
    whose = _chosen(request.GET.get("whose", ""), _WHOSE)
    which = _chosen(request.GET.get("which", ""), WHICH)
    position = read_position(request.GET)
    people = {"mine": whose_tasks, "team": team_tasks}.get(whose)
    named = people(user) if people else None
    page = task_page(
        user, which=which, on=today, whose=person.whose if person else named,
        after=(position.day, position.renewal_id) if position else None,
    )  # fmt: skip
    context = {
        "page": page,
        "whose": whose,
        "which": which,
        "whose_choices": _WHOSE.items(),
        "which_choices": WHICH.items(),
        "person": person,
        "query": f"{_of(person) or f'whose={whose}'}&which={which}",
        "before": "first=1" if position else "",
        "after": f"after={page.after[0].isoformat()}.{page.after[1]}" if page.after else "",
        "may_do": may(user.role, Permission.DO_TASKS),
        "today": today,
    }
    return render(request, "tenure/pages/tasks.html", context)


@asks(Permission.DO_TASKS)
@require_POST
def task_result(request: HttpRequest, task_id: int) -> HttpResponse:
    """Finish a task with what came of it, and go back to where it was finished."""
    given = request.POST
    try:
        finish_task(
            task_id=task_id, result=given.get("result", ""),
            not_needed=given.get("kind") == "not_needed", by=user_of(request), on=clock.today(),
            at=clock.now(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The task is finished.")
    if given.get("task"):
        return redirect("task", task_id)
    renewal_id = read_number(given.get("renewal", ""))
    if renewal_id:
        return redirect("renewal", renewal_id)
    return redirect(_list_of(given))


@asks(Permission.DO_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def tasks_bulk(request: HttpRequest) -> HttpResponse:
    """Show what finishing the selected tasks would do to each; by POST do it as it was shown."""
    user, given = user_of(request), request.GET
    if request.method == "POST":
        return _finished(request)
    kind = "not_needed" if given.get("kind") == "not_needed" else "done"
    result = given.get("result", "")
    try:
        page = finish_preview(
            user, task_ids=read_numbers(given.getlist("task")), result=result, kind=kind
        )
    except TenureError as error:
        return refused(request, error, status=400)
    context = {
        "page": page, "kind": kind, "result": result, "chosen": given.getlist("task"),
        "whose": given.get("whose", ""), "which": given.get("which", ""),
        "of": given.get("of", ""), "back": _list_of(given),
        "told": page.error if "result" in given else "",
    }  # fmt: skip
    status = 400 if context["told"] else 200
    return render(request, "tenure/pages/tasks_bulk.html", context, status=status)


def _finished(request: HttpRequest) -> HttpResponse:
    given = request.POST
    seen = dict(read_marks(given.getlist("seen")))
    try:
        done = finish_tasks(
            task_ids=list(seen), seen=seen, result=given.get("result", ""),
            not_needed=given.get("kind") == "not_needed", by=user_of(request), on=clock.today(),
            at=clock.now(),
        )  # fmt: skip
    except PreviewStale as error:
        messages.error(request, str(error))
        kept = QueryDict(mutable=True)
        for name in ("result", "kind", "whose", "which", "of"):
            kept[name] = given.get(name, "")
        kept.setlist("task", [str(pk) for pk in seen])
        return redirect(f"{reverse('tasks_bulk')}?{kept.urlencode()}")
    except TenureError as error:
        return refused(request, error)
    count = len(done.finished)
    if count:
        messages.success(request, f"{count} task{'' if count == 1 else 's'} finished.")
    if done.refused:
        messages.error(request, f"{len(done.refused)} refused: {next(iter(done.refused.values()))}")
    if done.missing:
        messages.error(request, f"{done.missing} of them are not in your book.")
    if done.already and not count:
        messages.info(request, "They were finished so already.")
    return redirect(_list_of(given))


def _list_of(given: QueryDict) -> str:
    """Return the address of the list from which it was done."""
    whose, which = _chosen(given.get("whose", ""), _WHOSE), _chosen(given.get("which", ""), WHICH)
    of = read_number(given.get("of", ""))
    return f"{reverse('tasks')}?{f'of={of}' if of else f'whose={whose}'}&which={which}"


def _of(person: Person | None) -> str:
    """Return whose tasks are shown as the address carries it; empty: not one person's by name."""
    return f"of={person.whose.staff_id}" if person else ""


def _chosen(text: str, known: dict[str, str]) -> str:
    return text if text in known else next(iter(known))
