"""Tasks: whose they are, what is open, due and overdue; a page at a time by key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from tenure.desk.models import Task, TaskTick
from tenure.desk.rules.own_day import own_day
from tenure.desk.rules.plays import OWNERS, point_in_words
from tenure.directory.models import StaffMember
from tenure.directory.queries import place_of, staff_id_named
from tenure.foundation.models import User

PAGE_SIZE = 50
COUNT_LIMIT = 1000
SOON = timedelta(days=14)
# Which tasks: the days by which they are due.
WHICH = {
    "due": "Due within 14 days", "today": "Due today", "overdue": "Overdue",
    "waiting": "Waiting for others", "all": "All open", "done": "Done lately",
}  # fmt: skip
PERSONAL = ("renewals_manager", "account_executive", "customer_success")
DETAILS = (
    "play_task", "start__version__play", "result__done_by", "renewal__contract", "renewal__owner",
    "renewal__customer__account_executive", "renewal__customer__success_manager", "owner",
    "customer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody who has tasks: by name, on the renewal, or by role; `team`: colleagues as well."""

    staff_id: int
    role: str
    team: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as lists show it. `state` is overdue, due, later, waiting, done, not_needed or moot.

    `when` says its day as its play does; `play` is empty for a task by hand, and `renewal_id` none
    for one that is about no renewal. `checklist` is each item and whether it is
    ticked: read for the page of a renewal.
    """

    id: int
    title: str
    due_on: date
    when: str
    state: str
    owner_role: str
    owner: str
    play: str
    play_title: str
    version: int
    renewal_id: int | None
    contract: str
    customer: str
    result: str
    done_by: str
    done_on: date | None
    checklist: tuple[tuple[str, bool], ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.state in {"overdue", "due", "later", "waiting"}


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of open tasks, by due date; `after` is the place behind the last (due date, id)."""

    rows: list[TaskRow]
    after: tuple[date, int] | None
    count: int
    count_is_capped: bool


def open_tasks(user: User) -> QuerySet[Task]:
    """Return the tasks the person may see that are still to be done.

    With its renewal closed, a task is open only if its play says so (reconciliation, next term).
    """
    running = Q(renewal__closed_on=None) | Q(after_close=True)
    return Task.objects.visible_to(user).filter(running, done_on=None)


def task_page(
    user: User, *, which: str, on: date, whose: Whose | None = None,
    after: tuple[date, int] | None = None, size: int = PAGE_SIZE,
) -> TaskPage:  # fmt: skip
    """Return one page of the tasks asked for (a fixed number of queries); done ones: the last."""
    found = open_tasks(user)
    if which == "done":
        found = Task.objects.visible_to(user).filter(done_on__gte=on - SOON)
    if whose is not None:
        found = found.filter(mine_q(whose))
    if which == "today":
        found = found.filter(due_on=on, opened_on__isnull=False)
    elif which in {"overdue", "due"}:
        last_day = on - timedelta(days=1) if which == "overdue" else on + SOON
        found = found.filter(due_on__lte=last_day, opened_on__isnull=False)
    elif which == "waiting":
        found = found.filter(opened_on=None)
    count = found.order_by()[: COUNT_LIMIT + 1].count()
    if after is not None:
        found = found.filter(TupleGreaterThan((F("due_on"), F("id")), after))
    order = ("-done_on", "-id") if which == "done" else ("due_on", "id")
    tasks = list(found.select_related(*DETAILS).order_by(*order)[: size + 1])
    rows = [row_of(task, on) for task in tasks[:size]]
    goes_on = len(tasks) > size and which != "done"
    last = (rows[-1].due_on, rows[-1].id) if goes_on else None
    return TaskPage(rows, last, min(count, COUNT_LIMIT), count > COUNT_LIMIT)


def tasks_of_renewal(renewal_id: int, *, user: User, on: date) -> list[TaskRow]:
    """Return a renewal's tasks, what is to be done first, then by day."""
    found = Task.objects.visible_to(user).filter(renewal_id=renewal_id)
    ticked = ArraySubquery(TaskTick.objects.filter(task=OuterRef("pk")).order_by().values("item"))
    tasks = found.annotate(ticked=ticked).select_related(*DETAILS).order_by("due_on", "id")
    rows = [replace(row_of(task, on), checklist=_checklist(task, task.ticked)) for task in tasks]
    return sorted(rows, key=lambda row: not row.is_open)


def _checklist(task: Task, ticked: list[int]) -> tuple[tuple[str, bool], ...]:
    return tuple((words, item in ticked) for item, words in enumerate(task.checklist))


def whose_tasks(user: User) -> Whose:
    """Return the signed-in person as somebody who has tasks."""
    return Whose(place_of(user).staff_id or 0, user.role)


def team_tasks(user: User) -> Whose:
    """Return the signed-in person with the colleagues of the team."""
    place = place_of(user)
    return Whose(place.staff_id or 0, user.role, place.team_ids)


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague by name, as somebody who has tasks, and the day it is where they work."""

    name: str
    whose: Whose
    today: date


def person_with_tasks(staff_id: int, *, user: User, at: datetime) -> Person | None:
    """Return a colleague whom the signed-in person may see, and their own day at an instant."""
    staff = StaffMember.objects.visible_to(user).filter(pk=staff_id).first()
    if staff is None:
        return None
    today = own_day(staff.time_zone, staff.region, at)
    return Person(staff.name, Whose(staff.pk, staff.role), today)


def day_of(user: User, *, at: datetime) -> date:
    """Return the day at an instant where the person works; UTC's for who is no colleague."""
    staff: StaffMember | None = getattr(user, "staff", None)
    return own_day(staff.time_zone, staff.region, at) if staff else at.date()


def whose_tasks_named(name: str) -> Whose | None:
    """Return the colleague with this code or e-mail address as somebody who has tasks."""
    staff = StaffMember.objects.filter(pk=staff_id_named(name) or 0).first()
    return Whose(staff.pk, staff.role) if staff else None


def mine_q(whose: Whose) -> Q:
    """Return the tasks that are a person's own: by name, on the renewal, or by role.

    What is for an account executive or success manager where there is none is the renewal
    owner's, so that no task is nobody's.
    """
    staff = (whose.staff_id, *whose.team)
    owner = Q(renewal__owner_id__in=staff)
    executive = Q(renewal__customer__account_executive_id__in=staff)
    success = Q(renewal__customer__success_manager_id__in=staff)
    mine = Q(owner_id__in=staff) | (Q(owner_role="renewals_manager") & owner)
    mine |= Q(owner_role="account_executive") & executive
    mine |= Q(owner_role="customer_success") & success
    mine |= Q(owner_role="account_executive", renewal__customer__account_executive=None) & owner
    mine |= Q(owner_role="customer_success", renewal__customer__success_manager=None) & owner
    if whose.role in OWNERS and whose.role not in PERSONAL:
        mine |= Q(owner_role=whose.role)
    return mine


def row_of(task: Task, on: date) -> TaskRow:
    """Return a task, read with DETAILS, as lists show it."""
    result = getattr(task, "result", None)
    planned, renewal = task.play_task, task.renewal
    version = task.start.version if task.start else None
    customer = renewal.customer if renewal else task.customer
    when = (
        point_in_words(planned.days, from_start=planned.from_start, working=planned.working_days)
        if planned
        else "by hand"
    )
    return TaskRow(
        id=task.pk,
        title=task.title,
        due_on=task.due_on,
        when=when,
        state=result.kind if result else _state(task, on),
        owner_role=OWNERS.get(task.owner_role, ""),
        owner=_owner(task),
        play=version.play.code if version else "",
        play_title=version.title if version else "",
        version=version.version if version else 0,
        renewal_id=task.renewal_id,
        contract=renewal.contract.key if renewal else "",
        customer=customer.name if customer else "",
        result=result.result if result else "",
        done_by=str(result.done_by) if result else "",
        done_on=task.done_on,
    )


def _state(task: Task, on: date) -> str:
    if task.renewal and task.renewal.closed_on is not None and not task.after_close:
        return "moot"
    if task.opened_on is None:
        return "waiting"
    if task.due_on < on:
        return "overdue"
    return "due" if task.due_on <= on + SOON else "later"


def _owner(task: Task) -> str:
    """Return the name of the person whose task it is; empty: anybody in the role, or nobody."""
    if task.owner:
        return task.owner.name
    if task.renewal is None:
        return ""
    customer, owner = task.renewal.customer, task.renewal.owner
    person = {
        "account_executive": customer.account_executive or owner,
        "customer_success": customer.success_manager or owner,
        "renewals_manager": owner,
    }.get(task.owner_role)
    return person.name if person else ""
