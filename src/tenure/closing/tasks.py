"""Background work of closing: compare the book with the exports that count."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tenure.closing.commands import reconcile
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
