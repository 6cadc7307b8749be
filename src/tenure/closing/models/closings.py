"""What people say while a renewal is closed: steps done, and losses that should not count."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.closing.models.booking import of_contract
from tenure.closing.rules.checklist import BY_HAND, STEPS
from tenure.closing.rules.exceptions import EXCEPTION_WORDS
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal


class ClosingTick(models.Model):
    """A step of the closing checklist that somebody said is done. Append-only."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="closing_ticks")
    step = models.CharField(max_length=16, choices=[(code, STEPS[code]) for code in BY_HAND])
    note = models.CharField(max_length=200, blank=True)
    done_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ClosingTick"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "step"], name="closingtick_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show ticks to colleagues who may see the contract."""
        return of_contract(user, "renewal__contract__")

    def __str__(self) -> str:
        return f"{self.renewal}: {self.get_step_display()}"


class ChurnException(models.Model):
    """A loss that somebody asks not to be counted against the owner, and why. Append-only."""

    renewal = models.OneToOneField(
        Renewal, on_delete=models.PROTECT, related_name="churn_exception"
    )
    reason = models.CharField(max_length=16, choices=list(EXCEPTION_WORDS.items()))
    note = models.TextField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ChurnException"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(note=""), name="churnexception_says_why")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show exceptions to colleagues who may see the contract."""
        return of_contract(user, "renewal__contract__")

    def __str__(self) -> str:
        return f"churn exception for {self.renewal}"


class ChurnDecision(models.Model):
    """What was decided on a churn exception, by somebody else than who asked. Append-only."""

    exception = models.OneToOneField(
        ChurnException, on_delete=models.PROTECT, related_name="decision"
    )
    is_granted = models.BooleanField()
    note = models.TextField(blank=True)
    decided_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ChurnDecision"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_granted=True) | ~Q(note=""), name="churndecision_says_why_not"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show decisions to colleagues who may see the contract."""
        return of_contract(user, "exception__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.exception}: {'granted' if self.is_granted else 'refused'}"
