"""Background work on quotes: missing documents, mails about waiting approvals and offers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tenure.foundation.commands import system_actor
from tenure.quotes.commands import render_pending
from tenure.quotes.commands.notices import send_notices, write_notices
from tenure.quotes.commands.offer_mails import deliver_mails

LOCK = "quotes.render"


@app.task(queueing_lock=LOCK, name="quotes.render_quotes")
def render_quotes() -> int:
    """Set one batch of documents; queue the next while quotes wait. Repeating does no harm."""
    done = render_pending(by=system_actor(), on=timezone.localdate())
    if done.more:
        queue_rendering()
    return done.count


def queue_rendering() -> bool:
    """Queue the setting of documents; return whether it was not queued already."""
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            render_quotes.defer()
    except AlreadyEnqueued:
        return False
    return True


@app.task(queueing_lock="quotes.tell_approvers", name="quotes.tell_approvers")
def tell_approvers(timestamp: int) -> int:
    """Tell approvers what waits, remind them, escalate what is overdue; return the mails sent."""
    now, actor = timezone.now(), system_actor()
    write_notices(by=actor, on=now.date(), at=now)
    return send_notices(by=actor, on=now.date(), at=now)["sent"]


@app.task(queueing_lock="quotes.deliver_offer_mails", name="quotes.deliver_offer_mails")
def deliver_offer_mails(timestamp: int = 0) -> int:
    """Deliver the mails about offers that wait; return how many the mail server took."""
    now = timezone.now()
    return deliver_mails(by=system_actor(), on=now.date(), at=now)["sent"]


def queue_offer_mails() -> bool:
    """Queue the delivery of mails about offers; return whether it was not queued already."""
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            deliver_offer_mails.defer()
    except AlreadyEnqueued:
        return False
    return True
