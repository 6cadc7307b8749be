"""Whether a task can be finished as somebody wants it, and why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenure.kernel.errors import InvalidInput

LONGEST_RESULT = 500
NOT_NEEDED = "not_needed"
KINDS = {"done": "Done", NOT_NEEDED: "Not needed"}


@dataclass(frozen=True, slots=True)
class Finish:
    """What came of a task, by whom: a kind of KINDS, the words, the user's id and name."""

    kind: str
    result: str
    by_id: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as it stands: what it waits for, what of its checklist is open, what came of it."""

    task_id: int
    title: str
    about: str
    due_on: date
    waits_for: tuple[str, ...] = ()
    open_items: tuple[str, ...] = ()
    finished: Finish | None = None


@dataclass(frozen=True, slots=True)
class PlannedFinish:
    """What would happen to a task; `refused` says why nothing does, `seen` marks what was said."""

    task: TaskFacts
    changes: bool
    refused: str = ""
    seen: str = ""


def checked_result(text: str, kind: str) -> str:
    """Return a result without needless space; raise InvalidInput for none or one too long."""
    if kind not in KINDS:
        raise InvalidInput(f"A task is one of: {', '.join(KINDS)}.")
    result = " ".join(text.split())
    if not 0 < len(result) <= LONGEST_RESULT:
        asked = "why it is not needed" if kind == NOT_NEEDED else "what came of it"
        raise InvalidInput(f"Say in at most {LONGEST_RESULT} characters {asked}.")
    return result


def why_it_waits(waits_for: Sequence[str], open_items: Sequence[str]) -> str:
    """Return why a task cannot be called done yet; '' where it can."""
    if waits_for:
        return f"The task waits for: {'; '.join(sorted(waits_for))}."
    if open_items:
        left = "; ".join(open_items)
        return f"Tick these first, or say that the task is not needed: {left}."
    return ""


def finished_already(before: Finish) -> str:
    """Return what is said to somebody who wants to finish it another way."""
    kind = KINDS[before.kind].lower()
    return f"The task is finished already, {kind} by {before.by}: {before.result}"


def planned_finish(task: TaskFacts, wanted: Finish) -> PlannedFinish:
    """Return what would happen to a task; what was finished so by the same person stays."""
    before, refused = task.finished, ""
    changes = before is None
    if before is not None:
        same = (before.kind, before.result, before.by_id)
        if same != (wanted.kind, wanted.result, wanted.by_id):
            refused = finished_already(before)
    elif wanted.kind != NOT_NEEDED:
        refused = why_it_waits(task.waits_for, task.open_items)
    row = PlannedFinish(task, changes and not refused, refused)
    said = repr((task.task_id, wanted.kind, wanted.result, row.changes, row.refused))
    return replace(row, seen=hashlib.sha256(said.encode()).hexdigest()[:16])


def finish_differs(rows: Sequence[PlannedFinish], seen: Mapping[int, str]) -> list[PlannedFinish]:
    """Return the rows of which a preview said something else, but for what stays as it is."""
    concerned = (row for row in rows if row.changes or row.refused)
    return [row for row in concerned if seen.get(row.task.task_id) != row.seen]
