"""Save plays: the library of tactics, what was tried on renewals, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.book.models import CURRENCY_Q, Contract
from tenure.desk.rules.saves import OUTCOME_WORDS
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal

OUTCOMES = [(outcome.value, words) for outcome, words in OUTCOME_WORDS.items()]


def _of_renewal(user: User, path: str) -> Q:
    seen = Contract.scope_through(user, f"{path}renewal__contract__")
    return seen if scope_of(user).is_inside else Q(pk__in=[])


class SaveTactic(models.Model):
    """A way to keep a customer, in the library. Append-only."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    added_on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["SaveTactic"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the library to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.name


class SavePlay(models.Model):
    """A tactic tried on a renewal: who, at what cost, and the ATR when it began. Append-only.

    Cost and ATR are minor units of the renewal's currency; the ATR is a year's.
    """

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="saves")
    tactic = models.ForeignKey(SaveTactic, on_delete=models.PROTECT, related_name="plays")
    note = models.CharField(max_length=500)
    currency = models.CharField(max_length=3)
    cost_minor = models.BigIntegerField()
    atr_minor = models.BigIntegerField()
    started_on = models.DateField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["SavePlay"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q)
                & Q(cost_minor__gte=0)
                & Q(atr_minor__gte=0)
                & ~Q(note=""),
                name="saveplay_sane",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show save plays to colleagues who may see the renewal."""
        return _of_renewal(user, "")

    def __str__(self) -> str:
        return f"{self.tactic}: {self.renewal}"


class SaveResult(models.Model):
    """What came of a save play, once and for good."""

    save_play = models.OneToOneField(SavePlay, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    kept_minor = models.BigIntegerField(help_text="Of the ATR at the start.")
    note = models.CharField(max_length=500, blank=True)
    told_on = models.DateField()
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["SaveResult"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=[one for one, _ in OUTCOMES])
                & Q(kept_minor__gte=0)
                & (~Q(outcome="lost") | Q(kept_minor=0)),
                name="saveresult_sane",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show results to colleagues who may see the renewal."""
        return _of_renewal(user, "save_play__")

    def __str__(self) -> str:
        return f"{self.save_play}: {self.get_outcome_display()}"
