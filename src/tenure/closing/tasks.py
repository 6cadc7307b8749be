"""Background work of closing: book what was accepted, compare the book with the exports."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tenure.closing.commands import book_accepted, reconcile, send_reminders
from tenure.closing.commands.offers import BOOKING, BOOKING_LOCK, queue_booking
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User

LOCK = "closing.reconcile"


@app.task(queueing_lock=LOCK, name="closing.reconcile_book")
def reconcile_book(*, by_id: int, on: str) -> int:
    """Compare, and return how many do not agree. Repeating does no harm."""
    done = reconcile(by=User.objects.get(pk=by_id), on=date.fromisoformat(on))
    return int(done.counts["found"])


def queue_reconciliation(*, by: User, on: date) -> bool:
    """Queue a comparison; return whether none was queued already."""
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            reconcile_book.defer(by_id=by.pk, on=on.isoformat())
    except AlreadyEnqueued:
        return False
    return True


@app.task(queueing_lock=BOOKING_LOCK, name=BOOKING)
def book_accepted_quotes(timestamp: int = 0) -> int:
    """Book what was accepted, a batch per job; queue the next while any waits."""
    done = book_accepted(by=system_actor(), on=timezone.localdate())
    if done.more:
        queue_booking()
    return done.count


@app.task(queueing_lock="closing.reminders", name="closing.send_waiting_reminders")
def send_waiting_reminders(timestamp: int = 0) -> int:
    """Mail the reminders that the mail server has not taken yet."""
    now = timezone.now()
    return send_reminders(by=system_actor(), on=now.date(), at=now)
