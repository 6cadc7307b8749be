"""Tasks of plays in working days, one after another, with service levels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tenure.book.rules.working_days import WorkingDays
from tenure.desk.commands.run import run_day
from tenure.desk.commands.tasks import TaskWaits, finish_task
from tenure.desk.models import Task, TaskAfter
from tenure.desk.queries.task_sla import BROKEN
from tenure.desk.queries.tasks import tasks_of_renewal
from tenure.desk.rules.task_dates import place_named
from tenure.foundation.models import AuditEvent
from tests.desk.test_playbook import publish
from tests.desk.test_plays_rule import RIGHT
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db


def broken_at(at: datetime) -> list[tuple[Any, ...]]:
    """Return task, renewal and deadline of the tasks whose service level is broken."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT task_id, renewal_id, due_at FROM ({BROKEN}) t", {"at": at})
        return cursor.fetchall()


def source(due: str, more: str = "") -> str:
    return RIGHT.replace('due = "T+5"', f'due = "{due}"\n{more}')


def calendar_of(key: str, year: int) -> WorkingDays:
    return place_named(key).calendar(year)


@pytest.mark.parametrize("due", ["T-40w", "T-0w", "T+7w", "S+3w", "S+0w", "T-1w"])
def test_working_days_are_those_of_the_owner(book: Book, due: str) -> None:
    alice = book.manager()
    type(alice).objects.update(time_zone="Europe/Berlin")
    publish(book, direct=source(due))
    for number in range(9):  # nine ends in a row meet weekends and holidays
        book.contract(f"K{number}", end=ON + timedelta(days=100 + number))
    run_day(on=ON, by=book.head)
    found = Task.objects.filter(play_task__code="thanks").select_related("renewal")
    assert found.count() == 9
    for task in found:
        base = ON if due[0] == "S" else task.renewal.renewal_on
        calendar = calendar_of("Europe/Berlin DE", base.year)
        assert task.due_on == max(calendar.add(base, int(due[1:-1])), ON)
        assert task.place == "Europe/Berlin DE"


def test_a_task_opens_when_those_before_it_are_finished(book: Book) -> None:
    late = source(
        "S+3", 'after = ["readiness"]\nchecklist = ["PO", "Logo (optional)"]\nsla_hours = 4'
    )
    publish(book, direct=late.replace('"T-120"', '"T-90"'))
    book.contract("K", end=ON + timedelta(days=100))
    run_day(on=ON, by=book.head)
    first = Task.objects.get(play_task__code="readiness")
    then = Task.objects.get(play_task__code="thanks")
    assert (first.opened_on, then.opened_on, then.sla_due_at) == (ON, None, None)
    assert TaskAfter.objects.get().before == first
    states = {
        row.title: row.state
        for row in tasks_of_renewal(first.renewal_id or 0, user=book.head, on=ON)
    }
    assert states == {"Check readiness": "due", "Say thank you": "waiting"}
    with pytest.raises(TaskWaits, match="waits for: Check readiness"):
        finish_task(task_id=then.pk, result="x", by=book.head, on=ON)
    monday = datetime(2027, 1, 18, 10, tzinfo=UTC)
    on = monday.date()
    assert on > then.due_on - timedelta(days=30)
    finish_task(task_id=first.pk, result="Ready.", by=book.head, on=on, at=monday)
    then.refresh_from_db()
    assert (then.opened_on, then.due_on) == (on, max(on, ON + timedelta(days=3)))
    assert then.sla_due_at == monday + timedelta(hours=4)
    assert AuditEvent.objects.filter(verb="desk.open_task", subject_id=then.pk).count() == 1
    assert broken_at(monday + timedelta(hours=4)) == []
    assert broken_at(monday + timedelta(hours=5)) == [(then.pk, then.renewal_id, then.sla_due_at)]
    with pytest.raises(TaskWaits, match="Tick these first"):
        finish_task(task_id=then.pk, result="x", by=book.head, on=on)
    finish_task(task_id=then.pk, result="No PO here.", not_needed=True, by=book.head, on=on)
    assert broken_at(monday + timedelta(days=5)) == []
