"""What the customer said to an offer: accepted, by whom and how; or declined, and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models.quotes import Quote
from tenure.quotes.rules.acceptance import DeclineReason, Manner
from tenure.renewals.models import Renewal


class Acceptance(models.Model):
    """Somebody with authority accepted a quote: one counts per renewal, held by PostgreSQL.

    `taken_by` is who brought it in: a person of the desk, or the program for the customer's page.
    """

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="acceptances")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="acceptances")
    manner = models.CharField(max_length=16, choices=Manner.choices())
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, help_text="On whose authority: the signer's office.")
    email = models.EmailField()
    po_number = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    accepted_on = models.DateField()
    accepted_at = models.DateTimeField(db_default=Now())
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    void_because = models.TextField(blank=True, help_text="Empty while it counts.")

    objects = ScopedQuerySet["Acceptance"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["renewal"], condition=Q(void_because=""), name="acceptance_one_counts"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(title="") & ~Q(email=""), name="acceptance_signed"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show acceptances of the renewals that colleagues may see."""
        return _of_renewal(user)

    def __str__(self) -> str:
        return f"{self.quote} accepted by {self.name}"


class Decline(models.Model):
    """Somebody declined an offer. It closes nothing: people close lost. Append-only."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="declines")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="declines")
    reason = models.CharField(max_length=16, choices=DeclineReason.choices())
    note = models.TextField(blank=True)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    declined_on = models.DateField()
    declined_at = models.DateTimeField(db_default=Now())
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Decline"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "email"], name="decline_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what was declined of the renewals that colleagues may see."""
        return _of_renewal(user)

    def __str__(self) -> str:
        return f"{self.quote} declined by {self.name}"


def _of_renewal(user: User) -> Q:
    seen = Contract.scope_through(user, "renewal__contract__")
    return seen if scope_of(user).is_inside else Q(pk__in=[])
