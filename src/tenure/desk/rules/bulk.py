"""One thing done to many renewals: what it would change of each, or why it is refused.

A preview is this rule over the facts of the moment. What is done afterwards is held to it: each row
carries a mark of what the preview said, and where the rule says something else by then, nothing is
done. A row that is already as it is wanted is left alone, so repeating changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenure.desk.rules.engagement import LONGEST_WORDS, checked_words, chosen
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import format_day
from tenure.renewals.rules.priority import RISKS, checked_snooze
from tenure.renewals.rules.waiting import WAITS_ON

ACTIONS = {
    "owner": "Give an owner",
    "step": "Set the next step",
    "snooze": "Snooze",
    "wake": "Wake",
    "waiting": "Say on whom it waits",
    "risk": "Set the risk",
    "quotes": "Make quotes",
    "group": "Handle together",
}
# What each asks for: (of these, what it cannot do without).
FIELDS: dict[str, tuple[str, ...]] = {
    "owner": ("person",), "step": ("words", "day", "person"), "snooze": ("day", "words"),
    "wake": (), "waiting": ("code", "day", "words"), "risk": ("code", "words"), "quotes": (),
    "group": (),
}  # fmt: skip
CODES = {"waiting": {"": "What is known decides", **WAITS_ON}, "risk": RISKS}
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done: an action of ACTIONS, with the fields that it asks for."""

    action: str
    person: int | None = None
    day: date | None = None
    words: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """The colleague whom it is given to."""

    staff_id: int
    name: str
    cleared: bool


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A renewal as it stands. What an action does not ask about is left at its default.

    `quote` is '' for none, else current, stale, withdrawn or expired.
    """

    renewal_id: int
    contract: str
    customer: str
    customer_id: int
    renewal_on: date
    due_on: date
    notice_on: date | None
    is_closed: bool
    is_controlled: bool
    is_evergreen: bool
    owner_id: int | None
    owner: str
    owner_is_active: bool = True
    snoozed_until: date | None = None
    snoozed_because: str = ""
    waiting_on: str = ""
    mark: tuple[str, date | None, str] | None = None
    step: tuple[str, date | None, int | None, str] | None = None
    risk: str = ""
    risk_because: str = ""
    quote: str = ""
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What happens to one renewal; `refused` says why nothing does."""

    renewal_id: int
    contract: str
    customer: str
    before: str
    after: str
    changes: bool
    refused: str = ""
    seen: str = ""


def checked(asked: Asked, colleague: Colleague | None, on: date) -> Asked:
    """Return what is asked without needless space; raise InvalidInput for what lacks something."""
    chosen(asked.action, ACTIONS, "What is to be done")
    if asked.action == "owner" and colleague is None:
        raise InvalidInput("Choose an active colleague who owns them.")
    if asked.person is not None and colleague is None:
        raise InvalidInput("There is no such active colleague.")
    if asked.action in CODES:
        chosen(asked.code, CODES[asked.action], "The choice")
    return replace(asked, words=_checked_words(asked), day=_checked_day(asked, on))


def _checked_words(asked: Asked) -> str:
    if asked.action == "waiting":
        words = " ".join(asked.words.split())
        if len(words) > LONGEST_WORDS:
            raise InvalidInput(f"The note has at most {LONGEST_WORDS} characters.")
        return words
    if "words" not in FIELDS[asked.action]:
        return ""
    return checked_words(asked.words, "The next step" if asked.action == "step" else "The reason")


def _checked_day(asked: Asked, on: date) -> date | None:
    day = asked.day
    if asked.action == "step":
        if day is None:
            raise InvalidInput("Say by when.")
        if day < on:
            raise InvalidInput("A next step is due today or on a day that is still to come.")
    elif asked.action == "snooze" and day is None:
        raise InvalidInput("Say until which day.")
    elif asked.action == "waiting":
        day = None if asked.code in {"", "me"} else day
        if day is not None and day <= on:
            raise InvalidInput("Ask again on a day that is still to come.")
    return day


def planned(
    asked: Asked, rows: Sequence[RowFacts], colleague: Colleague | None, on: date
) -> list[PlannedRow]:
    """Return what would happen to each renewal, in their order, marked with what is said of it."""
    if asked.action == "group":
        return [_marked(asked, row) for row in _grouped(rows)]
    plan = _RULES[asked.action]
    return [_marked(asked, _one(plan, asked, row, colleague, on)) for row in rows]


def differs(rows: Sequence[PlannedRow], seen: Mapping[int, str]) -> list[PlannedRow]:
    """Return the rows of which a preview said something else, but for what stays as it is."""
    concerned = (row for row in rows if row.changes or row.refused)
    return [row for row in concerned if seen.get(row.renewal_id) != row.seen]


_Plan = Callable[[Asked, RowFacts, "Colleague | None", date], tuple[str, str, bool]]


def _one(
    plan: _Plan, asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> PlannedRow:
    if row.is_closed:
        return _row(row, refused="The renewal is closed.")
    try:
        before, after, changes = plan(asked, row, colleague, on)
    except InvalidInput as error:
        return _row(row, refused=str(error))
    return _row(row, before, after, changes=changes)


def _row(
    row: RowFacts, before: str = "", after: str = "", *, changes: bool = False, refused: str = ""
) -> PlannedRow:
    return PlannedRow(
        row.renewal_id, row.contract, row.customer, before, after if not refused else before,
        changes, refused,
    )  # fmt: skip


def _marked(asked: Asked, row: PlannedRow) -> PlannedRow:
    said = repr((asked, row.renewal_id, row.before, row.after, row.changes, row.refused))
    return replace(row, seen=hashlib.sha256(said.encode()).hexdigest()[:16])


def _owner(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    assert colleague is not None
    if row.is_controlled and not colleague.cleared:
        raise InvalidInput(f"{colleague.name} is not cleared for customers under export control.")
    return row.owner or NOBODY, colleague.name, row.owner_id != colleague.staff_id


def _step(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    who = (colleague.staff_id, colleague.name) if colleague else (row.owner_id, row.owner)
    if colleague is None and (row.owner_id is None or not row.owner_is_active):
        raise InvalidInput("Nobody there owns it: say which colleague does the next step.")
    wanted = (asked.words, asked.day, *who)
    return _step_words(row.step), _step_words(wanted), row.step != wanted


def _step_words(step: tuple[str, date | None, int | None, str] | None) -> str:
    if step is None or step[1] is None:
        return "none of one's own"
    return f"{step[0]} ({step[3]}, by {format_day(step[1])})"


def _snooze(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    assert asked.day is not None
    day = checked_snooze(asked.day, row.due_on, row.notice_on, on)
    same = (row.snoozed_until, row.snoozed_because) == (day, asked.words)
    return _asleep(row), f"sleeps until {format_day(day)}: {asked.words}", not same


def _wake(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    return _asleep(row), "awake", row.snoozed_until is not None


def _asleep(row: RowFacts) -> str:
    if row.snoozed_until is None:
        return "awake"
    return f"sleeps until {format_day(row.snoozed_until)}: {row.snoozed_because}"


def _waiting(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    if asked.day is not None and asked.day >= row.due_on > on:
        raise InvalidInput("Ask again before the due date.")
    until = f", ask again {format_day(asked.day)}" if asked.day else ""
    before = f"waits on {WAITS_ON[row.waiting_on]}" if row.waiting_on else "waits on nobody"
    wanted = (asked.code, asked.day, asked.words)
    after = f"waits on {WAITS_ON[asked.code]}{until}" if asked.code else "what is known decides"
    return before, after, (row.mark or ("", None, "")) != wanted


def _risk(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    before = RISKS.get(row.risk, "no category")
    same = (row.risk, row.risk_because) == (asked.code, asked.words)
    return before, f"{RISKS[asked.code]}: {asked.words}", not same


def _quotes(
    asked: Asked, row: RowFacts, colleague: Colleague | None, on: date
) -> tuple[str, str, bool]:
    if row.is_evergreen:
        raise InvalidInput("An evergreen contract has no next term to quote.")
    if not row.quote:
        return "no quote", "a quote, priced now", True
    if row.quote == "current":
        return "a current quote", "the same", False
    return f"a quote that is {row.quote}", "the next version, priced now", True


_RULES: dict[str, _Plan] = {
    "owner": _owner, "step": _step, "snooze": _snooze, "wake": _wake, "waiting": _waiting,
    "risk": _risk, "quotes": _quotes,
}  # fmt: skip


def _grouped(rows: Sequence[RowFacts]) -> list[PlannedRow]:
    """Put those of one customer and day together: where there are several, the most frequent."""
    alike = Counter((row.customer_id, row.renewal_on) for row in rows if not row.is_closed)
    wanted = max(alike, key=lambda one: alike[one], default=None)
    groups = {
        row.group_id for row in rows
        if not row.is_closed and (row.customer_id, row.renewal_on) == wanted
    }  # fmt: skip
    together = len(groups) == 1 and groups != {None}
    found = []
    for row in rows:
        before = "by itself" if row.group_id is None else "in a group"
        if row.is_closed:
            found.append(_row(row, before, refused="The renewal is closed."))
        elif (row.customer_id, row.renewal_on) != wanted:
            why = "Only renewals of one customer on one day can be grouped."
            found.append(_row(row, before, refused=why))
        elif alike[wanted] < 2:
            found.append(_row(row, before, refused="A group holds at least two renewals."))
        else:
            after = f"in the group of {format_day(row.renewal_on)}"
            found.append(_row(row, before, after, changes=not together))
    return found
