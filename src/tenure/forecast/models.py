"""What was frozen of open renewals on each day, and what people said of their future."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models import CURRENCY_Q
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.forecast.rules.categories import ALL_CATEGORIES, CATEGORIES, STATES
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal


def _with_renewal(user: User) -> Q:
    """Show it to those inside who may see the renewal."""
    if not scope_of(user).is_inside:
        return Q(pk__in=[])
    return Q(renewal__in=Renewal.objects.visible_to(user).order_by())


class Frost(models.Model):
    """A day on which the open renewals were frozen, and how far the audit log was followed.

    `seen` is the last event that there was, the end of what can have caused this day's rows. Events
    of transactions from `settled` on may have been unseen yet: the next one looks at them again.
    """

    on = models.DateField(unique=True)
    seen = models.BigIntegerField()
    settled = models.BigIntegerField(default=0)
    rows = models.IntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Frost"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the days to whoever sees metrics."""
        return Q() if may(user.role, Permission.SEE_METRICS) else Q(pk__in=[])

    def __str__(self) -> str:
        return f"Snapshot of {self.on}"


class Snapshot(models.Model):
    """A renewal as it stood from a day on until another (half-open; none: it still does).

    A row is written only when something of it differs from the row before, whose end is then set:
    nothing else of a row ever changes. `close_on` of an open renewal is when its decision is
    expected. Amounts are minor units a year of `currency`.
    """

    # No index of its own: that of the start begins with the renewal.
    renewal = models.ForeignKey(
        Renewal, on_delete=models.PROTECT, related_name="snapshots", db_index=False
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    state = models.CharField(max_length=6, choices=list(STATES.items()))
    category = models.CharField(max_length=10, choices=list(ALL_CATEGORIES.items()))
    risk = models.CharField(max_length=24, blank=True)
    owner = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    close_on = models.DateField()
    currency = models.CharField(max_length=3)
    atr_minor = models.BigIntegerField()
    forecast_minor = models.BigIntegerField()
    swing_minor = models.BigIntegerField(null=True)
    final_minor = models.BigIntegerField(null=True)

    objects = ScopedQuerySet["Snapshot"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "from_on"], name="snapshot_starts_once"),
            models.UniqueConstraint(
                fields=["renewal"], condition=Q(until_on=None), name="snapshot_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="snapshot_runs"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q), name="snapshot_currency"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["close_on", "from_on"], name="snapshot_by_close")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with its renewal, to those inside."""
        return _with_renewal(user)

    def __str__(self) -> str:
        return f"{self.renewal}: {self.state} from {self.from_on}"


class Judgement(models.Model):
    """What a person said of a renewal's future: category, close date and swing, all three anew.

    The latest counts. `swing_minor` is how much of the loss that is forecast may still be turned;
    none: all of it. What held before is kept beside, so that what was pushed or pulled in can be
    listed without looking further.
    """

    renewal = models.ForeignKey(
        Renewal, on_delete=models.PROTECT, related_name="judgements", db_index=False
    )
    category = models.CharField(max_length=10, choices=list(CATEGORIES.items()))
    close_on = models.DateField()
    swing_minor = models.BigIntegerField(null=True)
    was_category = models.CharField(max_length=10)
    was_close_on = models.DateField()
    was_swing_minor = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Judgement"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["renewal", "-id"], name="judgement_latest"),
            models.Index(
                fields=["-on", "-id"],
                name="judgement_moved",
                condition=~Q(close_on=F("was_close_on")),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(swing_minor=None) | Q(swing_minor__gte=0), name="judgement_swing"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with its renewal, to those inside."""
        return _with_renewal(user)

    def __str__(self) -> str:
        return f"{self.renewal}: {self.category}, {self.close_on}"


class Call(models.Model):
    """What somebody says will be kept in a period, of a person's own renewals and all beneath.

    The latest counts, whoever said it: another than the person themself overrides. None: what
    rolls up stands again. `rolled_minor` is what rolled up when it was said. Minor units a year.
    """

    person = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    start_on = models.DateField()
    end_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(null=True)
    rolled_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Call"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["start_on", "end_on", "currency", "person", "-id"], name="call_latest"
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="call_period"),
            models.CheckConstraint(
                condition=Q(amount_minor=None) | Q(amount_minor__gte=0), name="call_amount"
            ),
            models.CheckConstraint(condition=Q(currency__regex=CURRENCY_Q), name="call_currency"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show all to those who see the book; the others their team's and their reports'."""
        scope = scope_of(user)
        if not scope.is_inside or not may(user.role, Permission.SEE_METRICS):
            return Q(pk__in=[])
        if scope.sees_everything:
            return Q()
        mine = {*scope.owner_ids, *scope.staff_ids}
        return Q(person_id__in=mine) | Q(person__manager_id__in=scope.staff_ids)

    def __str__(self) -> str:
        return f"{self.person} for {self.start_on}: {self.amount_minor} {self.currency}"
