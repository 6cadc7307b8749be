"""What to do next with a renewal, by when and why.

The first row that holds is the next action. Its deadline, brought forward for the money at stake
(`stakes.head_start`), is `act_on`; it never depends on today, so it can be stored. Today only
chooses the row: renewals that cross one of these dates are worked out again by the daily run.

| when | next action | deadline |
|---|---|---|
| an open finding keeps a quote from going out | fix the data | T-120 |
| nobody owns it | assign an owner | T-120 |
| evergreen | review | 30 days before the anniversary |
| past due | close | the due date |
| the customer asked or declined, an approver asked or rejected, booking refused | answer | the day after |
| auto-renew, notice date ahead and near (30 days) or its decision due before T-90 | decide | notice date - 14 days |
| quoted, but the contract changed since | refresh the quote | T-90 |
| the quote was withdrawn or has expired | make the quote again | T-90 |
| the offer is out | ask for the decision | the day to ask again |
| quoted | send the quote | T-90 |
| no quote, past T-90 | make the late quote | T-90 |
| otherwise | check readiness | T-120 |
"""  # noqa: E501 (the table reads better on one line)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tenure.kernel.period import format_day
from tenure.renewals.rules.dates import (
    AUTOMATIC,
    NOTICE_LEAD,
    NOTICE_VIEW,
    REVIEW_LEAD,
    WINDOW_CLOSES,
    WINDOW_OPENS,
    t_minus,
)
from tenure.renewals.rules.stakes import at_stake, head_start
from tenure.renewals.rules.waiting import ON_ME, WHY, Waiting

REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class QuoteFact:
    """What renewals need to know of a primary quote: when priced, of which contract revision.

    `ended` is how it ended though it is still the primary one (withdrawn, expired), '' if not.
    """

    quoted_on: date
    revision: int
    ended: str = ""


@dataclass(frozen=True, slots=True)
class RenewalFacts:
    """What the next action follows from; `atr_minor` in minor units a year."""

    renewal_on: date
    notice_on: date | None
    renewal_type: str
    currency: str
    atr_minor: int
    contract_revision: int
    has_owner: bool
    quote: QuoteFact | None = None
    blocked_by: tuple[str, ...] = ()
    waiting: Waiting | None = None

    @property
    def due_on(self) -> date:
        """Return the last day of the term."""
        return self.renewal_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The next action, the day by which it must be done, and the reasons in a sentence."""

    action: str
    act_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class _Need:
    action: str
    deadline: date
    reason: str


def plan(facts: RenewalFacts, on: date) -> Plan:
    """Return what to do next with a renewal as things stand on a day."""
    need = next(found for rule in _RULES if (found := rule(facts, on)) is not None)
    days = head_start(facts.atr_minor, facts.currency)
    reason = need.reason
    if days:
        stake = at_stake(facts.atr_minor, facts.currency)
        reason = f"{reason}; {stake} at stake: {days} days earlier"
    return Plan(need.action, need.deadline - timedelta(days=days), reason[:REASON_LENGTH])


def _fix_data(facts: RenewalFacts, on: date) -> _Need | None:
    if not facts.blocked_by or on > facts.due_on:
        return None
    what = ", ".join(facts.blocked_by)
    return _Need(
        "fix_data", t_minus(facts.renewal_on, WINDOW_OPENS), f"Before a quote goes out: {what}"
    )


def _assign_owner(facts: RenewalFacts, on: date) -> _Need | None:
    if facts.has_owner:
        return None
    due = format_day(facts.due_on)
    deadline = t_minus(facts.renewal_on, WINDOW_OPENS)
    return _Need("assign_owner", deadline, f"Nobody owns it; due {due}")


def _review_evergreen(facts: RenewalFacts, on: date) -> _Need | None:
    if facts.renewal_type != "evergreen":
        return None
    deadline = t_minus(facts.renewal_on, REVIEW_LEAD)
    return _Need("review_evergreen", deadline, f"Anniversary {format_day(facts.renewal_on)}")


def _close(facts: RenewalFacts, on: date) -> _Need | None:
    if on <= facts.due_on:
        return None
    return _Need("close", facts.due_on, f"Undecided; the term ended {format_day(facts.due_on)}")


def _answer(facts: RenewalFacts, on: date) -> _Need | None:
    waiting = facts.waiting
    if waiting is None or waiting.why not in ON_ME:
        return None
    said = f"{WHY[waiting.why].capitalize()} on {format_day(waiting.since)}"
    return _Need("answer", waiting.since + timedelta(days=1), said)


def _decide_notice(facts: RenewalFacts, on: date) -> _Need | None:
    notice_on = facts.notice_on
    if facts.renewal_type not in AUTOMATIC or notice_on is None or on > notice_on:
        return None
    deadline = notice_on - timedelta(days=NOTICE_LEAD)
    is_near = on >= notice_on - timedelta(days=NOTICE_VIEW)
    if not is_near and deadline > t_minus(facts.renewal_on, WINDOW_CLOSES):
        return None
    return _Need("decide_notice", deadline, f"Notice date {format_day(notice_on)}")


def _refresh_quote(facts: RenewalFacts, on: date) -> _Need | None:
    if facts.quote is None or facts.quote.revision == facts.contract_revision:
        return None
    quoted = format_day(facts.quote.quoted_on)
    deadline = t_minus(facts.renewal_on, WINDOW_CLOSES)
    return _Need("refresh_quote", deadline, f"The contract changed after the quote of {quoted}")


def _remake_quote(facts: RenewalFacts, on: date) -> _Need | None:
    if facts.quote is None or not facts.quote.ended:
        return None
    quoted = format_day(facts.quote.quoted_on)
    how = "has expired" if facts.quote.ended == "expired" else f"was {facts.quote.ended}"
    return _Need(
        "remake_quote", t_minus(facts.renewal_on, WINDOW_CLOSES), f"The quote of {quoted} {how}"
    )


def _follow_up(facts: RenewalFacts, on: date) -> _Need | None:
    waiting = facts.waiting
    if waiting is None or waiting.why != "offer" or waiting.until is None:
        return None
    said = f"The offer is out since {format_day(waiting.since)}"
    return _Need("follow_up", waiting.until, said)


def _send_quote(facts: RenewalFacts, on: date) -> _Need | None:
    if facts.quote is None:
        return None
    deadline = t_minus(facts.renewal_on, WINDOW_CLOSES)
    quoted = format_day(facts.quote.quoted_on)
    return _Need("send_quote", deadline, f"Quote of {quoted} to send by {format_day(deadline)}")


def _make_quote(facts: RenewalFacts, on: date) -> _Need | None:
    deadline = t_minus(facts.renewal_on, WINDOW_CLOSES)
    if on <= deadline:
        return None
    return _Need("make_quote", deadline, f"No quote by T-90 ({format_day(deadline)})")


def _prepare(facts: RenewalFacts, on: date) -> _Need:
    deadline = t_minus(facts.renewal_on, WINDOW_OPENS)
    return _Need("prepare", deadline, f"Quoted from {format_day(deadline)} (T-120)")


_RULES: tuple[Callable[[RenewalFacts, date], _Need | None], ...] = (
    _fix_data,
    _assign_owner,
    _review_evergreen,
    _close,
    _answer,
    _decide_notice,
    _refresh_quote,
    _remake_quote,
    _follow_up,
    _send_quote,
    _make_quote,
    _prepare,
)
