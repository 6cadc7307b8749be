"""Of which tasks people have to be reminded at an instant: the second opinion.

In the simulation every renewals manager is reminded by mail: three days before, on the day, and of
what is overdue for at most a week, by the days of their own place; from 20:00 to 7:00 they rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tests.desk.simulation.checks.working import place_of
from tests.desk.simulation.history import Reminded

AHEAD, OVERDUE = 3, 7
QUIET = time(20), time(7)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is to be done now, whose it is, and whether only cleared people may hear it."""

    id: int
    due_on: date
    role: str
    owner_id: int | None
    executive_id: int | None
    success_id: int | None
    is_controlled: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is reminded, with the zone and region of their place."""

    staff_id: int
    zone: str
    region: str
    is_cleared: bool


def to_remind(tasks: list[OpenTask], readers: list[Reader], at: datetime) -> Iterator[Reminded]:
    """Yield what each reader has to have been told by an instant."""
    mine: dict[int, list[OpenTask]] = {}
    for task in tasks:
        person = {
            "renewals_manager": task.owner_id,
            "account_executive": task.executive_id or task.owner_id,
            "customer_success": task.success_id or task.owner_id,
        }.get(task.role)
        if person is not None:
            mine.setdefault(person, []).append(task)
    for reader in readers:
        today = at.astimezone(ZoneInfo(place_of(reader.zone, reader.region).zone)).date()
        for task in mine.get(reader.staff_id, ()):
            left = (task.due_on - today).days
            standing = "overdue" if left < 0 else "today" if left == 0 else f"soon{AHEAD}"
            allowed = reader.is_cleared or not task.is_controlled
            if -OVERDUE <= left <= AHEAD and allowed:
                yield Reminded(task.id, reader.staff_id, standing, task.due_on)


def is_quiet(at: datetime, zone: str) -> bool:
    """Tell whether people of a zone rest."""
    begins, ends = QUIET
    now = at.astimezone(ZoneInfo(zone)).time()
    return now >= begins or now < ends
