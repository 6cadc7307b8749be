"""Lock periods: what finance has closed does not change any more."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tenure.book.commands.booking import open_from
from tenure.book.models import PeriodLock
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import format_day


class LockRefused(InvalidInput):
    """A lock only ever moves forward, and not into the future."""


@transaction.atomic
def lock_periods(*, before: date, by: User, on: date) -> PeriodLock:
    """Lock everything before a day. Repeating it returns the same lock.

    Bookings that are under way finish first: what they write is inside or after the lock, never
    half. Raises LockRefused for a day before the present lock, or after today.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE book_order, book_arrmovement IN SHARE MODE")
    present = open_from()
    if present is not None and before < present:
        raise LockRefused(f"The periods before {format_day(present)} are locked already.")
    if before > on:
        raise LockRefused("A period can be locked once it is over.")
    lock = PeriodLock.objects.filter(before=before).first()
    if lock is not None:
        return lock
    lock = PeriodLock.objects.create(before=before, locked_on=on, locked_by=by)
    record_event(
        by=by, on=on, verb="book.lock_periods", subject=lock, detail={"before": str(before)}
    )
    return lock
