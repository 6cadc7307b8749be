"""Notes on renewals, and the mails to those who are named in them.

1. A note and its mentions are written in one transaction, a mention for each colleague once.
2. Mails are sent one by one, each once (`foundation.mailing`).
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tenure.desk.models import Mention, Note
from tenure.desk.queries.mentions import named_in, sees, unsent_mentions
from tenure.desk.rules.engagement import LONGEST_NOTE, checked_words, mentioned
from tenure.desk.rules.mention_mail import body, message_id, subject
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.models import Renewal


@transaction.atomic
def write_note(*, renewal_id: int, text: str, by: User, on: date) -> Note:
    """Write a note; who is named in it (@code or @e-mail) is told by mail, once.

    Raise InvalidInput for a name that nobody has, or of a colleague who may not see the renewal.
    The same note by the same person on the same day returns the first.
    """
    if not may(by.role, Permission.DO_TASKS):
        raise NotAllowed("Your role may read notes but not write them.")
    words = checked_words(text, "The note", longest=LONGEST_NOTE)
    renewal = Renewal.objects.visible_to(by).filter(pk=renewal_id).first()
    if renewal is None:
        raise InvalidInput("There is no such renewal in your book.")
    Renewal.objects.select_for_update().get(pk=renewal.pk)
    same = Note.objects.filter(renewal=renewal, text=words, by=by, on=on).first()
    if same is not None:
        return same
    people = _people(words, renewal)
    note = Note.objects.create(renewal=renewal, text=words, on=on, by=by)
    Mention.objects.bulk_create(
        Mention(note=note, staff=person, recipient=person.email or _user_email(person))
        for person in people
    )
    detail = {"note": note.pk, "mentions": [person.code for person in people]}
    record_event(by=by, on=on, verb="desk.write_note", subject=renewal, detail=detail)
    return note


def _people(text: str, renewal: Renewal) -> list[StaffMember]:
    codes = mentioned(text)
    found = named_in(codes)
    for code in codes:
        person = found.get(code)
        if person is None:
            raise InvalidInput(f"There is no colleague @{code}.")
        if not sees(person, renewal.pk):
            raise InvalidInput(f"{person.name} may not see this renewal.")
    return list({person.pk: person for person in found.values()}.values())


def _user_email(person: StaffMember) -> str:
    return person.user.email if person.user else ""


def send_mentions(*, by: User, on: date, at: datetime) -> dict[str, int]:
    """Send the mails that wait; return how many were sent, failed, and still wait.

    Without a mail server nothing is sent. What the server does not take waits for the next call.
    """
    waiting = unsent_mentions()
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "failed": 0, "waiting": len(waiting)}
    backend = get_connection()
    outcomes = [_send(mention, backend, at) for mention in waiting]
    sent, failed = outcomes.count(True), outcomes.count(False)
    if sent:
        first = waiting[0].note.renewal
        record_event(by=by, on=on, verb="desk.send_mentions", subject=first, detail={"sent": sent})
    return {"sent": sent, "failed": failed, "waiting": failed}


def _send(mention: Mention, backend: BaseEmailBackend, at: datetime) -> bool | None:
    """Return whether a mail was sent; None for one that another process has just claimed."""
    mine = Mention.objects.filter(unclaimed(at), pk=mention.pk, sent_at=None)
    if not mine.update(claimed_at=at):
        return None
    note = mention.note
    page = f"{settings.DESK_URL}/renewals/{note.renewal_id}/#notes"
    customer = note.renewal.customer.name
    try:
        taken = hand_over(
            subject=subject(str(note.by), customer), body=body(str(note.by), note.text, page),
            to=[mention.recipient], message_id=message_id(mention.pk), backend=backend,
        )  # fmt: skip
    except MailRefused as refused:
        Mention.objects.filter(pk=mention.pk).update(failure=str(refused))
        return False
    done = {"sent_at": at} if taken else {"claimed_at": None}
    Mention.objects.filter(pk=mention.pk).update(**done)
    return taken
