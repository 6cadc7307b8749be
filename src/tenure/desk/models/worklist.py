"""What people say about the order of their day: snoozes, on whom it waits; and the cursor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.desk.models.of_renewal import OfRenewal
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.rules.waiting import WAITS_ON


class Snooze(OfRenewal):
    """A renewal sleeps until a day, with the reason; without a day it was woken, and why."""

    until = models.DateField(null=True)
    reason = models.CharField(max_length=300)

    objects = ScopedQuerySet["Snooze"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="snooze_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="snooze_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.renewal} until {self.until}" if self.until else f"{self.renewal} woken"


class WaitingMark(OfRenewal):
    """On whom a renewal waits, set by hand; empty takes back what was set before."""

    on_whom = models.CharField(max_length=10, blank=True, choices=list(WAITS_ON.items()))
    until = models.DateField(null=True, help_text="Day on which one asks again.")
    note = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["WaitingMark"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="waitingmark_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(on_whom__in=["", *WAITS_ON]), name="waitingmark_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.renewal} waits on {self.on_whom or 'nobody by hand'}"


class WorklistCursor(models.Model):
    """Up to which event of the audit log the worklist has followed: one row."""

    name = models.CharField(max_length=20, primary_key=True)
    event_id = models.BigIntegerField(default=0)

    objects = ScopedQuerySet["WorklistCursor"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see everything: it is about no renewal in particular."""
        return Q() if scope_of(user).sees_everything else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"
