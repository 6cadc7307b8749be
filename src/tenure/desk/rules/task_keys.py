"""What the front matter of a play says about one of its tasks, beyond title and owner.

| key | example | meaning |
|---|---|---|
| due | "T-120", "T-10w", "S+2w" | w: working days, in the calendar of the task's owner |
| after | ["readiness"] | it opens when these tasks of the play are finished |
| checklist | ["Dates agree", "Usage known (optional)"] | what is ticked before it is done |
| sla_hours | 16 | working hours of the owner until it has to be done, from its opening |
| template | "quote-cover" or ["a", "b"] | the texts to use |
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tenure.desk.rules.front_matter import PlayRefused
from tenure.kernel.errors import InvalidInput

MOST_ITEMS = 20
LONGEST_ITEM = 120
MOST_HOURS = 400
MOST_BEFORE = 20
OPTIONAL = " (optional)"
_DUE = re.compile(r"([TS])([+-])(\d{1,3})(w?)")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


class Table(Protocol):
    """One table of a front matter, as far as it is needed here."""

    values: Mapping[str, Any]

    def refuse(self, key: str, reason: str) -> PlayRefused:
        """Return the refusal of a key, with its line."""
        ...


def due_of(table: Table) -> tuple[int, bool, bool]:
    """Return the days of `due`, whether they count from the play's start, whether working days."""
    value = table.values.get("due")
    found = _DUE.fullmatch(value) if isinstance(value, str) else None
    if found is None or (found[1] == "S" and found[2] == "-"):
        reason = (
            "'due' is days from the renewal date or the play's start, such as T-120, T+5 or S+3; "
            "with a w they are working days: T-10w."
        )
        raise table.refuse("due", reason)
    return int(found[3]) * (-1 if found[2] == "-" else 1), found[1] == "S", found[4] == "w"


def before_of(table: Table) -> tuple[str, ...]:
    """Return the codes of the tasks after which this one opens."""
    value = table.values.get("after", [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise table.refuse("after", "'after' is a list of codes such as [\"readiness\"].")
    if len(value) > MOST_BEFORE or len(set(value)) < len(value):
        raise table.refuse("after", f"'after' names at most {MOST_BEFORE} tasks, each once.")
    return tuple(value)


def checklist_of(table: Table) -> tuple[str, ...]:
    """Return the items to be ticked."""
    value = table.values.get("checklist", [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise table.refuse("checklist", "'checklist' is a list of texts.")
    try:
        return read_checklist(value)
    except InvalidInput as error:
        raise table.refuse("checklist", str(error)) from error


def hours_of(table: Table) -> int | None:
    """Return the working hours until it has to be done; none: no such promise."""
    value = table.values.get("sla_hours")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_HOURS:
        raise table.refuse("sla_hours", f"'sla_hours' is a whole number from 1 to {MOST_HOURS}.")
    return value


def templates_of(table: Table) -> tuple[str, ...]:
    """Return the names of the texts to use."""
    value = table.values.get("template", [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(
        isinstance(one, str) and _NAME.fullmatch(one) for one in names
    ):
        raise table.refuse("template", "'template' is a name of a-z, 0-9, dash, or a list of them.")
    return tuple(names)


def read_checklist(items: Sequence[str]) -> tuple[str, ...]:
    """Return the items of a checklist; raise InvalidInput for too many, too long, or twice."""
    read = [" ".join(item.split()) for item in items]
    read = [item for item in read if item]
    if len(read) > MOST_ITEMS:
        raise InvalidInput(f"A checklist has at most {MOST_ITEMS} items.")
    if any(len(item) > LONGEST_ITEM or not item.isprintable() for item in read):
        raise InvalidInput(f"An item of a checklist has at most {LONGEST_ITEM} characters.")
    if len(set(read)) < len(read):
        raise InvalidInput("An item stands twice in the checklist.")
    return tuple(read)


def is_mandatory(item: str) -> bool:
    """Tell whether an item has to be ticked before the task is done."""
    return not item.endswith(OPTIONAL)


def open_items(checklist: Sequence[str], ticked: set[int]) -> list[str]:
    """Return the mandatory items that are not ticked; items count from 0."""
    return [
        item for place, item in enumerate(checklist) if is_mandatory(item) and place not in ticked
    ]


def circle_of(before: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return a circle of tasks that wait for one another, from a code back to it; empty: none.

    `before` gives for each code those after which it opens; every one of them is a key.
    """
    left = dict(before)
    while ready := [code for code, first in left.items() if not any(one in left for one in first)]:
        for code in ready:
            del left[code]
    if not left:
        return ()
    # Each that is left waits for another one that is left: to follow them comes back somewhere.
    path = [next(iter(left))]
    while (code := next(one for one in left[path[-1]] if one in left)) not in path:
        path.append(code)
    return (*path[path.index(code) :], code)
