"""A calendar of tasks as calendar programs read it (RFC 5545): each a whole day, with an alarm.

The text depends on the tasks alone, not on when it is asked for: so what did not change has the
same ETag. Lines are folded and texts escaped by the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

NAME = "Tasks of the renewals desk"
_ALARM_BEFORE = timedelta(hours=-15)  # nine in the morning of the day before


@dataclass(frozen=True, slots=True)
class CalendarTask:
    """A task in a calendar; `uid` is its own for good, `changed_at` when it last changed."""

    uid: str
    title: str
    text: str
    due_on: date
    changed_at: datetime
    address: str


def calendar_of(tasks: Sequence[CalendarTask]) -> bytes:
    """Return the calendar as a file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tenure//Tasks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    for task in tasks:
        calendar.add_component(_event(task))
    return bytes(calendar.to_ical())


def _event(task: CalendarTask) -> Event:
    event = Event()
    changed = task.changed_at.replace(microsecond=0)
    event.add("uid", task.uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", task.due_on)
    event.add("summary", task.title)
    event.add("description", task.text)
    event.add("url", task.address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", task.title)
    alarm.add("trigger", _ALARM_BEFORE)
    event.add_component(alarm)
    return event
