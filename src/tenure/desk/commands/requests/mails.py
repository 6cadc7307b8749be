"""Take mails in: each becomes a request, goes to one there is, or is set aside with its reason.

1. A mail is known by its Message-ID: what was taken in before is not taken again.
2. What cannot be read becomes a request with the reason and the mail itself as a file.
3. What no person wrote, and what we sent ourselves, is set aside: it is never answered.
4. What answers a mail of a request, from who asked or a colleague of theirs, goes to that request.
5. The rest is a new request, with the kind guessed; a person confirms it.
"""

from __future__ import annotations

from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction

from tenure.desk.commands.requests.handling import advance_request
from tenure.desk.commands.requests.opening import Opened, write_request
from tenure.desk.models import MailTaken, Request, RequestFile, RequestMail
from tenure.desk.queries.requests.about import About, about_mail
from tenure.desk.rules.requests import (
    OVER,
    CameBy,
    MailUnreadable,
    ReadMail,
    State,
    guess_kind,
    id_of,
    read_mail,
)
from tenure.directory.models import Contact
from tenure.documents.commands import store
from tenure.documents.rules import MAIL_TYPE
from tenure.foundation.commands import record_event
from tenure.foundation.models import User


@transaction.atomic
def take_mail(*, raw: bytes, by: User, on: date, at: datetime) -> MailTaken:
    """Take one mail in, whole or not at all; the same mail again returns what it became."""
    try:
        mail = read_mail(raw)
    except MailUnreadable as error:
        return take_broken(raw=raw, reason=str(error), by=by, on=on, at=at)
    if known := MailTaken.objects.filter(message_id=mail.message_id).first():
        return known
    if reason := mail.automatic or _from_us(mail):
        return _note(mail.message_id, mail.sender, mail.subject, None, reason, by=by, on=on)
    request = _answered(mail)
    if request is None:
        request = _new(mail, by=by, on=on, at=at)
        words = "It is a new request."
    else:
        words = "It answers a mail of this request."
        if State(request.state) in {State.WAITING, *OVER}:
            note = f"{mail.sender} wrote again."
            advance_request(request=request, state=State.RECEIVED, note=note, by=by, on=on, at=at)
    _keep(request, mail, by=by, on=on, at=at)
    return _note(mail.message_id, mail.sender, mail.subject, request, words, by=by, on=on)


@transaction.atomic
def take_broken(
    *, raw: bytes, reason: str, by: User, on: date, at: datetime, message_id: str = ""
) -> MailTaken:
    """Make a request of a mail that cannot be read: the reason, and the mail as a file.

    `raw` is empty for one that is too large to be fetched; it stays in the mailbox.
    """
    key = message_id or id_of(raw)
    if known := MailTaken.objects.filter(message_id=key).first():
        return known
    facts = Opened(
        came_by=CameBy.MAIL, about=About(None, None), subject="A mail that could not be read",
        asked_by="Unknown", because=reason,
    )  # fmt: skip
    request = write_request(facts=facts, by=by, on=on, at=at)
    if raw:
        document = store(content=raw, media_type=MAIL_TYPE, template="mail", by=by, on=on)
        RequestFile.objects.create(
            request=request, name="mail.eml", document=document, on=on, by=by
        )
    return _note(key, "", "", request, reason, by=by, on=on)


def _from_us(mail: ReadMail) -> str:
    _, ours = parseaddr(settings.DEFAULT_FROM_EMAIL)
    own = {ours.lower(), str(settings.COMPANY["email"]).lower()}
    return "We sent it ourselves." if mail.sender.lower() in own else ""


def _answered(mail: ReadMail) -> Request | None:
    """Return the request whose mail this one answers, locked, if it may speak for it."""
    if not mail.references:
        return None
    found = RequestMail.objects.filter(message_id__in=mail.references).select_related("request")
    nearest = sorted(found, key=lambda one: mail.references.index(one.message_id))
    for one in nearest:
        if _speaks_for(one.request, mail.sender):
            return Request.objects.select_for_update().get(pk=one.request_id)
    return None


def _speaks_for(request: Request, sender: str) -> bool:
    if request.email.lower() == sender.lower():
        return True
    if request.customer_id is None:
        return False
    colleagues = Contact.objects.filter(customer_id=request.customer_id, email__iexact=sender)
    return colleagues.exists()


def _new(mail: ReadMail, *, by: User, on: date, at: datetime) -> Request:
    matched, about = about_mail(mail.sender, f"{mail.subject}\n{mail.text}", user=by)
    guess = guess_kind(mail.subject, mail.text)
    facts = Opened(
        came_by=CameBy.MAIL, about=about, subject=mail.subject or "(no subject)",
        asked_by=mail.sender_name or mail.sender, email=mail.sender,
        contact_id=matched.contact_id, guess=guess.kind if guess else "",
        values=dict(guess.values) if guess else {},
        because=" ".join(filter(None, [matched.because, guess.because if guess else ""])),
    )  # fmt: skip
    return write_request(facts=facts, by=by, on=on, at=at)


def _keep(request: Request, mail: ReadMail, *, by: User, on: date, at: datetime) -> None:
    """Keep what was written and the files that came with it."""
    kept = RequestMail.objects.create(
        request=request, is_answer=False, message_id=mail.message_id,
        answers=mail.references[0] if mail.references else "",
        references=" ".join(reversed(mail.references)), sender=mail.sender,
        sender_name=mail.sender_name, subject=mail.subject, text=mail.text,
        left_out="\n".join(mail.left_out), on=on, at=at, by=by,
    )  # fmt: skip
    for file in mail.attachments:
        document = store(
            content=file.content, media_type=file.media_type, template="upload", by=by, on=on
        )
        RequestFile.objects.create(
            request=request, mail=kept, name=file.name or "file", document=document, on=on, by=by
        )


def _note(
    message_id: str, sender: str, subject: str, request: Request | None, reason: str, *, by: User,
    on: date,
) -> MailTaken:  # fmt: skip
    made = MailTaken.objects.create(
        message_id=message_id, sender=sender, subject=subject, request=request, reason=reason,
        on=on,
    )  # fmt: skip
    detail = {"message_id": message_id, "request": request.number if request else ""}
    record_event(by=by, on=on, verb="desk.take_mail", subject=made, detail=detail)
    return made
