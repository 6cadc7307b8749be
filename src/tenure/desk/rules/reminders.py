"""Reminders of tasks: quiet hours, what the message says, and when a failed one is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenure.kernel.errors import InvalidInput

MOST_TRIES = 8
OVERDUE_DAYS = 7  # what is overdue for longer has been told, or was before the channel was set
MOST_AHEAD = 30
MOST_DAYS = 5
_LISTED = 25


@dataclass(frozen=True, slots=True)
class Due:
    """A task to remind of, with the words of the standing: overdue, today, soon."""

    title: str
    about: str
    due_on: date
    standing: str
    address: str


def read_days(days: Sequence[int]) -> tuple[int, ...]:
    """Return the days before the due day on which to remind; raise InvalidInput."""
    read = tuple(sorted(set(days)))
    if len(read) > MOST_DAYS or any(not 1 <= day <= MOST_AHEAD for day in read):
        raise InvalidInput(
            f"Name at most {MOST_DAYS} numbers of days, each from 1 to {MOST_AHEAD}."
        )
    return read


def after_quiet(at: datetime, zone: str, quiet: tuple[time, time] | None) -> datetime:
    """Return the instant itself, or in quiet hours of a time zone when they end.

    Quiet hours that end before they begin go over midnight; of no length there are none.
    """
    if quiet is None or quiet[0] == quiet[1]:
        return at
    begins, ends = quiet
    local = at.astimezone(ZoneInfo(zone))
    now = local.time()
    over_midnight = begins > ends
    is_quiet = (now >= begins or now < ends) if over_midnight else begins <= now < ends
    if not is_quiet:
        return at
    day = local.date() + timedelta(days=1 if over_midnight and now >= begins else 0)
    return max(at, datetime.combine(day, ends, tzinfo=ZoneInfo(zone)).astimezone(at.tzinfo))


def next_try(at: datetime, tries: int) -> datetime | None:
    """Return when to try again after so many tries: 5, 10, 20 minutes, ...; none: give up."""
    if tries >= MOST_TRIES:
        return None
    return at + min(timedelta(minutes=5 * 2 ** (tries - 1)), timedelta(hours=6))


def subject(tasks: Sequence[Due]) -> str:
    """Return the subject of a mail."""
    late = sum(task.standing == "overdue" for task in tasks)
    what = "1 task" if len(tasks) == 1 else f"{len(tasks)} tasks"
    return f"{what} due" + (f", {late} overdue" if late else "")


def body(tasks: Sequence[Due], page: str) -> str:
    """Return the message: what is overdue first, then by day."""
    ordered = sorted(tasks, key=lambda task: (task.due_on, task.title))
    lines = [f"- {_words(task)}\n  {task.address}" for task in ordered[:_LISTED]]
    if len(ordered) > _LISTED:
        lines.append(f"- and {len(ordered) - _LISTED} more")
    return "\n".join([f"{subject(tasks)}.", "", *lines, "", f"All your tasks: {page}"]) + "\n"


def message_id(reminder_id: int) -> str:
    """Return the same Message-ID whenever a reminder is sent, so that a double can be dropped."""
    return f"<task-reminder-{reminder_id}@tenure>"


def chat_text(text: str) -> str:
    """Return a text in which a chat takes nothing for a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _words(task: Due) -> str:
    day = f"{task.due_on:%A}, {task.due_on.day} {task.due_on:%B %Y}"
    when = {"overdue": f"overdue since {day}", "today": "due today"}.get(
        task.standing, f"due on {day}"
    )
    about = f" ({task.about})" if task.about else ""
    return f"{task.title}{about}: {when}"
