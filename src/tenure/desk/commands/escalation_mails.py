"""Tell people of what was escalated to them, once for each rung and round, and of their week.

1. Who is on a rung that was reached is written down in the transaction that reached it, with one
   mail for each reader, however much came to them at once.
2. Mails are sent one by one, each once (`foundation.mailing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tenure.desk.models import EscalationMail, EscalationNotice
from tenure.desk.queries.escalation_mails import (
    Reader,
    Weekly,
    mail_lines,
    to_be_told,
    unsent_mails,
    weekly_due,
)
from tenure.desk.rules.escalations.mails import (
    LINES,
    message_id,
    told_body,
    told_subject,
    week_body,
    week_subject,
)
from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User


@transaction.atomic
def write_escalation_mails(
    *, rungs: Sequence[tuple[int, int]], by: User, on: date, at: datetime
) -> int:
    """Write the mails to those on the rungs that were reached; return how many.

    `rungs` are escalations (by id) with a rung each. Repeating it writes nothing twice. Who may
    not see the customer of one is not told of it.
    """
    readers = to_be_told(rungs, on=on, at=at)
    if not readers:
        return 0
    lines = mail_lines(readers, on=on)
    page = f"{settings.DESK_URL}/escalations/"
    mails = EscalationMail.objects.bulk_create(
        EscalationMail(
            recipient=reader.email, user_id=reader.user_id, written_on=on, written_at=at,
            subject=told_subject(lines[reader.email], len(reader.told)),
            body=told_body(lines[reader.email][:LINES], len(reader.told), page),
        )
        for reader in readers
    )  # fmt: skip
    EscalationNotice.objects.bulk_create(
        (
            EscalationNotice(
                escalation_id=one.escalation_id, round=one.round, rung=one.rung, mail=mail,
                recipient=reader.email,
            )
            for reader, mail in zip(readers, mails, strict=True)
            for one in reader.told
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    detail = {"mails": len(mails), "escalations": sum(len(reader.told) for reader in readers)}
    record_event(by=by, on=on, verb="desk.write_escalation_mails", subject=mails[0], detail=detail)
    return len(mails)


@transaction.atomic
def write_weekly_digests(*, by: User, on: date, at: datetime) -> int:
    """Write the week's digest for those for whom Monday morning has come; return how many.

    Once for each recipient and week, by the recipient's own clock.
    """
    due = weekly_due(on=on, at=at)
    if not due:
        return 0
    mails = [_weekly(one, on, at) for one in due]
    made = EscalationMail.objects.bulk_create(mails, ignore_conflicts=True)
    first = EscalationMail.objects.get(recipient=made[0].recipient, week=made[0].week)
    detail = {"mails": len(made)}
    record_event(by=by, on=on, verb="desk.write_weekly_digests", subject=first, detail=detail)
    return len(made)


def _weekly(due: Weekly, on: date, at: datetime) -> EscalationMail:
    reader: Reader = due.reader
    page = f"{settings.DESK_URL}/head/"
    return EscalationMail(
        recipient=reader.email, user_id=reader.user_id, week=due.week, written_on=on,
        written_at=at, subject=week_subject(due.week),
        body=week_body(due.figures, due.lines, page),
    )  # fmt: skip


def send_escalation_mails(*, by: User, on: date, at: datetime) -> dict[str, int]:
    """Send the mails that were written; return how many were sent, failed, and still wait.

    Without a mail server nothing is sent. A mail that the server refuses waits for the next call.
    """
    waiting = unsent_mails()
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "failed": 0, "waiting": len(waiting)}
    backend = get_connection()
    outcomes = [_send(mail, backend, at) for mail in waiting]
    sent, failed = outcomes.count(True), outcomes.count(False)
    if sent:
        detail = {"sent": sent}
        record_event(
            by=by, on=on, verb="desk.send_escalation_mails", subject=waiting[0], detail=detail
        )
    return {"sent": sent, "failed": failed, "waiting": failed}


def _send(mail: EscalationMail, backend: BaseEmailBackend, at: datetime) -> bool | None:
    """Return whether a mail was sent; None for one that another process has just claimed."""
    mine = EscalationMail.objects.filter(unclaimed(at), pk=mail.pk, sent_at=None)
    if not mine.update(claimed_at=at):
        return None
    try:
        taken = hand_over(
            subject=mail.subject, body=mail.body, to=[mail.recipient],
            message_id=message_id(mail.pk), backend=backend,
        )  # fmt: skip
    except MailRefused:
        taken = False  # an address that is refused may be put right any day
    done = {"sent_at": at} if taken else {"claimed_at": None}
    EscalationMail.objects.filter(pk=mail.pk).update(**done)
    return taken
