"""Tasks: what is due and overdue, mine or all, and finishing one with a result."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.commands.tasks import finish_task
from tenure.desk.queries.tasks import (
    WHICH,
    Person,
    day_of,
    person_with_tasks,
    task_page,
    team_tasks,
    whose_tasks,
)
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.forms import read_position
from tenure.web.numbers import read_number
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
    whose, which = _chosen(given.get("whose", ""), _WHOSE), _chosen(given.get("which", ""), WHICH)
    return redirect(f"{reverse('tasks')}?whose={whose}&which={which}")


def _of(person: Person | None) -> str:
    """Return whose tasks are shown as the address carries it; empty: not one person's by name."""
    return f"of={person.whose.staff_id}" if person else ""


def _chosen(text: str, known: dict[str, str]) -> str:
    return text if text in known else next(iter(known))
