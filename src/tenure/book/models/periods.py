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
    """From now on nothing before this day changes: no effect, no booking. Append-only."""

    before = models.DateField(unique=True, help_text="The first day that is still open.")
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
