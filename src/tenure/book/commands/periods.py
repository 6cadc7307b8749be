"""Lock periods: what finance has closed does not change. Reopen the latest, with a reason."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tenure.book.commands.booking import open_from
from tenure.book.models import PeriodLock, PeriodReopening
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import format_day


class LockRefused(InvalidInput):
    """A lock only ever moves forward, and not into the future; only the latest is reopened."""


@transaction.atomic
def lock_periods(*, before: date, by: User, on: date) -> PeriodLock:
    """Lock everything before a day. Repeating it returns the same lock.

    Bookings that are under way finish first: what they write is inside or after the lock, never
    half. Raises LockRefused for a day before the present lock, or after today.
    """
    _wait_for_bookings()
    present = open_from()
    if present is not None and before < present:
        raise LockRefused(f"The periods before {format_day(present)} are locked already.")
    if before > on:
        raise LockRefused("A period can be locked once it is over.")
    lock = PeriodLock.objects.filter(before=before, reopening=None).first()
    if lock is not None:
        return lock
    lock = PeriodLock.objects.create(before=before, locked_on=on, locked_by=by)
    record_event(
        by=by, on=on, verb="book.lock_periods", subject=lock, detail={"before": str(before)}
    )
    return lock


@transaction.atomic
def reopen_periods(*, lock_id: int, reason: str, by: User, on: date) -> PeriodReopening:
    """Let a lock hold no more, with a reason; what an earlier lock holds stays locked.

    Repeating it returns the same reopening. Raise LockRefused for a lock that is not the latest, or
    without a reason.
    """
    _wait_for_bookings()
    lock = PeriodLock.objects.filter(pk=lock_id).first()
    if lock is None:
        raise LockRefused("There is no such lock.")
    done = PeriodReopening.objects.filter(lock=lock).first()
    if done is not None:
        return done
    words = reason.strip()
    if not words:
        raise LockRefused("Say why the period has to be reopened.")
    if lock.before != open_from():
        raise LockRefused("A later period is locked: only the latest lock can be reopened.")
    made = PeriodReopening.objects.create(
        lock=lock, reason=words[:2_000], reopened_on=on, reopened_by=by
    )
    detail = {"before": str(lock.before), "reason": made.reason}
    record_event(by=by, on=on, verb="book.reopen_periods", subject=lock, detail=detail)
    return made


def _wait_for_bookings() -> None:
    """Wait until bookings under way are committed, and let nobody else lock or reopen meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE book_order, book_arrmovement IN SHARE MODE")
        cursor.execute("LOCK TABLE book_periodlock IN SHARE ROW EXCLUSIVE MODE")
