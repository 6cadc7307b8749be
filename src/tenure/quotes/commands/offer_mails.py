"""Deliver the mails about offers: claimed, sent, noted.

1. A mail is written in the transaction of what it tells, so none is lost and none is made up.
2. To send one: claim it by compare-and-set and commit; hand it to the mail server; note that it was
   sent and commit. So two that send at once send a mail once.
3. A mail that was claimed but not noted belongs to a process that died in between: after a while it
   is sent again with the same Message-ID and the same link, so that the double can be dropped.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.quotes.models import OfferMail
from tenure.quotes.queries.sendings import facts_of, unsent_mails
from tenure.quotes.queries.standing import why_not_sendable
from tenure.quotes.rules.offer_mail import offer_body, offer_mail_id, offer_subject
from tenure.quotes.rules.sendings import MailKind

_CLAIM_LASTS = timedelta(minutes=10)


def deliver_mails(*, by: User, on: date, at: datetime, limit: int = 500) -> dict[str, int]:
    """Send the mails that wait; return how many were sent, refused for good, and still wait.

    Without a mail server nothing is sent. What the server cannot take now waits for the next call;
    an address that it refuses is noted with its words, and so is an offer that may not go out any
    more.
    """
    waiting = list(unsent_mails()[:limit])
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "refused": 0, "waiting": len(waiting)}
    backend = get_connection()
    told = [_deliver(mail, backend, by, on, at) for mail in waiting]
    return {name: told.count(name) for name in ("sent", "refused", "waiting")}


def _deliver(mail: OfferMail, backend: BaseEmailBackend, by: User, on: date, at: datetime) -> str:
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - _CLAIM_LASTS)
    mine = OfferMail.objects.filter(free, pk=mail.pk, delivered_at=None, failure="")
    if not mine.update(claimed_at=at):
        return "taken"
    if reason := _why_not(mail, on):
        return _refused(mail, reason)
    facts = facts_of(mail)
    message = EmailMessage(
        subject=offer_subject(facts), body=offer_body(facts), to=[mail.recipient],
        headers={"Message-ID": offer_mail_id(mail.pk)}, connection=backend,
    )  # fmt: skip
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        return _refused(mail, _said(error))
    except (SMTPException, OSError):
        OfferMail.objects.filter(pk=mail.pk).update(claimed_at=None)
        return "waiting"
    with transaction.atomic():
        OfferMail.objects.filter(pk=mail.pk).update(delivered_at=at)
        detail = {"kind": mail.kind, "to": mail.recipient}
        quote = mail.event.sending.quote
        record_event(by=by, on=on, verb="quotes.deliver_mail", subject=quote, detail=detail)
    return "sent"


def _why_not(mail: OfferMail, on: date) -> str:
    """Return why an offer may not go out any more; other mails always may."""
    sending = mail.event.sending
    if mail.kind != MailKind.OFFER:
        return ""
    return sending.withdrawn_because or why_not_sendable(sending.quote, on=on)


def _refused(mail: OfferMail, reason: str) -> str:
    OfferMail.objects.filter(pk=mail.pk).update(claimed_at=None, failure=reason)
    return "refused"


def _said(error: SMTPRecipientsRefused) -> str:
    said = [f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values()]
    return "; ".join(said)[:500] or "The mail server refused the address."
