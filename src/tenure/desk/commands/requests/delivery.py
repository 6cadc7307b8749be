"""Deliver the answers to requests; `foundation.mailing` says how a mail is sent once."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tenure.desk.models import RequestMail
from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User


def deliver_answers(*, by: User, on: date, at: datetime, limit: int = 500) -> dict[str, int]:
    """Send the answers that wait; return how many were sent, refused for good, and still wait."""
    unsent = RequestMail.objects.filter(is_answer=True, delivered_at=None, failure="")
    waiting = list(unsent.select_related("request").order_by("pk")[:limit])
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "refused": 0, "waiting": len(waiting)}
    backend = get_connection()
    told = [_deliver(mail, backend, by, on, at) for mail in waiting]
    return {name: told.count(name) for name in ("sent", "refused", "waiting")}


def _deliver(mail: RequestMail, backend: BaseEmailBackend, by: User, on: date, at: datetime) -> str:
    mine = RequestMail.objects.filter(unclaimed(at), pk=mail.pk, delivered_at=None, failure="")
    if not mine.update(claimed_at=at):
        return "taken"
    thread = {
        "In-Reply-To": mail.answers, "References": mail.references, "Reply-To": mail.sender,
    }  # fmt: skip
    try:
        taken = hand_over(
            subject=mail.subject, body=_body(mail), to=[mail.recipient],
            message_id=mail.message_id, backend=backend,
            headers={name: value for name, value in thread.items() if value},
        )  # fmt: skip
    except MailRefused as refused:
        RequestMail.objects.filter(pk=mail.pk).update(claimed_at=None, failure=str(refused))
        return "refused"
    if not taken:
        RequestMail.objects.filter(pk=mail.pk).update(claimed_at=None)
        return "waiting"
    with transaction.atomic():
        RequestMail.objects.filter(pk=mail.pk).update(delivered_at=at)
        detail = {"to": mail.recipient, "message_id": mail.message_id}
        verb = "desk.deliver_answer"
        record_event(by=by, on=on, verb=verb, subject=mail.request, detail=detail)
    return "sent"


def _body(mail: RequestMail) -> str:
    company = settings.COMPANY["name"]
    return f"{mail.text}\n\n{mail.sender_name}\n{company}\nRequest {mail.request.number}\n"
