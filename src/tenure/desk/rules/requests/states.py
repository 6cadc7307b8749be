"""How a request goes on, and whether it is in time.

| from | may become |
|---|---|
| received | taken, answered, waiting, done, refused |
| taken | taken (by somebody else), answered, waiting, done, refused |
| answered | taken, answered, waiting, done, refused |
| waiting for the customer | taken, answered, waiting, done, refused, received (they wrote again) |
| done, refused | received (they wrote again) |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from tenure.quotes.rules.approvals import Place
from tenure.quotes.rules.approvals.when import worked_between, worked_until


class CameBy(StrEnum):
    """The way in by which a request came."""

    FORM = "form"
    MAIL = "mail"
    API = "api"


CAME_BY_WORDS = {CameBy.FORM: "Form", CameBy.MAIL: "Mail", CameBy.API: "API"}


class State(StrEnum):
    """Where a request is."""

    RECEIVED = "received"
    TAKEN = "taken"
    ANSWERED = "answered"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


STATE_WORDS = {
    State.RECEIVED: "Received",
    State.TAKEN: "Taken",
    State.ANSWERED: "Answered",
    State.WAITING: "Waiting for the customer",
    State.DONE: "Done",
    State.REFUSED: "Refused",
}
OVER = frozenset({State.DONE, State.REFUSED})
_HANDLED = frozenset({State.TAKEN, State.ANSWERED, State.WAITING, State.DONE, State.REFUSED})
# A first answer is one of these: something was said to who asked.
ANSWERS = frozenset({State.ANSWERED, State.WAITING, State.DONE, State.REFUSED})


def may_become(now: State, then: State) -> bool:
    """Tell whether a request may go from one state to another."""
    if now in OVER:
        return then is State.RECEIVED
    return then in _HANDLED or (now is State.WAITING and then is State.RECEIVED)


@dataclass(frozen=True, slots=True)
class Moment:
    """A state and the aware instant since which it holds."""

    state: State
    at: datetime


@dataclass(frozen=True, slots=True)
class Service:
    """When a request has to be answered and done; `paused` while it waits for the customer."""

    answer_due_at: datetime
    done_due_at: datetime
    paused: bool


def service_of(
    moments: Sequence[Moment], *, answer_hours: int, done_hours: int, place: Place
) -> Service:
    """Return when a request is due, from its states in their order; the first one opened it.

    One that was over and came back starts anew. Working time in which it waited for the
    customer does not count towards being done. While it waits the day stands as if the customer
    answered at once.
    """
    overs = [index for index, one in enumerate(moments[:-1]) if one.state in OVER]
    moments = moments[overs[-1] + 1 :] if overs else moments
    opened = moments[0].at
    waited = timedelta()
    for one, following in pairwise(moments):
        if one.state is State.WAITING:
            waited += worked_between(one.at, following.at, place)
    return Service(
        worked_until(opened, timedelta(hours=answer_hours), place),
        worked_until(opened, timedelta(hours=done_hours) + waited, place),
        moments[-1].state is State.WAITING,
    )
