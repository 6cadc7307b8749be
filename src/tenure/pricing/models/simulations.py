"""Simulations: what somebody asked proposed policies would do, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet


class PolicySimulation(models.Model):
    """Proposed policies, who asked what they would do and when; the result, or why there is none.

    It is over the whole book, so only those who may publish policies see it.
    """

    on = models.DateField(help_text="The day it was asked for: the quarters follow from it.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    proposed = models.JSONField(help_text="[{kind, name, cells}]")
    step = models.CharField(max_length=60, blank=True, help_text="What is being done.")
    done = models.SmallIntegerField(default=0)
    total = models.SmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)

    objects = ScopedQuerySet["PolicySimulation"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show simulations to those who may publish policies."""
        return Q() if may(user.role, Permission.SET_POLICY) else Q(pk__in=[])

    def __str__(self) -> str:
        return f"Simulation {self.pk}"
