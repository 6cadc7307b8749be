"""Publishing plays, starting them by the run and by hand, finishing their tasks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tenure.closing.models import RenewalReminder, TerminationNotice
from tenure.desk.commands.playbook import publish_default_playbook, publish_playbook
from tenure.desk.commands.plays import start_play, start_plays
from tenure.desk.commands.run import run_day
from tenure.desk.commands.tasks import TaskFinished, finish_task
from tenure.desk.models import PlayStart, PlayTask, PlayVersion, Task, TaskResult
from tenure.desk.queries.playbook import play_page, shipped_playbook
from tenure.desk.queries.tasks import open_tasks, task_page, tasks_of_renewal, whose_tasks
from tenure.desk.rules.playbook import PlaybookRefused
from tenure.directory.models import Partner
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Renewal
from tests.desk.test_plays_rule import RIGHT
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db


def publish(book: Book, **sources: str) -> None:
    publish_playbook(sources=sources, why="We learned.", by=book.head, on=ON)


def started() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = PlayStart.objects.values_list("renewal__contract__key", "play__code")
    for key, code in rows.order_by("play__code"):
        found.setdefault(key, []).append(code)
    return found


def test_versions_say_who_when_and_why(book: Book) -> None:
    publish(book, direct=RIGHT)
    publish(book, direct=RIGHT)  # says the same: no version
    publish(book, direct=RIGHT.replace("Say thank you", "Send thanks"), other=RIGHT)
    page = play_page("direct", user=book.head)
    assert page is not None
    assert [(one.version, one.why, one.published_by) for one in page.versions] == [
        (2, "We learned.", book.head), (1, "We learned.", book.head),
    ]  # fmt: skip
    assert [one.task.title for one in page.tasks][-1] == "Send thanks"
    assert AuditEvent.objects.filter(verb="desk.publish_play").count() == 3
    for model in (PlayVersion, PlayTask):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(title="x")


def test_one_wrong_play_publishes_none(book: Book) -> None:
    with pytest.raises(PlaybookRefused, match=r"b\.md:3: .*owner"):
        publish(book, a=RIGHT, b=RIGHT.replace('"head_of_renewals"', '"boss"'))
    assert not PlayVersion.objects.exists()
    with pytest.raises(InvalidInput, match="why"):
        publish_playbook(sources={"a": RIGHT}, why=" ", by=book.head, on=ON)
    alice = book.manager().user
    assert alice is not None
    with pytest.raises(NotAllowed):
        publish_playbook(sources={"a": RIGHT}, why="x", by=alice, on=ON)


def test_the_run_starts_each_play_where_it_belongs(book: Book) -> None:
    publish_default_playbook(by=book.head, on=ON)
    reseller = Partner.objects.create(key="R", name="R", kind="reseller")
    distributor = Partner.objects.create(key="D", name="D", kind="distributor")
    msp = Partner.objects.create(key="M", name="M", kind="msp")
    kinds: dict[str, dict[str, Any]] = {
        "direct": {}, "resold": {"reseller_id": reseller.pk},
        "two-tier": {"reseller_id": reseller.pk, "distributor_id": distributor.pk},
        "msp": {"reseller_id": msp.pk}, "auto": {"renewal_type": "auto"},
    }  # fmt: skip
    for key, terms in kinds.items():
        book.contract(key, end=ON + timedelta(days=125), **terms)
    leaving = book.contract("leaving", end=ON + timedelta(days=125))
    TerminationNotice.objects.create(
        contract=leaving, received_on=ON, channel="email", given_by="N", reason="budget",
        timing="at_end", cause="convenience", ends_on=leaving.end_on, is_in_time=True,
        finding="In time.", recorded_on=ON, recorded_by=book.head,
    )  # fmt: skip
    report = run_day(on=ON, by=book.head)
    assert started() == {
        "direct": ["direct"], "resold": ["reseller"], "two-tier": ["distributor"],
        "msp": ["msp"], "auto": ["auto-renew"], "leaving": ["direct", "termination"],
    }  # fmt: skip
    counts = next(step.counts for step in report.steps if step.name == "plays")
    assert counts == {"plays_started": 7, "tasks_opened": Task.objects.count()}
    before = list(Task.objects.order_by("pk").values_list("pk", "due_on"))
    assert start_plays(renewal_ids=None, by=book.head, on=ON).plays == 0
    run_day(on=ON + timedelta(days=1), by=book.head)
    assert list(Task.objects.order_by("pk").values_list("pk", "due_on")) == before


def test_a_term_that_the_run_itself_books_has_its_play_on_that_day(book: Book) -> None:
    monthly = RIGHT.replace('"T-180"', '"T-90"').replace('channels = ["direct"]', "")
    publish(book, monthly=monthly)
    end = ON + timedelta(days=5)
    book.contract("auto", end=end, renewal_type="auto", notice_days=7, renewal_term_months=1)
    run_day(on=ON, by=book.head)
    told = ON - timedelta(days=30)
    RenewalReminder.objects.create(
        renewal=Renewal.objects.get(), due_on=told, written_on=told, sent_on=told, sent_to="x"
    )
    tomorrow = ON + timedelta(days=1)
    run_day(on=tomorrow, by=book.head)
    next_term = Renewal.objects.get(closed_on=None)
    assert next_term.renewal_on > end
    assert PlayStart.objects.get(renewal=next_term).started_on == tomorrow


def test_later_runs_start_what_came_since(book: Book) -> None:
    publish(book, direct=RIGHT)
    book.contract("near", end=ON + timedelta(days=100))
    book.contract("far", end=ON + timedelta(days=180))
    run_day(on=ON, by=book.head)
    assert set(started()) == {"near"}
    book.contract("new", end=ON + timedelta(days=60))
    run_day(on=ON + timedelta(days=1), by=book.head)
    assert set(started()) == {"near", "new", "far"}
    publish(book, other=RIGHT)  # another playbook: everything is looked at
    run_day(on=ON + timedelta(days=2), by=book.head)
    assert started()["near"] == ["direct", "other"]


def test_tasks_are_due_by_their_day_and_late_ones_as_the_play_says(book: Book) -> None:
    source = RIGHT.replace('due = "T+5"', 'due = "T-150"')
    publish(book, direct=source)
    book.contract("in-time", end=ON + timedelta(days=170))
    book.contract("late", end=ON + timedelta(days=100))
    run_day(on=ON, by=book.head)
    due = Task.objects.values_list("renewal__contract__key", "play_task__code", "due_on")
    assert sorted(due) == [
        ("in-time", "readiness", ON + timedelta(days=50)),
        ("in-time", "thanks", ON + timedelta(days=20)),
        ("late", "thanks", ON),
    ]


def test_a_version_stays_with_the_renewals_it_started_on(book: Book) -> None:
    publish(book, direct=RIGHT)
    book.contract("old", end=ON + timedelta(days=170))
    run_day(on=ON, by=book.head)
    publish(book, direct=RIGHT.replace("Say thank you", "Send thanks"))
    book.contract("new", end=ON + timedelta(days=170))
    run_day(on=ON + timedelta(days=1), by=book.head)
    titles = Task.objects.filter(play_task__code="thanks").values_list(
        "renewal__contract__key", "play_task__title"
    )
    assert dict(titles) == {"old": "Say thank you", "new": "Send thanks"}


def renewal(book: Book, source: str = RIGHT) -> Renewal:
    publish(book, direct=source)
    book.contract("K", end=ON + timedelta(days=100))
    run_day(on=ON, by=book.head)
    return Renewal.objects.get()


def test_a_play_is_started_by_hand_once(book: Book) -> None:
    found = renewal(book)
    publish(book, early=RIGHT.replace("[trigger]", '[trigger]\nevent = "by_hand"'))
    assert start_plays(renewal_ids=None, by=book.head, on=ON).plays == 0
    start_play(renewal_id=found.pk, code="early", why="They asked.", by=book.head, on=ON)
    assert started() == {"K": ["direct", "early"]}
    for code, error in (("early", Conflict), ("none", InvalidInput)):
        with pytest.raises(error):
            start_play(renewal_id=found.pk, code=code, why="x", by=book.head, on=ON)


def test_a_task_is_finished_once_with_a_result(book: Book) -> None:
    task = Task.objects.get(renewal=renewal(book), play_task__code="thanks")
    for _ in range(2):
        finish_task(task_id=task.pk, result="They were glad.", by=book.head, on=ON)
    assert TaskResult.objects.get().kind == "done"
    assert AuditEvent.objects.filter(verb="desk.finish_task").count() == 1
    with pytest.raises(TaskFinished, match="They were glad"):
        finish_task(task_id=task.pk, result="x", not_needed=True, by=book.head, on=ON)
    with pytest.raises(InvalidInput):
        finish_task(task_id=0, result="x", by=book.head, on=ON)
    with pytest.raises(InvalidInput, match="what came of it"):
        finish_task(task_id=task.pk, result=" ", by=book.head, on=ON)
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        finish_task(task_id=task.pk, result="x", by=auditor, on=ON)


def titles(user: User, which: str, on: date, *, mine: bool = True) -> list[str]:
    page = task_page(user, which=which, on=on, whose=whose_tasks(user) if mine else None)
    return [row.title for row in page.rows]


def test_whose_tasks_and_which(book: Book) -> None:
    found = renewal(book, RIGHT.replace('"T-120"', '"T-90"'))
    alice = book.manager().user
    assert alice is not None
    # Without an account executive the task is the owner's: no task is nobody's.
    assert titles(alice, "all", ON) == ["Check readiness", "Say thank you"]
    executive = User.objects.create(username="eve", role=Role.ACCOUNT_EXECUTIVE)
    found.customer.account_executive = book.manager("eve2")
    found.customer.account_executive.user = executive
    found.customer.account_executive.save()
    found.customer.save()
    alice = User.objects.get(pk=alice.pk)
    assert titles(alice, "all", ON) == ["Check readiness"]
    assert titles(User.objects.get(pk=executive.pk), "all", ON) == ["Say thank you"]
    late = ON + timedelta(days=11)
    assert titles(book.head, "all", ON) == []
    assert titles(book.head, "overdue", late, mine=False) == ["Check readiness"]
    assert titles(book.head, "due", ON, mine=False) == ["Check readiness"]
    partner = User.objects.create(username="pat", role=Role.PARTNER)
    assert titles(partner, "all", ON, mine=False) == []


def test_closing_a_renewal_leaves_only_what_comes_after(book: Book) -> None:
    found = renewal(book, RIGHT.replace('"T-120"', '"T-90"'))
    Renewal.objects.update(closed_on=ON)
    assert [task.play_task.code for task in open_tasks(book.head)] == ["thanks"]
    states = {row.title: row.state for row in tasks_of_renewal(found.pk, user=book.head, on=ON)}
    assert states == {"Say thank you": "later", "Check readiness": "moot"}


def test_pages_of_tasks_go_on_where_the_last_ended(book: Book) -> None:
    publish(book, direct=shipped_playbook()["direct"])
    book.contract("K", end=ON + timedelta(days=170))
    run_day(on=ON, by=book.head)
    first = task_page(book.head, which="all", on=ON, size=8)
    second = task_page(book.head, which="all", on=ON, size=8, after=first.after)
    ids = [row.id for row in (*first.rows, *second.rows)]
    assert len(set(ids)) == len(ids) == first.count
    assert second.after is None
