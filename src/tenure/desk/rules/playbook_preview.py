"""A play as it is being written: what it would do, on the days of an example, or what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenure.desk.rules.front_matter import PlayRefused
from tenure.desk.rules.plays import (
    CHANNELS,
    EVENT_WORDS,
    OWNERS,
    Event,
    PlannedTask,
    Trigger,
    WrittenPlay,
    point_in_words,
    read_play,
)

AROUND = 2
_SATURDAY = 5
_CHANNEL_WORDS = dict(
    zip(CHANNELS, ("direct", "through a reseller", "through a distributor", "MSP"), strict=True)
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the text, to show where it is wrong."""

    number: int
    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a play: the line, the reason, and the lines around it."""

    line: int
    reason: str
    around: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class ExampleTask:
    """A task with the day it would be due. `due_on` is None when it would be left out."""

    title: str
    when: str
    owner: str
    due_on: date | None
    at_once: bool
    after_close: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A play as it would be: its sentence and its tasks on an example, or the fault in it."""

    renewal_on: date
    started_on: date
    fault: Fault | None = None
    play: WrittenPlay | None = None
    starts: str = ""
    kept_by: str = ""
    tasks: tuple[ExampleTask, ...] = ()


def preview(code: str, source: str, *, on: date, renewal_on: date | None = None) -> Preview:
    """Return what a play would do on an example renewal, if it started on `on`.

    Without a renewal date: one on which the play would start on that day by its trigger.
    """
    try:
        play = read_play(code, source)
    except PlayRefused as refused:
        return Preview(renewal_on or on, on, fault=_fault(refused, source))
    example = renewal_on or on - timedelta(days=play.trigger.from_days)
    tasks = tuple(_example(task, on, example) for task in play.tasks)
    return Preview(
        example, on, None, play, starts_in_words(play.trigger), OWNERS[play.owner], tasks
    )


def starts_in_words(trigger: Trigger) -> str:
    """Return when a play starts, as sentences."""
    said = f"It starts {EVENT_WORDS[trigger.event]}"
    if trigger.event is not Event.BY_HAND:
        first, last = point_in_words(trigger.from_days), point_in_words(trigger.until_days)
        said += f", from {first} until {last}"
    about = [
        " or ".join(_CHANNEL_WORDS.get(one, one) for one in trigger.channels),
        " or ".join(one.replace("_", " ") for one in trigger.segments),
        " or ".join(trigger.renewal_types),
    ]
    only = [one for one in about if one]
    return f"{said}. Only: {'; '.join(only)}." if only else f"{said}."


def task_notes(
    *, after: Sequence[str], checklist: Sequence[str], sla_hours: int | None,
    templates: Sequence[str],
) -> tuple[str, ...]:  # fmt: skip
    """Return what else a play says of a task, in words: order, hours, checklist, texts."""
    said = [
        f"opens after {', '.join(after)}" if after else "",
        f"within {sla_hours} working hours" if sla_hours else "",
        f"to tick: {'; '.join(checklist)}" if checklist else "",
        f"text: {', '.join(templates)}" if templates else "",
    ]
    return tuple(one for one in said if one)


def _example(task: PlannedTask, started_on: date, renewal_on: date) -> ExampleTask:
    due_on = _counted(started_on if task.from_start else renewal_on, task)
    at_once = due_on < started_on and task.late == "at_once"
    is_left_out = due_on < started_on and not at_once
    return ExampleTask(
        title=task.title,
        when=point_in_words(task.days, from_start=task.from_start, working=task.working_days),
        owner=OWNERS[task.owner],
        due_on=None if is_left_out else max(due_on, started_on),
        at_once=at_once,
        after_close=task.after_close,
        notes=task_notes(
            after=task.after, checklist=task.checklist, sla_hours=task.sla_hours,
            templates=task.templates,
        ),
    )  # fmt: skip


def _counted(day: date, task: PlannedTask) -> date:
    """Return the task's day. An example has no owner: its working days are Monday to Friday."""
    if not task.working_days:
        return day + timedelta(days=task.days)
    step, left = timedelta(days=1 if task.days > 0 else -1), abs(task.days)
    while left:
        day += step
        left -= day.weekday() < _SATURDAY
    return day


def _fault(refused: PlayRefused, source: str) -> Fault:
    lines = source.replace("\r\n", "\n").split("\n")
    first = max(1, refused.line - AROUND)
    around = tuple(
        SourceLine(number, lines[number - 1], number == refused.line)
        for number in range(first, min(len(lines), refused.line + AROUND) + 1)
    )
    return Fault(refused.line, refused.reason, around)
