"""Read a play: a Markdown file whose front matter (TOML between two lines +++) says what it does.

+++
title = "Direct renewal"
owner = "head_of_renewals"
review_on = 2027-06-30

[trigger]
from = "T-180"
channels = ["direct"]

[[task]]
code = "readiness"
title = "Check readiness"
due = "T-120"
owner = "renewals_manager"
late = "at_once"
+++
What to say and do, in Markdown.

T-120 is 120 days before the renewal date, T+5 five days after it, S+3 three days after the play
started on the renewal; T-10w counts working days (`task_keys`: what else a task may say). An error
is told with its line and reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tenure.desk.rules import task_keys
from tenure.desk.rules.front_matter import FrontMatter, PlayRefused, split_front_matter

LONGEST = 100_000  # characters of a play
MOST_TASKS = 60
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_POINT = re.compile(r"T([+-])(\d{1,3})")


class Event(StrEnum):
    """What a play starts by."""

    DATE = "date"  # the renewal date comes near
    NOTICE = "notice"  # notice of termination was recorded
    RISK = "risk"  # less is expected to be kept than is up for renewal
    PROGRAM = "program"  # the customer is enrolled in a program
    BY_HAND = "by_hand"  # a person starts it


EVENT_WORDS = {
    Event.DATE: "when the renewal date comes near",
    Event.NOTICE: "when notice of termination is recorded",
    Event.RISK: "when less is expected than is up for renewal",
    Event.PROGRAM: "when the customer is enrolled in a program",
    Event.BY_HAND: "by hand",
}
# Who a task is for; the first three stand on the renewal, the others are everybody in that role.
OWNERS = {
    "renewals_manager": "Renewals manager",
    "account_executive": "Account executive",
    "customer_success": "Customer success manager",
    "deal_desk": "Deal desk",
    "sales_operations": "Sales operations",
    "head_of_renewals": "Head of Renewals",
}
CHANNELS = ("direct", "reseller", "distributor", "msp")
SEGMENTS = ("self_serve", "smb", "mid_market", "enterprise", "strategic")
RENEWAL_TYPES = ("manual", "auto", "once", "evergreen")
LATE = ("skip", "at_once")


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a play starts on a renewal. Days count from the renewal date; empty lists: any."""

    event: Event = Event.DATE
    from_days: int = -180
    until_days: int = 30
    channels: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    renewal_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task of a play. `days` from the renewal date, or from the play's start (`from_start`).

    `late`: what becomes of it when its day has passed before the play starts.
    `after_close`: it stays open when the renewal is closed. `working_days`: `days` are those of the
    owner's calendar. `after`, `checklist`, `sla_hours`, `templates`: see `task_keys`.
    """

    code: str
    position: int
    title: str
    owner: str
    days: int
    from_start: bool = False
    late: str = "skip"
    after_close: bool = False
    working_days: bool = False
    after: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    sla_hours: int | None = None
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenPlay:
    """A play as its file says it; `source` is the file's text."""

    code: str
    title: str
    summary: str
    owner: str
    review_on: date
    retired: bool
    trigger: Trigger
    tasks: tuple[PlannedTask, ...]
    text: str = field(repr=False)
    source: str = field(repr=False)


def is_play_code(code: str) -> bool:
    """Tell whether a play may have this name: that of its file, without `.md`."""
    return _CODE.fullmatch(code) is not None


def read_play(code: str, source: str) -> WrittenPlay:
    """Return the play of a file named `<code>.md`; raise PlayRefused with the line and reason."""
    if not is_play_code(code):
        raise PlayRefused(
            1, f"'{code[:60]}' is no name of a play: a-z, 0-9 and dashes, at most 40."
        )
    if len(source) > LONGEST:
        raise PlayRefused(1, f"A play has at most {LONGEST:,} characters.")
    source = source.replace("\r\n", "\n")
    matter, text = split_front_matter(source)
    told = _Table(matter, "", 0, matter.values)
    told.only("title", "summary", "owner", "review_on", "retired", "trigger", "task")
    if not text.strip():
        raise PlayRefused(source.count("\n") + 1, "The play has no text below its front matter.")
    return WrittenPlay(
        code=code,
        title=told.words("title", 120),
        summary=told.words("summary", 300, default=""),
        owner=told.one_of("owner", OWNERS),
        review_on=told.day("review_on"),
        retired=told.yes("retired"),
        trigger=_trigger(told),
        tasks=_tasks(told),
        text=text.strip() + "\n",
        source=source,
    )


def point_in_words(days: int, *, from_start: bool = False, working: bool = False) -> str:
    """Return a day of a play as its file says it: T-120, T+5, S+3, in working days T-10w."""
    unit = "w" if working else ""
    if from_start:
        return f"S+{days}{unit}"
    return f"T+{days}{unit}" if days > 0 else f"T-{-days}{unit}"


class _Table:
    """One table of the front matter, read key by key; each refusal names the key's line."""

    def __init__(
        self, matter: FrontMatter, name: str, number: int, values: Mapping[str, Any]
    ) -> None:
        self.matter, self._name, self._number, self.values = matter, name, number, values

    def refuse(self, key: str, reason: str) -> PlayRefused:
        """Return the refusal of a key."""
        return PlayRefused(self.matter.line_of(self._name, self._number, key), reason)

    def only(self, *known: str) -> None:
        """Refuse keys that nobody would read."""
        for key in self.values:
            if key not in known:
                place = f" in [{self._name}]" if self._name else ""
                raise self.refuse(key, f"'{key}' is not known{place}; one of: {', '.join(known)}.")

    def words(self, key: str, longest: int, *, default: str | None = None) -> str:
        """Return a text of one line."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.refuse(key, f"'{key}' is missing or no text.")
        if len(value) > longest or not value.isprintable():
            raise self.refuse(key, f"'{key}' is one line of at most {longest} characters.")
        return value.strip()

    def one_of(self, key: str, known: Any, *, default: str | None = None) -> str:
        """Return one of the known words."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or value not in known:
            said = f"'{value}' is not known" if value is not None else "it is missing"
            raise self.refuse(key, f"'{key}': {said}; one of: {', '.join(known)}.")
        return value

    def many_of(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of known words; none given: empty."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.refuse(key, f"'{key}' is a list such as [\"{known[0]}\"].")
        wrong = [one for one in value if one not in known]
        if wrong:
            raise self.refuse(key, f"'{key}': '{wrong[0]}' is not one of: {', '.join(known)}.")
        return tuple(value)

    def yes(self, key: str) -> bool:
        """Return true or false; not given: false."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(key, f"'{key}' is true or false, without quotation marks.")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        value = self.values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(key, f"'{key}' is a date like 2027-06-30, without quotation marks.")
        return value

    def point(self, key: str, *, default: str) -> int:
        """Return the days of a point such as T-120, counted from the renewal date."""
        value = self.values.get(key, default)
        found = _POINT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise self.refuse(key, f"'{key}' is days from the renewal date, such as T-120 or T+5.")
        return int(found[2]) * (-1 if found[1] == "-" else 1)


def _trigger(told: _Table) -> Trigger:
    value = told.values.get("trigger")
    if not isinstance(value, dict):
        raise told.refuse("trigger", "The table [trigger] is missing: when does the play start?")
    table = _Table(told.matter, "trigger", 0, value)
    table.only("event", "from", "until", "channels", "segments", "renewal_types")
    trigger = Trigger(
        event=Event(table.one_of("event", tuple(Event), default=Event.DATE)),
        from_days=table.point("from", default="T-180"),
        until_days=table.point("until", default="T+30"),
        channels=table.many_of("channels", CHANNELS),
        segments=table.many_of("segments", SEGMENTS),
        renewal_types=table.many_of("renewal_types", RENEWAL_TYPES),
    )
    if trigger.from_days >= trigger.until_days:
        raise table.refuse("until", "'until' is after 'from'.")
    return trigger


def _tasks(told: _Table) -> tuple[PlannedTask, ...]:
    listed = told.values.get("task")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_TASKS:
        raise told.refuse("task", f"A play has 1 to {MOST_TASKS} tasks, each headed [[task]].")
    tasks: list[PlannedTask] = []
    for place, value in enumerate(listed, start=1):
        table = _Table(told.matter, "task", place, value if isinstance(value, dict) else {})
        task = _task(table, place)
        if any(other.code == task.code for other in tasks):
            raise table.refuse("code", f"Two tasks have the code '{task.code}'.")
        tasks.append(task)
    _check_order(told, tasks)
    return tuple(tasks)


def _check_order(told: _Table, tasks: list[PlannedTask]) -> None:
    """Refuse a task that waits for one that is not in the play, or in a circle for itself."""
    before = {task.code: task.after for task in tasks}
    for task in tasks:
        table = _Table(told.matter, "task", task.position, {})
        for code in task.after:
            if code not in before:
                raise table.refuse("after", f"'after': the play has no task '{code[:40]}'.")
    if circle := task_keys.circle_of(before):
        first = next(task for task in tasks if task.code in circle)
        table = _Table(told.matter, "task", first.position, {})
        path = " after ".join(circle)
        raise table.refuse("after", f"'after': these tasks wait for one another: {path}.")


def _task(table: _Table, place: int) -> PlannedTask:
    table.only(
        "code", "title", "due", "owner", "late", "after_close", "after", "checklist", "sla_hours",
        "template",
    )  # fmt: skip
    code = table.words("code", 40)
    if not _CODE.fullmatch(code):
        raise table.refuse("code", "'code' is made of a-z, 0-9 and dashes.")
    days, from_start, working = task_keys.due_of(table)
    return PlannedTask(
        code=code,
        position=place,
        title=table.words("title", 160),
        owner=table.one_of("owner", OWNERS),
        days=days,
        from_start=from_start,
        late=table.one_of("late", LATE, default="skip"),
        after_close=table.yes("after_close"),
        working_days=working,
        after=task_keys.before_of(table),
        checklist=task_keys.checklist_of(table),
        sla_hours=task_keys.hours_of(table),
        templates=task_keys.templates_of(table),
    )
