"""Handle requests: confirm what is asked, take, answer by mail, settle."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from tenure.desk.models import Request, RequestMail, RequestStep
from tenure.desk.queries.requests.about import About
from tenure.desk.rules.requests import (
    ANSWERS,
    OVER,
    STATE_WORDS,
    UNCONFIRMED,
    Moment,
    State,
    answer_headers,
    checked,
    kind_of,
    may_become,
    service_of,
)
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.quotes.rules.approvals import Place

LONGEST_ANSWER = 10_000
_LONGEST_NOTE = 2_000


class RequestRefused(Conflict):
    """Refuse to work on a request, with the reason."""


@transaction.atomic
def confirm_request(
    *, request_id: int, kind: str, values: dict[str, object], about: About, by: User, on: date,
    at: datetime,
) -> Request:  # fmt: skip
    """Say what a request asks for and whom it is about; what the program guessed is over then.

    The owner and the service level follow; the clock began when it came in. Raise RequestInvalid
    with every field that is wrong, RequestRefused for one that is over.
    """
    request = locked_request(request_id=request_id, by=by)
    if State(request.state) in OVER:
        raise RequestRefused(f"{request.number} is {request.get_state_display().lower()}.")
    asked = kind_of(kind)
    request.kind, request.values = asked.code, checked(asked, values, on=on)
    request.customer, request.renewal = about.customer, about.renewal
    request.queue = asked.queue
    request.zone, request.country = about.place.zone, about.place.country
    if request.owner is None or State(request.state) is State.RECEIVED:
        request.owner = about.owner
    _reckon(request)
    request.save()
    detail = {
        "kind": kind, "customer": about.customer.key if about.customer else "",
        "renewal": about.renewal.pk if about.renewal else None, "guess": request.guess,
    }  # fmt: skip
    record_event(by=by, on=on, verb="desk.confirm_request", subject=request, detail=detail)
    return request


@transaction.atomic
def take_request(*, request_id: int, by: User, on: date, at: datetime) -> Request:
    """Take a request: it is one's own from then on. One's own again changes nothing."""
    request = locked_request(request_id=request_id, by=by)
    me = StaffMember.objects.filter(user=by).first()
    if request.state == State.TAKEN and _last_step(request).by_id == by.pk:
        return request
    advance_request(request=request, state=State.TAKEN, note="", by=by, on=on, at=at)
    if me is not None and request.owner_id != me.pk:
        request.owner = me
        request.save(update_fields=["owner"])
    return request


@transaction.atomic
def answer_request(
    *, request_id: int, text: str, state: State, by: User, on: date, at: datetime
) -> RequestMail:
    """Answer by mail, in the thread of what was written, and say how it stands then.

    The same answer again returns the first. Raise InvalidInput without words, RequestRefused where
    there is nobody to write to or the request cannot become that.
    """
    request = locked_request(request_id=request_id, by=by)
    words = text.strip()
    if not 0 < len(words) <= LONGEST_ANSWER:
        raise InvalidInput(f"An answer has 1 to {LONGEST_ANSWER:,} characters.")
    if state not in ANSWERS:
        raise InvalidInput("Say whether it is answered, waits for the customer, or is over.")
    mails = list(request.mails.order_by("pk"))
    last = mails[-1] if mails else None
    if last is not None and last.is_answer and (last.text, last.by_id) == (words, by.pk):
        return last
    if not request.email:
        raise RequestRefused("There is no address to write to: note how it went instead.")
    headers = answer_headers(tuple(last.references.split()), last.message_id) if last else {}
    made = RequestMail.objects.create(
        request=request, is_answer=True, answers=headers.get("In-Reply-To", ""),
        references=headers.get("References", ""), sender=_own_address(),
        message_id=f"<request.{request.number}.{len(mails) + 1}@tenure>", sender_name=str(by),
        recipient=request.email, subject=_subject(request), text=words, on=on, at=at, by=by,
    )  # fmt: skip
    advance_request(request=request, state=state, note="", by=by, on=on, at=at)
    detail = {"to": made.recipient, "state": str(state)}
    record_event(by=by, on=on, verb="desk.answer_request", subject=request, detail=detail)
    return made


@transaction.atomic
def settle_request(
    *, request_id: int, outcome: State, note: str, by: User, on: date, at: datetime
) -> Request:
    """Say that a request is done or refused, and why or how; again it changes nothing."""
    if outcome not in OVER:
        raise InvalidInput("A request is settled as done or as refused.")
    request = locked_request(request_id=request_id, by=by)
    if request.state == outcome:
        return request
    return advance_request(request=request, state=outcome, note=note, by=by, on=on, at=at)


@transaction.atomic
def advance_request(
    *, request: Request, state: State, note: str, by: User, on: date, at: datetime
) -> Request:
    """Bring a locked request into a state; its due times follow. Raise RequestRefused."""
    now = State(request.state)
    if not may_become(now, state):
        raise RequestRefused(
            f"{request.number} is {STATE_WORDS[now].lower()}; it cannot become "
            f"{STATE_WORDS[state].lower()}."
        )
    words = note.strip()
    if state is State.REFUSED and not words and not request.mails.filter(is_answer=True).exists():
        raise InvalidInput("Say why it is refused.")
    if len(words) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE:,} characters.")
    RequestStep.objects.create(request=request, state=state, note=words, on=on, at=at, by=by)
    request.state = state
    request.closed_on = on if state in OVER else None
    if now in OVER:
        request.answered_at = None
    if state in ANSWERS and request.answered_at is None:
        request.answered_at = at
    _reckon(request)
    request.save()
    detail = {"state": str(state), "note": words}
    record_event(by=by, on=on, verb="desk.advance_request", subject=request, detail=detail)
    return request


@transaction.atomic
def locked_request(*, request_id: int, by: User) -> Request:
    """Return a request one may handle, locked. Raise RequestRefused or NotAllowed."""
    if not may(by.role, Permission.HANDLE_REQUESTS):
        raise NotAllowed(f"{by} may not handle requests to the desk.")
    found = Request.objects.visible_to(by).filter(pk=request_id)
    if not found.exists():
        raise RequestRefused("There is no such request in your book.")
    rows = Request.objects.select_for_update(of=("self",)).select_related(
        "customer", "renewal__contract", "owner"
    )
    return rows.get(pk=request_id)


def _reckon(request: Request) -> None:
    """Work out anew when it is due, from its states and its kind."""
    kind = kind_of(request.kind) if request.kind else UNCONFIRMED
    steps = RequestStep.objects.filter(request=request).order_by("pk")
    moments = [Moment(State(state), at) for state, at in steps.values_list("state", "at")]
    service = service_of(
        moments, answer_hours=kind.answer_hours, done_hours=kind.done_hours,
        place=Place(request.zone, request.country),
    )  # fmt: skip
    request.answer_due_at, request.due_at = service.answer_due_at, service.done_due_at


def _last_step(request: Request) -> RequestStep:
    return request.steps.order_by("-pk")[0]


def _subject(request: Request) -> str:
    about = (
        request.subject if request.subject.lower().startswith("re:") else f"Re: {request.subject}"
    )
    return about if request.number in about else f"{about} [{request.number}]"


def _own_address() -> str:
    return str(settings.COMPANY["email"])
