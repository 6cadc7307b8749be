"""Locked periods: what finance has closed and nobody changes any more."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class PeriodLock(models.Model):
    """From now on nothing before this day changes: no effect, no booking. Append-only.

    Unless it was reopened, which only the latest can be. The latest that was not is what counts.
    """

    before = models.DateField(db_index=True, help_text="The first day that is still open.")
    locked_on = models.DateField()
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["PeriodLock"].as_manager()

    class Meta:
        ordering: ClassVar = ["before"]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show locks to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"locked before {self.before}"


class PeriodReopening(models.Model):
    """That a lock holds no more: since when, by whom, and why. Append-only."""

    lock = models.OneToOneField(PeriodLock, on_delete=models.PROTECT, related_name="reopening")
    reason = models.TextField()
    reopened_on = models.DateField()
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["PeriodReopening"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="periodreopening_says_why")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show reopenings to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.lock}, reopened on {self.reopened_on}"
