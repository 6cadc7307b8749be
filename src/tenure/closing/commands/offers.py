"""Accept an offer by its link, and have it booked at once."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tenure.foundation.models import User
from tenure.quotes.commands.offer_events import accept_by_link
from tenure.quotes.models import Acceptance
from tenure.quotes.rules.acceptance import Signer

BOOKING = "closing.book_accepted_quotes"
BOOKING_LOCK = "closing.book_accepted"


@transaction.atomic
def accept_offer(*, token: str, quote_id: int, signer: Signer, by: User, on: date) -> Acceptance:
    """Accept an offer by its link, and queue the booking in the same transaction.

    Again it returns the acceptance. Raise what `accept_by_link` raises.
    """
    made = accept_by_link(token=token, quote_id=quote_id, signer=signer, by=by, on=on)
    queue_booking()
    return made


def queue_booking() -> bool:
    """Queue the booking of what was accepted; return whether it was not queued already."""
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            app.configure_task(BOOKING, queueing_lock=BOOKING_LOCK).defer()
    except AlreadyEnqueued:
        return False
    return True
