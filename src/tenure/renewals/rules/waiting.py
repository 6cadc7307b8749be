"""On whom a renewal waits, since when, and from when on one asks again.

The first row that holds counts; what a person marked counts until something newer happens.

| what is known | waits on | ask again |
|---|---|---|
| what was accepted could not be booked | me | |
| the customer asked, and nobody has answered | me | |
| the offer was declined | me | |
| an approver asked, or rejected | me | |
| the offer was accepted | billing | the next day |
| an approval is open | approval | after 3 days |
| the offer is out | customer or partner | after 14 days, from T-30 on after 7, by T-7 |
| otherwise | nobody: it is the owner's turn | |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

WAITS_ON = {
    "me": "the owner",
    "customer": "the customer",
    "partner": "the partner",
    "approval": "deal desk and approvers",
    "billing": "billing",
    "legal": "legal",
    "other": "somebody else",
}
MARKED = "marked"
# Why it waits -> in words.
WHY = {
    "refused": "what was accepted could not be booked",
    "question": "the customer asked something",
    "declined": "the customer declined the offer",
    "rejected": "the approval was rejected",
    "approver_asks": "an approver asked something",
    "accepted": "the offer was accepted and is being booked",
    "approval": "the approval is open",
    "offer": "the offer is out",
    MARKED: "set by hand",
}
ON_ME = ("refused", "question", "declined", "rejected", "approver_asks")

FOLLOW_UP = timedelta(days=14)
FOLLOW_UP_NEAR = timedelta(days=7)  # from T-30 on, weekly
NEAR = timedelta(days=30)
LAST_CALL = timedelta(days=7)
APPROVAL_TAKES = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Waiting:
    """On whom (a key of WAITS_ON), why (a key of WHY), since when, and when to ask again."""

    on_whom: str
    why: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person set by hand: `on_whom` empty takes back what was set before."""

    on_whom: str
    marked_on: date
    marked_at: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class WaitingFacts:
    """What has happened: each a day, None: it did not. `changed_at` is the latest instant of it."""

    renewal_on: date
    refused_on: date | None = None
    question_on: date | None = None
    declined_on: date | None = None
    rejected_on: date | None = None
    approver_asks_on: date | None = None
    accepted_on: date | None = None
    approval_on: date | None = None
    offer_on: date | None = None
    to_partner: bool = False
    contacted_on: date | None = None
    changed_at: datetime | None = None
    mark: Mark | None = None


def waiting(facts: WaitingFacts) -> Waiting | None:
    """Return on whom a renewal waits; None: nobody, it is the owner's turn."""
    mark = facts.mark
    if mark and mark.on_whom and (facts.changed_at is None or mark.marked_at > facts.changed_at):
        return Waiting(mark.on_whom, MARKED, mark.marked_on, mark.until)
    for why in ON_ME:
        since: date | None = getattr(facts, f"{why}_on")
        if since is not None:
            return Waiting("me", why, since)
    if facts.accepted_on is not None:
        until = facts.accepted_on + timedelta(days=1)
        return Waiting("billing", "accepted", facts.accepted_on, until)
    if facts.approval_on is not None:
        until = facts.approval_on + APPROVAL_TAKES
        return Waiting("approval", "approval", facts.approval_on, until)
    if facts.offer_on is not None:
        whom = "partner" if facts.to_partner else "customer"
        return Waiting(whom, "offer", facts.offer_on, follow_up_on(facts))
    return None


def follow_up_on(facts: WaitingFacts) -> date:
    """Return the day on which one asks what became of the offer, after our latest contact."""
    assert facts.offer_on is not None
    last = max(filter(None, (facts.offer_on, facts.contacted_on)))
    due_on = facts.renewal_on - timedelta(days=1)
    usual = last + FOLLOW_UP
    if usual > facts.renewal_on - NEAR:
        usual = last + FOLLOW_UP_NEAR
    return max(min(usual, due_on - LAST_CALL), last + timedelta(days=1))
