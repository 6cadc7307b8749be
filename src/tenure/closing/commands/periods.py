"""Close a period with a checklist and its figures; reopen the latest with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from tenure.book.commands.periods import lock_periods, reopen_periods
from tenure.book.models import Order, PeriodLock
from tenure.closing.models import PeriodClose
from tenure.closing.queries.periods import find_close, period_checks, period_figures
from tenure.closing.rules.periods import USUAL_OVER_MINOR, Check, ClosingPeriod, unmet
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.kernel.period import format_day

_LONGEST = 2_000


class PeriodNotReady(Conflict):
    """Refuse to close: `checks` are those that stand against it."""

    def __init__(self, message: str, checks: list[Check]) -> None:
        super().__init__(message)
        self.checks = checks


@transaction.atomic
def close_period(
    *, period: ClosingPeriod, excepted: Mapping[str, str] | None = None, note: str = "",
    over_minor: int = USUAL_OVER_MINOR, by: User, on: date,
) -> PeriodClose:  # fmt: skip
    """Close a period: lock the ledger up to its end, keep what was checked and its figures.

    `excepted` says in words why a check that is not met does not stand against it. Closing it again
    returns the first. Raise PeriodNotReady, NotAllowed, LockRefused for a period that a later lock
    holds, InvalidInput for one that leaves an earlier one open.
    """
    if not may(by.role, Permission.CLOSE_PERIODS):
        raise NotAllowed("Your role may look at periods but not close them.")
    if over_minor < 0:
        raise InvalidInput("The amount above which a difference needs an owner is not negative.")
    words = {code: text.strip()[:_LONGEST] for code, text in (excepted or {}).items()}
    _require_over(period, on)
    # Locked first: what is counted and summed after it cannot change before it is kept.
    lock = lock_periods(before=period.end_on, by=by, on=on)
    known = PeriodClose.objects.filter(name=period.name, lock=lock).first()
    if known is not None:
        return known
    _require_no_gap(period)
    figures = period_figures(period)
    checks = period_checks(period, user=by, on=on, over_minor=over_minor, figures=figures)
    against = unmet(checks, words)
    if against:
        titles = "; ".join(f"{check.title} ({check.count:,} not)" for check in against)
        raise PeriodNotReady(f"{period.name} is not ready: {titles}.", against)
    made = PeriodClose.objects.create(
        name=period.name, start_on=period.days.start, end_on=period.end_on, lock=lock,
        closed_on=on, closed_by=by, over_minor=over_minor, note=note.strip()[:_LONGEST],
        checks=[_kept(check, words) for check in checks], figures=figures,
        order_cursor=Order.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
    )  # fmt: skip
    detail = {"excepted": {check.code: check.count for check in checks if not check.is_met}}
    record_event(by=by, on=on, verb="closing.close_period", subject=made, detail=detail)
    return made


@transaction.atomic
def reopen_period(*, name: str, reason: str, by: User, on: date) -> PeriodClose:
    """Reopen a closed period, if it is the latest, with a reason; the figures are kept.

    A quarter that ends with a closed month is open again with it: one lock held both. Reopening it
    again changes nothing. Raise NotAllowed, InvalidInput, LockRefused.
    """
    if not may(by.role, Permission.REOPEN_PERIODS):
        raise NotAllowed("Your role may not reopen what was closed.")
    close = find_close(name.strip().upper(), by)
    if close is None:
        raise InvalidInput(f"{name.strip()} was not closed.")
    was_open = getattr(close.lock, "reopening", None) is not None
    reopening = reopen_periods(lock_id=close.lock_id, reason=reason, by=by, on=on)
    if not was_open:
        detail = {"reason": reopening.reason}
        record_event(by=by, on=on, verb="closing.reopen_period", subject=close, detail=detail)
    return close


@transaction.atomic
def reopen_lock(*, reason: str, by: User, on: date) -> date:
    """Reopen the latest lock that no close holds, with a reason; return the day it locked before.

    Such a lock later than a close has to go before the close can be reopened. Raise NotAllowed,
    InvalidInput where nothing is locked or a close holds it, LockRefused without a reason.
    """
    if not may(by.role, Permission.REOPEN_PERIODS):
        raise NotAllowed("Your role may not reopen what was locked.")
    lock = PeriodLock.objects.filter(reopening=None).order_by("-before").first()
    if lock is None:
        raise InvalidInput("Nothing is locked.")
    close = PeriodClose.objects.filter(lock=lock).order_by("-pk").first()
    if close is not None:
        raise InvalidInput(f"{close.name} was closed with that lock: reopen the period instead.")
    reopen_periods(lock_id=lock.pk, reason=reason, by=by, on=on)
    return lock.before


def _require_over(period: ClosingPeriod, on: date) -> None:
    if period.end_on > on:
        last = format_day(period.end_on)
        raise InvalidInput(f"{period.name} is not over: it can be closed from {last} on.")


def _require_no_gap(period: ClosingPeriod) -> None:
    latest = PeriodClose.objects.filter(lock__reopening=None).order_by("-end_on").first()
    if latest is not None and latest.end_on < period.days.start:
        raise InvalidInput(f"Close what follows {latest.name} first: it would be left open.")


def _kept(check: Check, words: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": check.code,
        "title": check.title,
        "count": check.count,
        "excepted": words.get(check.code, "") if not check.is_met else "",
    }
