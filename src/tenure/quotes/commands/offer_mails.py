"""Deliver the mails about offers; `foundation.mailing` says how a mail is sent once.

A mail is written in the transaction of what it tells, so none is lost and none is made up.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User
from tenure.quotes.models import OfferMail
from tenure.quotes.queries.sendings import facts_of, unsent_mails
from tenure.quotes.queries.standing import why_not_sendable
from tenure.quotes.rules.offer_mail import offer_body, offer_mail_id, offer_subject
from tenure.quotes.rules.sendings import MailKind


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
    mine = OfferMail.objects.filter(unclaimed(at), pk=mail.pk, delivered_at=None, failure="")
    if not mine.update(claimed_at=at):
        return "taken"
    if reason := _why_not(mail, on):
        return _refused(mail, reason)
    facts = facts_of(mail)
    try:
        taken = hand_over(
            subject=offer_subject(facts), body=offer_body(facts), to=[mail.recipient],
            message_id=offer_mail_id(mail.pk), backend=backend,
        )  # fmt: skip
    except MailRefused as refused:
        return _refused(mail, str(refused))
    if not taken:
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
