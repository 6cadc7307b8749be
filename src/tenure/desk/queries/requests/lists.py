"""Requests as lists show them: open ones by the moment they are due, a page at a time by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from tenure.desk.models import MailTaken, Request
from tenure.desk.rules.requests import KIND_CHOICES, STATE_WORDS, State
from tenure.directory.queries import place_of
from tenure.foundation.models import User

PAGE_SIZE = 50
COUNT_LIMIT = 1000
WHICH = {"open": "Open", "late": "Late", "unconfirmed": "To be confirmed", "over": "Over"}
_DETAILS = ("customer", "renewal__contract", "owner")


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a person asked to see; empty fields ask for nothing."""

    which: str = "open"
    mine: bool = False
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A page of requests; `after` is the place behind the last (due at, id; over: id alone)."""

    rows: list[Request]
    after: str
    count: int
    count_is_capped: bool


def request_page(
    user: User, asked: RequestFilter, *, at: datetime, after: str = "", size: int = PAGE_SIZE
) -> RequestPage:
    """Return one page of the requests one may see (a fixed number of queries).

    Open ones by when they are due, those that are over the latest first.
    """
    found = _found(user, asked, at)
    count = found.order_by()[: COUNT_LIMIT + 1].count()
    is_over = asked.which == "over"
    found = found.order_by("-pk") if is_over else found.order_by("due_at", "pk")
    place = _read_place(after)
    if place is not None:
        found = (
            found.filter(TupleLessThan((F("pk"),), (place[1],)))
            if is_over
            else found.filter(TupleGreaterThan((F("due_at"), F("pk")), place))
        )
    rows = list(found.select_related(*_DETAILS)[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    # Without a plus sign, which an address would have to escape.
    behind = f"{last.due_at:%Y-%m-%dT%H:%M:%S.%fZ}.{last.pk}" if last else ""
    return RequestPage(rows[:size], behind, min(count, COUNT_LIMIT), count > COUNT_LIMIT)


def requests_of_renewal(renewal_id: int, *, user: User, limit: int = 20) -> list[Request]:
    """Return a renewal's requests, open ones first, then the latest."""
    found = Request.objects.visible_to(user).filter(renewal_id=renewal_id)
    rows = found.select_related("owner").order_by(F("closed_on").asc(nulls_first=True), "-pk")
    return list(rows[:limit])


def set_aside(user: User, *, limit: int = 20) -> list[MailTaken]:
    """Return the mails that became no request, the latest first, with the reason."""
    return list(MailTaken.objects.visible_to(user).filter(request=None).order_by("-pk")[:limit])


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of requests with their words."""
    return list(KIND_CHOICES)


def state_choices() -> list[tuple[str, str]]:
    """Return the states of requests with their words."""
    return [(state.value, words) for state, words in STATE_WORDS.items()]


def _found(user: User, asked: RequestFilter, at: datetime) -> QuerySet[Request]:
    found = Request.objects.visible_to(user).filter(closed_on__isnull=asked.which != "over")
    if asked.which == "late":
        unanswered = Q(answered_at=None, answer_due_at__lt=at)
        found = found.filter(unanswered | (Q(due_at__lt=at) & ~Q(state=State.WAITING)))
    if asked.which == "unconfirmed":
        found = found.filter(kind="")
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.mine:
        own = place_of(user).staff_id or 0
        found = found.filter(Q(owner_id=own) | Q(owner=None, queue=user.role))
    return found


def _read_place(after: str) -> tuple[datetime, int] | None:
    moment, _, number = after.rpartition(".")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
