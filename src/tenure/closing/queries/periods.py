"""Closed periods, what stands against closing one, and what changed since one was closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tenure.book.models import ArrMovement, Contract, PeriodLock, PeriodReopening
from tenure.book.queries.ledger import roll_forward
from tenure.closing.models import (
    Discrepancy,
    PeriodClose,
    Reconciliation,
    TerminationNotice,
)
from tenure.closing.rules.periods import USUAL_OVER_MINOR, Check, ClosingPeriod, next_periods
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.foundation.visibility import ScopedQuerySet
from tenure.kernel.money import Money
from tenure.kernel.period import format_day
from tenure.quotes.models import Acceptance
from tenure.renewals.models import Renewal

_SHOWN = 20
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class ToCheck:
    """What a check looks at: the period, the day, for whom, and from which amount on."""

    period: ClosingPeriod
    on: date
    user: User
    over_minor: int
    figures: list[dict[str, Any]]


def period_checks(
    period: ClosingPeriod, *, user: User, on: date, over_minor: int = USUAL_OVER_MINOR,
    figures: list[dict[str, Any]] | None = None,
) -> list[Check]:  # fmt: skip
    """Return every check with what stands against it, counted over the whole book.

    What is named is only what the reader may see. `figures` are those of the period, where they are
    known already. One or two queries for each check.
    """
    asked = ToCheck(
        period, on, user, over_minor, period_figures(period) if figures is None else figures
    )
    return [check(asked) for check in CHECKS]


def _is_over(asked: ToCheck) -> Check:
    left = (asked.period.end_on - asked.on).days
    hint = f"It ends with {format_day(asked.period.end_on - timedelta(days=1))}."
    return Check("over", "The period is over", int(left > 0), hint=hint, must=True)


def _is_compared(asked: ToCheck) -> Check:
    since = Reconciliation.objects.filter(on__gte=asked.period.end_on).exists()
    return Check(
        "compared", "Contract, CRM and billing were compared since its end", 0 if since else 1,
        hint="Load what the CRM and billing say, and compare: tenure reconcile run.",
    )  # fmt: skip


def _are_owned(asked: ToCheck) -> Check:
    over = Q(at_stake_minor__gt=asked.over_minor) | Q(at_stake_minor__lt=-asked.over_minor)
    rows = Discrepancy.objects.filter(over, settlement=None, owner=None).order_by("opened_on", "pk")
    return Check(
        "owned", "Every open difference above the amount has an owner", rows.count(),
        _named(rows, asked.user, lambda row: f"{row}, {_stake(row)}"),
        "Give each an owner, or settle it.",
    )  # fmt: skip


def _are_booked(asked: ToCheck) -> Check:
    rows = Acceptance.objects.filter(
        void_because="", booking=None, accepted_on__lt=asked.period.end_on
    ).order_by("accepted_on", "pk")
    return Check(
        "booked", "Every quote accepted by its end is booked", rows.count(),
        _named(rows.select_related("quote"), asked.user, str),
        "The renewal's page says why one is not booked yet.",
    )  # fmt: skip


def _are_decided(asked: ToCheck) -> Check:
    rows = (
        Renewal.objects.filter(closed_on=None, renewal_on__lt=asked.period.end_on)
        .exclude(renewal_type="evergreen")
        .order_by("renewal_on", "pk")
    )
    return Check(
        "decided", "Every renewal that came due in it is decided", rows.count(),
        _named(
            rows.select_related("contract", "customer", "owner"), asked.user,
            lambda row: f"{row.contract.key} {row.customer.name}, due {format_day(row.due_on)}, "
            f"{row.owner or 'nobody'}",
        ),
        "Book it or close it lost; or name in words why they are late.",
    )  # fmt: skip


def _are_ended(asked: ToCheck) -> Check:
    rows = TerminationNotice.objects.filter(
        closed_on=None, ends_on__lt=asked.period.end_on
    ).order_by("ends_on", "pk")
    return Check(
        "ended", "Every notice that took effect by its end is booked or withdrawn", rows.count(),
        _named(rows.select_related("contract"), asked.user, str),
        "Book the termination, or withdraw the notice.",
    )  # fmt: skip


def _ties(asked: ToCheck) -> Check:
    off = [row["currency"] for row in asked.figures if not row["ties"]]
    return Check(
        "ties", "The movements lead from the ARR before it to the ARR at its end", len(off),
        tuple(off), "Compare the ledger with the orders: tenure ledger --check.", must=True,
    )  # fmt: skip


# Add one here, and it is asked for at every close; its code is what an exception names.
CHECKS: tuple[Callable[[ToCheck], Check], ...] = (
    _is_over, _is_compared, _are_owned, _are_booked, _are_decided, _are_ended, _ties,
)  # fmt: skip


def _named(rows: ScopedQuerySet[Any], user: User, words: Callable[[Any], str]) -> tuple[str, ...]:
    return tuple(words(row) for row in rows.visible_to(user)[:_SHOWN])


def _stake(row: Discrepancy) -> str:
    return Money(row.at_stake_minor, row.currency).format()


def period_figures(period: ClosingPeriod) -> list[dict[str, Any]]:
    """Return by currency the ARR before a period, its movements by kind, and the ARR at its end.

    Of the whole book, for those who may see closed periods; minor units a year.
    """
    day = timedelta(days=1)
    everybody = User(role=Role.SYSTEM, cleared=True)  # as the program itself sees the book
    rows = roll_forward(everybody, start=period.days.start - day, end=period.end_on - day)
    return [
        {
            "currency": row.currency,
            "begin_minor": row.begin_minor,
            "movements": {kind: minor for kind, minor in row.movements.items() if minor},
            "end_minor": row.end_minor,
            "ties": row.ties,
        }
        for row in rows
    ]


def closes(user: User) -> QuerySet[PeriodClose]:
    """Return the closed periods, the latest first, with those that were opened again."""
    return (
        PeriodClose.objects.visible_to(user)
        .select_related("closed_by", "lock__reopening__reopened_by")
        .order_by("-end_on", "-pk")
    )


def open_months(*, on: date) -> list[ClosingPeriod]:
    """Return the months that are over and not locked, the first to be closed first."""
    return next_periods(open_from=locked_before(), today=on)


def find_close(name: str, user: User) -> PeriodClose | None:
    """Return the latest close of a period, reopened or not."""
    return closes(user).filter(name=name).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is not as it was closed: ARR at the end, or a kind of movement."""

    currency: str
    what: str
    then_minor: int
    now_minor: int


def changed_figures(close: PeriodClose, now: Iterable[dict[str, Any]]) -> list[Changed]:
    """Return the figures of a period that are not as they were when it was closed."""
    before, after = _flat(close.figures), _flat(now)
    return [
        Changed(currency, what, before.get((currency, what), 0), after.get((currency, what), 0))
        for currency, what in sorted(before.keys() | after.keys())
        if before.get((currency, what), 0) != after.get((currency, what), 0)
    ]


def _flat(figures: Iterable[dict[str, Any]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in figures:
        found[row["currency"], "end"] = row["end_minor"]
        for kind, minor in row["movements"].items():
            found[row["currency"], kind] = minor
    return found


def changes_since(close: PeriodClose, user: User) -> list[ArrMovement]:
    """Return what was booked into a period after it was closed, as far as a person may see it."""
    return list(
        ArrMovement.objects.filter(
            contract__in=Contract.objects.visible_to(user), effective_on__lt=close.end_on,
            order_id__gt=close.order_cursor,
        )
        .select_related("contract", "order")
        .order_by("-order_id", "lot", "effective_on")[:MOST_CHANGES]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A closed period in the list of them; `reopening` is None while it is closed."""

    close: PeriodClose
    reopening: PeriodReopening | None


def period_rows(user: User) -> list[PeriodRow]:
    """Return the closed periods as a list shows them, the latest sixty."""
    return [PeriodRow(close, reopening_of(close)) for close in closes(user)[:60]]


def reopening_of(close: PeriodClose) -> PeriodReopening | None:
    """Return how a close was undone; None while it holds."""
    return getattr(close.lock, "reopening", None)


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """All that a period's page shows; `close` is the latest, which may have been undone."""

    period: ClosingPeriod
    close: PeriodClose | None
    reopening: PeriodReopening | None
    checks: list[Check]
    figures: list[dict[str, Any]]
    changed: list[Changed]
    since: list[ArrMovement]
    locked_before: date | None
    on: date

    @property
    def is_closed(self) -> bool:
        """Tell whether it is closed now."""
        return self.close is not None and self.reopening is None

    @property
    def may_be_closed(self) -> bool:
        """Tell whether it is over and not behind a lock."""
        behind = self.locked_before is not None and self.period.end_on < self.locked_before
        return not self.is_closed and self.period.end_on <= self.on and not behind

    @property
    def may_be_reopened(self) -> bool:
        """Tell whether it is closed, and no later period is."""
        return self.is_closed and self.period.end_on == self.locked_before


def period_page(
    period: ClosingPeriod, *, user: User, on: date, over_minor: int = USUAL_OVER_MINOR
) -> PeriodPage:
    """Return a period as people read it: what stands against closing it, or what it closed with."""
    close = find_close(period.name, user)
    reopening = reopening_of(close) if close else None
    is_closed = close is not None and reopening is None
    now = period_figures(period)
    return PeriodPage(
        period, close, reopening,
        checks=[] if is_closed else period_checks(
            period, user=user, on=on, over_minor=over_minor, figures=now
        ),
        figures=now,
        changed=changed_figures(close, now) if close else [],
        since=changes_since(close, user) if close else [],
        locked_before=locked_before(),
        on=on,
    )  # fmt: skip


def locked_before() -> date | None:
    """Return the first day that no lock covers; None: nothing is locked."""
    holding = PeriodLock.objects.filter(reopening=None).order_by("-before")
    return holding.values_list("before", flat=True).first()
