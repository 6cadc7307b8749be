"""Closed periods: who closed them, what was checked, and the figures as they were."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models import PeriodLock
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet


class PeriodClose(models.Model):
    """A period that was closed, and the lock that holds it. Append-only.

    It is open again once its lock was reopened; then it can be closed anew.
    """

    name = models.CharField(max_length=7, help_text="As in 2027-03, 2027-Q1 or 2027.")
    start_on = models.DateField()
    end_on = models.DateField(help_text="The first day after it.")
    lock = models.ForeignKey(PeriodLock, on_delete=models.PROTECT, related_name="closes")
    closed_on = models.DateField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(db_default=Now())
    over_minor = models.BigIntegerField(help_text="Differences up to this needed no owner.")
    checks = models.JSONField(help_text="[{code, title, count, excepted}]")
    figures = models.JSONField(help_text="[{currency, begin_minor, movements, end_minor}]")
    order_cursor = models.BigIntegerField(help_text="The last order that is in the figures.")
    note = models.TextField(blank=True)

    objects = ScopedQuerySet["PeriodClose"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "lock"], name="periodclose_once"),
            models.CheckConstraint(
                condition=Q(end_on__gt=F("start_on")) & Q(over_minor__gte=0),
                name="periodclose_sane",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-end_on", "-id"], name="periodclose_latest")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show closed periods, with the figures of the whole book, to those who may see them."""
        inside = scope_of(user).is_inside
        return Q() if inside and may(user.role, Permission.SEE_PERIODS) else Q(pk__in=[])

    def __str__(self) -> str:
        return self.name
