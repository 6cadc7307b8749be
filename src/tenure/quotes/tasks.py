"""Background work on quotes: set the documents that are missing, a batch per job."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tenure.foundation.commands import system_actor
from tenure.quotes.commands import render_pending

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
