"""The calendar behind a secret address: the open tasks of the person whose it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings

from tenure.desk.models import CalendarFeed
from tenure.desk.queries.reminders import task_address
from tenure.desk.queries.tasks import DETAILS, mine_q, open_tasks, whose_tasks
from tenure.desk.rules.ical import CalendarTask, calendar_of
from tenure.foundation.roles import Permission, may
from tenure.foundation.tokens import digest_of

MOST = 1000


@dataclass(frozen=True, slots=True)
class TaskCalendar:
    """A calendar as a file, and the tag by which a program knows that it has it."""

    content: bytes
    tag: str


def calendar_address(token: str) -> str:
    """Return the address of a calendar, to be shown once."""
    return f"{settings.DESK_URL}/calendar/{token}.ics"


def task_calendar(token: str) -> TaskCalendar | None:
    """Return the calendar of an address; none: it does not work, or not any more.

    It holds what the person sees in the list of the own tasks, and nothing else.
    """
    feeds = CalendarFeed.objects.select_related("staff__user")
    feed = feeds.filter(digest=digest_of(token), ending=None).first()
    user = feed.staff.user if feed and feed.staff.active else None
    if user is None or not user.is_active or not may(user.role, Permission.SEE_PLAYBOOK):
        return None
    found = open_tasks(user).filter(mine_q(whose_tasks(user)), opened_on__isnull=False)
    host = urlsplit(settings.DESK_URL).hostname or "tenure"
    tasks = []
    for task in found.select_related(*DETAILS).order_by("due_on", "id")[:MOST]:
        customer = task.renewal.customer if task.renewal else task.customer
        about = [customer.name] if customer else []
        about += [task.renewal.contract.key] if task.renewal else []
        address = task_address(task.pk)
        tasks.append(
            CalendarTask(
                uid=f"task-{task.pk}@{host}", title=task.title, address=address,
                text="\n".join([", ".join(about), address] if about else [address]),
                due_on=task.due_on, changed_at=task.changed_at.astimezone(UTC),
            )
        )  # fmt: skip
    content = calendar_of(tasks)
    return TaskCalendar(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
