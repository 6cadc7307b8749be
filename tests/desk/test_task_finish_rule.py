"""Whether a task can be finished, and why not: a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tenure.desk.rules.task_finish import (
    Finish,
    TaskFacts,
    checked_result,
    finish_differs,
    planned_finish,
)
from tenure.kernel.errors import InvalidInput

TASK = TaskFacts(1, "Call", "Acme", date(2027, 1, 15))
DONE = Finish("done", "Sent.", 7, "Alice")
WAITS = replace(TASK, waits_for=("B", "A"))
UNTICKED = replace(TASK, open_items=("Logo",))


@pytest.mark.parametrize(
    ("task", "kind", "changes", "why"),
    [
        (TASK, "done", True, ""),
        (WAITS, "done", False, "The task waits for: A; B."),
        (WAITS, "not_needed", True, ""),
        (UNTICKED, "done", False, "Tick these first, or say that the task is not needed: Logo."),
        (UNTICKED, "not_needed", True, ""),
        (replace(TASK, finished=DONE), "done", False, ""),
        (replace(TASK, finished=DONE), "not_needed", False,
         "The task is finished already, done by Alice: Sent."),
        (replace(TASK, finished=replace(DONE, by_id=8)), "done", False,
         "The task is finished already, done by Alice: Sent."),
    ],
)  # fmt: skip
def test_what_would_happen(task: TaskFacts, kind: str, changes: bool, why: str) -> None:
    row = planned_finish(task, Finish(kind, "Sent.", 7))
    assert (row.changes, row.refused) == (changes, why)
    seen = {1: row.seen}
    assert finish_differs([row], seen) == []
    now_waits = planned_finish(replace(task, waits_for=("C",)), Finish(kind, "Sent.", 7))
    assert bool(finish_differs([now_waits], seen)) == (kind == "done" and task.finished is None)


@pytest.mark.parametrize(("text", "kind"), [(" ", "done"), ("x" * 501, "done"), ("x", "maybe")])
def test_what_is_no_result(text: str, kind: str) -> None:
    with pytest.raises(InvalidInput):
        checked_result(text, kind)
