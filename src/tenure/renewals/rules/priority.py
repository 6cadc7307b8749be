"""The order of the worklist: the day from which a renewal wants work, and why, in a sentence.

| fact | what it does to the day |
|---|---|
| the day to act by (its deadline, earlier for the money at stake) | where it starts |
| a person's own next step is due before that | that day instead |
| risk of churn that something can be done about | 14 days earlier |
| risk of contraction that something can be done about | 10 days earlier |
| risk of churn | 7 days earlier |
| risk of contraction | 5 days earlier |
| somebody else has to answer until a day | not before that day |
| it is snoozed until a day | not before that day |

None of it depends on today, so PostgreSQL keeps the day as a generated column
(`renewals.models.Renewal.work_on`) and reads the list from an index. Ties go by the id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import format_day
from tenure.renewals.rules.dates import NOTICE_VIEW

RISKS = {
    "will_renew": "Will renew",
    "will_contract": "Will contract",
    "will_contract_actionable": "Will contract (actionable)",
    "will_churn": "Will churn",
    "will_churn_actionable": "Will churn (actionable)",
}
# Days earlier. What can still be saved comes before what is lost anyway.
RISK_DAYS = {
    "will_contract": 5,
    "will_contract_actionable": 10,
    "will_churn": 7,
    "will_churn_actionable": 14,
}
# Nobody sleeps through these: days before the notice date and the due date.
NOTICE_WAKES = 14
DUE_WAKES = 7


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised by an instant, in words: a task or a request with its service level."""

    what: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """What the order follows from. `waits_on` is who has to answer, in words; '' for nobody.

    `notice_on` (of what renews by itself) and `promise` are only told: the notice date is in the
    day to act by already, and a promise has a list and an escalation of its own.
    """

    act_on: date
    step_on: date | None = None
    risk: str = ""
    waits_on: str = ""
    waiting_until: date | None = None
    snoozed_until: date | None = None
    notice_on: date | None = None
    promise: Promise | None = None


def work_on(facts: PriorityFacts) -> date:
    """Return the day from which a renewal wants work: the worklist is in this order."""
    first = min(filter(None, (facts.act_on, facts.step_on)))
    wanted = first - timedelta(days=RISK_DAYS.get(facts.risk, 0))
    return max(filter(None, (wanted, facts.snoozed_until, facts.waiting_until)))


def explain(facts: PriorityFacts, reason: str, due_on: date, on: date) -> str:
    """Return in one sentence why a renewal stands where it does; `reason` is the next action's."""
    said = [reason.rstrip(".")] if reason else []
    if facts.step_on is not None and facts.step_on < facts.act_on:
        said.append(f"own next step by {format_day(facts.step_on)}")
    if days := RISK_DAYS.get(facts.risk, 0):
        said.append(f"{RISKS[facts.risk].lower()}: {days} days earlier")
    if facts.waits_on:
        until = facts.waiting_until
        said.append(
            f"waits on {facts.waits_on}" + (f", ask again {format_day(until)}" if until else "")
        )
    if facts.snoozed_until is not None:
        said.append(f"snoozed until {format_day(facts.snoozed_until)}")
    if facts.promise is not None:
        said.append(_promised(facts.promise, on))
    if facts.notice_on is not None and on <= due_on:
        said += _notice(facts.notice_on, on)
    said.append(_days_left(due_on, on))
    return "; ".join(said)


def _promised(promise: Promise, on: date) -> str:
    due = promise.due_at.astimezone(UTC)
    late = ", late" if due.date() < on else ""
    return f"{promise.what}: promised by {format_day(due.date())}, {due:%H:%M} UTC{late}"


def _notice(notice_on: date, on: date) -> list[str]:
    """Return what to say of a notice date: from 30 days before it on, and when it has passed."""
    days = (notice_on - on).days
    if days > NOTICE_VIEW:
        return []
    if days < 0:
        return [f"the notice date passed {_days(-days)} ago"]
    return [f"{_days(days)} to the notice date" if days else "the notice date is today"]


def _days_left(due_on: date, on: date) -> str:
    days = (due_on - on).days
    if days < 0:
        return f"due {_days(-days)} ago"
    return f"{_days(days)} left" if days else "due today"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def last_snooze(due_on: date, notice_on: date | None, on: date) -> date | None:
    """Return the last day until which a renewal may be snoozed on a day; None: not at all."""
    ends = [due_on - timedelta(days=DUE_WAKES)]
    if notice_on is not None and notice_on >= on:
        ends.append(notice_on - timedelta(days=NOTICE_WAKES))
    last = min(ends)
    return last if last > on else None


def checked_snooze(until: date, due_on: date, notice_on: date | None, on: date) -> date:
    """Return a day until which a renewal may sleep; raise InvalidInput for one that it may not."""
    if until <= on:
        raise InvalidInput("Snooze it until a day that is still to come.")
    last = last_snooze(due_on, notice_on, on)
    if last is None:
        raise InvalidInput("Its notice date or due date is too near for it to be snoozed.")
    if until > last:
        raise InvalidInput(
            f"Its notice date or due date is near: snooze it until {format_day(last)} at most."
        )
    return until
