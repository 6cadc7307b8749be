"""Tasks by hand, what is done to a task, and tasks that follow their renewal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tenure.book.rules.working_days import WorkingDays
from tenure.desk.commands.run import run_day
from tenure.desk.commands.task_following import follow_renewals
from tenure.desk.commands.task_work import (
    NewTask,
    add_task,
    assign_task,
    attach_evidence,
    move_task,
    tick_item,
    untick_item,
)
from tenure.desk.commands.tasks import TaskWaits, finish_task, finish_tasks
from tenure.desk.models import Task, TaskEvidence, TaskMove, TaskResult
from tenure.desk.queries.tasks import open_tasks
from tenure.desk.rules.task_dates import place_named
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.commands.owners import assign_owner
from tenure.renewals.models import Renewal
from tests.desk.test_playbook import publish
from tests.desk.test_task_opening import source
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
SOON = ON + timedelta(days=5)


@pytest.fixture
def renewal(book: Book) -> Renewal:
    book.contract("K", end=ON + timedelta(days=100))
    run_day(on=ON, by=book.head)
    return Renewal.objects.get()


def wanted(renewal: Renewal | None, **facts: object) -> NewTask:
    asked = NewTask(
        title="Call  Dana", owner="alice@example.com", due_on=SOON,
        renewal_id=renewal.pk if renewal else None,
    )  # fmt: skip
    return replace(asked, **facts)  # type: ignore[arg-type]


def test_a_task_by_hand_is_done_after_another_with_its_list_ticked(
    book: Book, renewal: Renewal, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    first = add_task(task=wanted(renewal), by=book.head, on=ON)
    assert add_task(task=wanted(renewal), by=book.head, on=ON) == first
    assert (first.title, first.opened_on, first.owner) == ("Call Dana", ON, book.manager())
    asked = wanted(
        renewal,
        title="Send",
        owner="deal_desk",
        after=(first.pk,),
        checklist=("PO", "X (optional)"),
    )
    then = add_task(task=asked, by=book.head, on=ON)
    assert (then.opened_on, then.owner_role) == (None, "deal_desk")
    both = {"result": "Done.", "by": book.head, "on": ON}
    done = finish_tasks(task_ids=[first.pk, then.pk, 10**9], **both)  # type: ignore[arg-type]
    assert (done.finished, done.already, done.missing) == ((first.pk,), (), 1)
    assert "waits for: Call Dana" in done.refused[then.pk]
    done = finish_tasks(task_ids=[first.pk], **both)  # type: ignore[arg-type]
    assert (done.finished, done.already, done.refused) == ((), (first.pk,), {})
    with pytest.raises(InvalidInput, match="between 1 and 200"):
        finish_tasks(task_ids=range(1, 202), **both)  # type: ignore[arg-type]
    then.refresh_from_db()
    assert then.opened_on == ON
    for _ in range(2):
        tick_item(task_id=then.pk, item=1, by=book.head, on=ON)
    untick_item(task_id=then.pk, item=1, by=book.head, on=ON)
    with pytest.raises(TaskWaits, match="PO"):
        finish_task(task_id=then.pk, result="x", by=book.head, on=ON)
    tick_item(task_id=then.pk, item=1, by=book.head, on=ON)
    with pytest.raises(InvalidInput, match="2 items"):
        tick_item(task_id=then.pk, item=3, by=book.head, on=ON)
    for _ in range(2):
        attach_evidence(task_id=then.pk, content=b"%PDF-1.7 x", note="The PO", by=book.head, on=ON)
    assert TaskEvidence.objects.count() == 1
    for wrong in ({"link": "javascript:alert(1)"}, {"content": b"MZ"}, {}):
        with pytest.raises(InvalidInput):
            attach_evidence(task_id=then.pk, by=book.head, on=ON, **wrong)  # type: ignore[arg-type]
    finish_task(task_id=then.pk, result="Sent.", by=book.head, on=ON)
    assert AuditEvent.objects.filter(verb="desk.tick_item").count() == 2


def test_who_may_add_what(book: Book, renewal: Renewal) -> None:
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        add_task(task=wanted(renewal), by=auditor, on=ON)
    for wrong in (
        {"title": " "}, {"owner": "nobody"}, {"due_on": ON - timedelta(days=1)},
        {"renewal_id": 0}, {"after": (7,)}, {"renewal_id": None, "owner": "deal_desk"},
        {"renewal_id": None, "customer": "NONE"},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            add_task(task=wanted(renewal, **wrong), by=book.head, on=ON)
    own = add_task(task=wanted(None, title="Tidy up"), by=book.head, on=ON)
    alice, bob = book.manager().user, book.manager("bob").user
    assert alice is not None
    assert bob is not None
    assert own in open_tasks(alice)
    assert own not in open_tasks(bob)  # of the same team, but about nothing they share
    about = add_task(task=wanted(None, customer="CU-K"), by=book.head, on=ON)
    assert about in open_tasks(bob)
    Renewal.objects.update(closed_on=ON)
    with pytest.raises(Conflict, match="closed"):
        add_task(task=wanted(renewal), by=book.head, on=ON)


def test_a_day_is_moved_with_a_reason_and_a_task_given_to_others(
    book: Book, renewal: Renewal
) -> None:
    task = add_task(task=wanted(renewal), by=book.head, on=ON)
    later = SOON + timedelta(days=9)
    for _ in range(2):
        move_task(task_id=task.pk, due_on=later, reason="Dana is away.", by=book.head, on=ON)
        assign_task(task_id=task.pk, owner="renewals_manager", by=book.head, on=ON)
    [move] = TaskMove.objects.all()
    assert (move.before_on, move.due_on, move.reason) == (SOON, later, "Dana is away.")
    task.refresh_from_db()
    assert (task.due_on, task.owner, task.owner_role) == (later, None, "renewals_manager")
    with pytest.raises(InvalidInput, match="why the day moves"):
        move_task(task_id=task.pk, due_on=SOON, reason="", by=book.head, on=ON)


def test_working_days_follow_the_owner_once(book: Book) -> None:
    book.manager()
    publish(book, direct=source("T-10w"))
    # The ten working days before it hold Ascension Day and Whit Monday, holidays in Berlin alone.
    book.contract("K", end=date(2027, 5, 20))
    run_day(on=ON, by=book.head)
    task = Task.objects.get(play_task__code="thanks")
    bob = book.manager("bob", time_zone="Europe/Berlin")
    assign_owner(renewal_id=task.renewal_id or 0, staff_id=bob.pk, by=book.head, on=ON)
    before = task.due_on
    assert follow_renewals(by=book.head, on=ON).recounted == 1
    assert follow_renewals(by=book.head, on=ON).recounted == 0
    task.refresh_from_db()
    calendar: WorkingDays = place_named("Europe/Berlin DE").calendar(2027)
    assert task.renewal is not None
    assert task.due_on == calendar.add(task.renewal.renewal_on, -10)
    assert task.place == "Europe/Berlin DE"
    assert before != task.due_on
    assert AuditEvent.objects.filter(verb="desk.recount_task").count() == 1


def test_closing_a_renewal_writes_its_tasks_off_once(book: Book, renewal: Renewal) -> None:
    task = add_task(task=wanted(renewal), by=book.head, on=ON)
    kept = add_task(
        task=wanted(renewal, title="Reconcile", after_close=True, after=(task.pk,)),
        by=book.head, on=ON,
    )  # fmt: skip
    Renewal.objects.update(closed_on=ON)
    AuditEvent.objects.create(
        on=ON, actor=book.head, verb="renewals.close", subject_type="renewals.renewal",
        subject_id=renewal.pk,
    )  # fmt: skip
    report = run_day(on=ON + timedelta(days=1), by=book.head)
    run_day(on=ON + timedelta(days=2), by=book.head)
    counts = next(step.counts for step in report.steps if step.name == "plays")
    assert counts["tasks_written_off"] == 1
    result = TaskResult.objects.get()
    assert (result.task, result.kind, result.result) == (
        task, "not_needed", "The renewal was closed.",
    )  # fmt: skip
    kept.refresh_from_db()
    assert kept.opened_on == ON + timedelta(days=1)
    assert AuditEvent.objects.filter(verb="desk.write_off_task").count() == 1
