"""What is expected of renewals: what holds now, how it came about, what was pushed or pulled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from tenure.forecast.models import Judgement, Snapshot
from tenure.forecast.rules.categories import category_of
from tenure.forecast.rules.judging import Said
from tenure.foundation.models import User
from tenure.kernel.period import Period
from tenure.renewals.models import Renewal

MOST = 200


@dataclass(frozen=True, slots=True)
class RenewalForecast:
    """A renewal with what holds of its future, who said what, and its snapshots, newest first."""

    renewal: Renewal
    holds: Said
    judgements: list[Judgement]
    snapshots: list[Snapshot]

    @property
    def loss_minor(self) -> int:
        """Return what is forecast to be lost, minor units a year."""
        return max(self.renewal.atr_minor - self.renewal.forecast_minor, 0)


@dataclass(frozen=True, slots=True)
class DatesMoved:
    """The close dates that people moved in some days, newest first."""

    moved: list[Judgement]
    is_cut: bool

    @property
    def pushed(self) -> int:
        """Return how many were moved to a later day."""
        return sum(one.close_on > one.was_close_on for one in self.moved)

    @property
    def pulled_in(self) -> int:
        """Return how many were moved to an earlier day."""
        return len(self.moved) - self.pushed


def standing_of(renewal: Renewal) -> Said:
    """Return what holds of an open renewal: the latest judgement, else what its facts imply."""
    last = Judgement.objects.filter(renewal=renewal).order_by("-pk").first()
    return _holds(renewal, last)


def _holds(renewal: Renewal, last: Judgement | None) -> Said:
    if last is None:
        return Said(category_of("", renewal.risk), renewal.due_on)
    return Said(last.category, last.close_on, last.swing_minor)


def renewal_forecast(renewal_id: int, *, user: User) -> RenewalForecast | None:
    """Return what is expected of a renewal that the person may see."""
    found = Renewal.objects.visible_to(user).filter(pk=renewal_id)
    renewal = found.select_related("contract", "customer", "owner").first()
    if renewal is None:
        return None
    judgements = list(
        Judgement.objects.visible_to(user)
        .filter(renewal=renewal)
        .select_related("by")
        .order_by("-pk")[:MOST]
    )
    snapshots = list(
        Snapshot.objects.visible_to(user)
        .filter(renewal=renewal)
        .select_related("owner")
        .order_by("-from_on")[:MOST]
    )
    holds = _holds(renewal, judgements[0] if judgements else None)
    return RenewalForecast(renewal, holds, judgements, snapshots)


def dates_moved(user: User, *, period: Period, since: date, until: date) -> DatesMoved:
    """Return the close dates moved after one day until another, out of, into or in a period."""
    moved = (
        Judgement.objects.visible_to(user)
        .filter(~Q(close_on=F("was_close_on")), on__gt=since, on__lte=until)
        .filter(_within("close_on", period) | _within("was_close_on", period))
        .select_related("renewal__contract", "renewal__customer", "renewal__owner", "by")
        .order_by("-on", "-pk")
    )
    found = list(moved[: MOST + 1])
    return DatesMoved(found[:MOST], len(found) > MOST)


def _within(name: str, period: Period) -> Q:
    return Q(**{f"{name}__gte": period.start, f"{name}__lt": period.end})
