"""No task of a play missed or doubled.

The front matter of the plays is read as the TOML that it is. On every morning each open renewal is
held against each play that was published by then: where its days, kind of contract and event fit
and the play has not started there, it starts that morning, and its tasks are due on the days that
are counted out here. What stands in the database has to be that, row for row.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.desk.simulation.checks import Verdict
from tests.desk.simulation.checks.ownership import owner_at
from tests.desk.simulation.checks.working import (
    NOWHERE,
    Place,
    place_of,
    workday_after,
    worked_until,
)
from tests.desk.simulation.history import Deal, History, Morning, RenewalThen, TaskRow

Key = tuple[int, str, str]
_LAST = datetime.max.replace(tzinfo=UTC)
_MOMENT, _NONE = timedelta(microseconds=1), timedelta()


@dataclass(slots=True)
class Due:
    """A task as it has to be; `base` and `days` for those that are counted in working days."""

    renewal_id: int
    play: str
    code: str
    role: str
    due_on: date
    opened_on: date | None
    place: Place
    sla_hours: int | None
    sla_due_at: datetime | None
    started_on: date
    base: date
    days: int
    is_working: bool
    after: tuple[str, ...]
    after_close: bool

    @property
    def key(self) -> Key:
        """Return what it is known by."""
        return self.renewal_id, self.play, self.code


def check_tasks(history: History) -> Verdict:
    """Return which plays and tasks are missing, doubled, or due on another day."""
    verdict = Verdict("no task missed or doubled")
    starts, tasks = expected(history)
    _compare_starts(starts, history, verdict)
    _compare_tasks(tasks, history, verdict)
    _check_written_off(history, tasks, verdict)
    return verdict


def expected(history: History) -> tuple[dict[tuple[int, str], date], dict[Key, Due]]:
    """Return what starts (renewal and play: day), and its tasks as they are at the end."""
    starts: dict[tuple[int, str], date] = {}
    tasks: dict[Key, Due] = {}
    rows = {(row.renewal_id, row.play, row.code): row for row in history.tasks}
    begun = {(row.renewal_id, row.play): row for row in history.starts}
    for morning in history.mornings:
        plays = _plays_on(history, morning.at)
        for renewal in morning.renewals.values():
            if not renewal.is_open:
                continue
            deal = history.deals[renewal.contract_id]
            for code, matter in plays.items():
                key = (renewal.id, code)
                if key in starts or not _fits(matter["trigger"], renewal, deal, morning):
                    continue
                if key in history.started_by_hand and begun[key].started_on < morning.on:
                    continue
                starts[key] = morning.on
                for due in _tasks_of(code, matter, renewal, deal, history, morning):
                    tasks[due.key] = due
    deals = {one.id: one.contract_id for one in history.final.values()}
    _open_what_waited(tasks, rows, history, deals)
    _follow_owners(tasks, rows, history, deals)
    return starts, tasks


def _plays_on(history: History, at: datetime) -> dict[str, Any]:
    """Return the front matter of each play as it was last published by an instant."""
    found: dict[str, Any] = {}
    for published_at, code, source in history.plays:
        if published_at <= at:
            found[code] = tomllib.loads(source.split("+++")[1])
    return {code: matter for code, matter in found.items() if not matter.get("retired")}


def _fits(trigger: Any, renewal: RenewalThen, deal: Deal, morning: Morning) -> bool:
    first = renewal.renewal_on + timedelta(days=_days(trigger.get("from", "T-180")))
    last = renewal.renewal_on + timedelta(days=_days(trigger.get("until", "T+30")))
    wanted = (
        ("channels", _channel(deal)), ("segments", deal.segment),
        ("renewal_types", renewal.renewal_type),
    )  # fmt: skip
    if not first <= morning.on <= last:
        return False
    if any(trigger.get(name) and value not in trigger[name] for name, value in wanted):
        return False
    event = trigger.get("event", "date")
    if event == "risk":
        return renewal.forecast_minor < renewal.atr_minor
    if event == "notice":
        return any(contract == renewal.contract_id for contract, _ in morning.notices)
    if event == "program":
        return any(
            customer == deal.customer_id
            and contract in {None, renewal.contract_id}
            and start <= renewal.renewal_on
            and (end is None or end > renewal.renewal_on)
            for customer, contract, start, end in morning.enrolled
        )
    return bool(event == "date")


def _channel(deal: Deal) -> str:
    return "msp" if "msp" in deal.partner_kinds else deal.channel


def _days(point: str) -> int:
    return int(point.rstrip("w")[1:])


def _tasks_of(
    code: str, matter: Any, renewal: RenewalThen, deal: Deal, history: History, morning: Morning
) -> list[Due]:
    found: list[Due] = []
    for task in matter["task"]:
        point: str = task["due"]
        base = morning.on if point.startswith("S") else renewal.renewal_on
        place = _place(task["owner"], renewal.owner_id, deal, history)
        days, is_working = _days(point), point.endswith("w")
        due_on = workday_after(base, days, place) if is_working else base + timedelta(days=days)
        if due_on < morning.on and task.get("late", "skip") == "skip":
            continue
        found.append(
            Due(
                renewal.id, code, task["code"], task["owner"], max(due_on, morning.on), None, place,
                task.get("sla_hours"), None, morning.on, base, days, is_working,
                tuple(task.get("after", ())), task.get("after_close", False),
            )
        )  # fmt: skip
    there = {one.code for one in found}
    for one in found:
        waits = one.after  # a task that waits for skipped ones opens at once
        one.after = tuple(before for before in waits if before in there)
        if not one.after:
            _opens(one, morning.at, morning.on, one.place)
    return found


def _opens(due: Due, at: datetime, on: date, place: Place) -> None:
    due.opened_on, due.due_on = on, max(due.due_on, on)
    if due.sla_hours is not None:
        due.sla_due_at = worked_until(at, due.sla_hours * 60, place)


def _place(role: str, owner_id: int | None, deal: Deal, history: History) -> Place:
    """Return where a task's days are counted: where its person works, or else the owner."""
    person = {"account_executive": deal.executive_id, "customer_success": deal.success_id}.get(role)
    staff = history.people.get(person or owner_id or 0)
    return place_of(staff.zone, staff.region) if staff else NOWHERE


def _follow_owners(
    tasks: dict[Key, Due], rows: dict[Key, TaskRow], history: History, deals: dict[int, int]
) -> None:
    """Count working days where whoever had the renewal last, while the task was open, works."""
    for key, due in tasks.items():
        row = rows.get(key)
        if due.is_working and row is not None:
            contract = deals[due.renewal_id]
            done = history.finished.get(row.id)
            at = _LAST if done is None else done - (_MOMENT if row.id in history.by_hand else _NONE)
            due.place = _place_at(due, history, history.deals[contract], at)
            counted = workday_after(due.base, due.days, due.place)
            due.due_on = max(counted, due.started_on, due.opened_on or due.started_on)


def _place_at(due: Due, history: History, deal: Deal, at: datetime) -> Place:
    owners = owner_at(history.chain_of(due.renewal_id), at)
    return _place(due.role, owners[0] if owners else None, deal, history)


def _open_what_waited(
    tasks: dict[Key, Due], rows: dict[Key, TaskRow], history: History, deals: dict[int, int]
) -> None:
    """Open what waited when the last before it was finished; one after the other."""
    again = True
    while again:
        again = False
        for due in tasks.values():
            if due.opened_on is not None:
                continue
            befores = [rows.get((due.renewal_id, due.play, code)) for code in due.after]
            done = [history.finished.get(row.id) if row else None for row in befores]
            if any(one is None for one in done):
                continue
            at = max(one for one in done if one is not None)
            if _is_there_after(rows.get(due.key), at, history):
                deal = history.deals[deals[due.renewal_id]]
                place = _place_at(due, history, deal, at - _MOMENT)
                _opens(due, at, at.date(), place)
                again = True


def _is_there_after(row: TaskRow | None, at: datetime, history: History) -> bool:
    """Tell whether a task can still open at an instant: it was not over, nor ended with others."""
    done = history.finished.get(row.id) if row else None
    if done is None or row is None:
        return True
    return done > at or (done == at and row.id in history.by_hand)


def _compare_starts(
    starts: dict[tuple[int, str], date], history: History, verdict: Verdict
) -> None:
    rows = {
        (row.renewal_id, row.play): row.started_on
        for row in history.starts
        if (row.renewal_id, row.play) not in history.started_by_hand
    }
    verdict.count("plays started", len(rows))
    doubled = Counter((row.renewal_id, row.play) for row in history.starts)
    for (renewal, play), times in doubled.items():
        verdict.expect(times == 1, f"{play} was started {times} times on renewal {renewal}.")
    for key in sorted({*starts, *rows}):
        if starts.get(key) != rows.get(key):
            verdict.wrong.append(
                f"{key[1]} had to start on renewal {key[0]} on {starts.get(key)}; "
                f"it did on {rows.get(key)}."
            )


def _compare_tasks(tasks: dict[Key, Due], history: History, verdict: Verdict) -> None:
    mine: dict[Key, list[TaskRow]] = defaultdict(list)
    for row in history.tasks:
        if (row.renewal_id, row.play) not in history.started_by_hand:
            mine[row.renewal_id, row.play, row.code].append(row)
    verdict.count("tasks", sum(map(len, mine.values())))
    for key in sorted({*tasks, *mine}):
        name = f"Task {key[2]} of {key[1]} on renewal {key[0]}"
        rows, due = mine.get(key, []), tasks.get(key)
        if due is None:
            verdict.wrong.append(f"{name} should not be there.")
        elif not rows:
            verdict.wrong.append(f"{name} is missing; it is due on {due.due_on}.")
        elif len(rows) > 1:
            verdict.wrong.append(f"{name} is there {len(rows)} times.")
        else:
            _compare(name, due, rows[0], verdict)


def _compare(name: str, due: Due, row: TaskRow, verdict: Verdict) -> None:
    verdict.expect(
        row.due_on == due.due_on, f"{name} is due on {row.due_on} and not on {due.due_on}."
    )
    verdict.expect(
        row.opened_on == due.opened_on,
        f"{name} is to be done from {row.opened_on} and not from {due.opened_on}.",
    )
    verdict.expect(
        not due.is_working or row.place == due.place.key,
        f"{name} is counted at {row.place} and not at {due.place.key}.",
    )
    if due.sla_hours is not None:
        verdict.count("service levels")
        verdict.expect(
            row.sla_due_at == due.sla_due_at,
            f"{name} is due by {row.sla_due_at} and not by {due.sla_due_at}.",
        )


def _check_written_off(history: History, tasks: dict[Key, Due], verdict: Verdict) -> None:
    """Expect that what belongs to a closed renewal is done or written off."""
    for row in history.tasks:
        renewal = history.final.get(row.renewal_id)
        due = tasks.get((row.renewal_id, row.play, row.code))
        if renewal and not renewal.is_open and due and not due.after_close:
            verdict.expect(
                row.done_on is not None,
                f"Task {row.code} of {row.play} is open on the closed renewal {renewal.id}.",
            )
