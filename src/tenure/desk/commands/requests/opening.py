"""Open requests: number them, route them, start their clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tenure.desk.models import Request, RequestFile, RequestStep
from tenure.desk.queries.requests.about import About
from tenure.desk.rules.requests import (
    UNCONFIRMED,
    CameBy,
    Moment,
    Problem,
    RequestInvalid,
    State,
    checked,
    kind_of,
    service_of,
)
from tenure.directory.scope import scope_of
from tenure.documents.commands import store
from tenure.documents.rules import media_type_of
from tenure.foundation.commands import record_event, reserve_numbers
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed

_SUBJECT, _NAME = 200, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Hold what is written down of a new request; without a `kind` a person has to say it."""

    came_by: CameBy
    about: About
    subject: str
    asked_by: str
    email: str = ""
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    guess: str = ""
    because: str = ""
    reference: str = ""
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is sent along: its name and its bytes."""

    name: str
    content: bytes


@transaction.atomic
def open_request(
    *, kind: str, values: dict[str, object], about: About, came_by: CameBy, by: User, on: date,
    at: datetime, asked_by: str = "", email: str = "", reference: str = "",
    upload: Upload | None = None,
) -> Request:  # fmt: skip
    """Open a request of a kind, by a form or a program; it is routed and its clock starts.

    With a `reference` the same caller's again returns the first. Raise RequestInvalid with every
    field that is wrong, NotAllowed without the right.
    """
    if not may(by.role, Permission.OPEN_REQUESTS):
        raise NotAllowed(f"{by} may not ask the desk for something.")
    asked = kind_of(kind)
    if about.customer is None:
        raise RequestInvalid((Problem("about", "Say which customer it is for."),))
    if asked.needs_renewal and about.renewal is None:
        raise RequestInvalid((Problem("about", "Say which renewal: name its contract or quote."),))
    checked_values = checked(asked, values, on=on)
    known = Request.objects.filter(opened_by=by, reference=reference).exclude(reference="")
    if found := known.first():
        return found
    facts = Opened(
        came_by=came_by, about=about, kind=asked.code, values=checked_values,
        subject=f"{asked.label}: {about.renewal.contract if about.renewal else about.customer}",
        asked_by=asked_by or str(by), email=email or by.email, reference=reference[:100],
    )  # fmt: skip
    try:
        with transaction.atomic():
            made = write_request(facts=facts, by=by, on=on, at=at)
    except IntegrityError:
        if found := known.first():  # the same caller's, at the same moment
            return found
        raise
    if upload is not None:
        keep_upload(request=made, upload=upload, by=by, on=on)
    return made


@transaction.atomic
def keep_upload(*, request: Request, upload: Upload, by: User, on: date) -> RequestFile:
    """Keep a file that was sent along; RequestInvalid for what is no PDF, PNG or JPEG."""
    media_type = media_type_of(upload.content)
    document = store(content=upload.content, media_type=media_type, template="upload", by=by, on=on)
    name = " ".join(upload.name.split())[:_NAME] or "file"
    return RequestFile.objects.create(request=request, name=name, document=document, on=on, by=by)


@transaction.atomic
def write_request(*, facts: Opened, by: User, on: date, at: datetime) -> Request:
    """Write a request down with its number, owner or queue, and days by its service level."""
    kind = kind_of(facts.kind) if facts.kind else UNCONFIRMED
    about, place = facts.about, facts.about.place
    service = service_of(
        [Moment(State.RECEIVED, at)], answer_hours=kind.answer_hours, done_hours=kind.done_hours,
        place=place,
    )  # fmt: skip
    number = f"R-{on.year}-{reserve_numbers(series=f'requests-{on.year}', count=1)[0]:06}"
    scope = scope_of(by)
    made = Request.objects.create(
        number=number, came_by=facts.came_by, kind=facts.kind, values=facts.values,
        guess=facts.guess, because=facts.because, subject=facts.subject[:_SUBJECT] or number,
        asked_by=facts.asked_by[:_NAME], email=facts.email, contact_id=facts.contact_id,
        customer=about.customer, renewal=about.renewal,
        partner_id=scope.partner_ids[0] if scope.partner_ids else None,
        owner=about.owner, queue=kind.queue, state=State.RECEIVED, zone=place.zone,
        country=place.country, answer_due_at=service.answer_due_at, due_at=service.done_due_at,
        opened_on=on, opened_at=at, opened_by=by, reference=facts.reference,
    )  # fmt: skip
    RequestStep.objects.create(request=made, state=State.RECEIVED, on=on, at=at, by=by)
    detail = {"number": number, "kind": facts.kind, "came_by": str(facts.came_by)}
    record_event(by=by, on=on, verb="desk.open_request", subject=made, detail=detail)
    return made
