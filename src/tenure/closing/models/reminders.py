"""Reminders of renewals that happen by themselves, and which of them were booked like that."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.book.models import Order
from tenure.closing.models.booking import of_contract
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models import Quote
from tenure.renewals.models import Renewal


class RenewalReminder(models.Model):
    """What a customer was told before its contract renews by itself, and at which price.

    `quote` is the offer it announced; none: the price stays. Mailed from a queue: `sent_on` is
    when the mail server took it.
    """

    renewal = models.OneToOneField(Renewal, on_delete=models.PROTECT, related_name="reminder")
    quote = models.ForeignKey(Quote, null=True, on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField(help_text="The last day on which it is in time.")
    written_on = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    sent_to = models.TextField(blank=True, help_text="Addresses, comma-separated.")

    objects = ScopedQuerySet["RenewalReminder"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(sent_on=None), name="reminder_unsent"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show reminders to colleagues who may see the contract."""
        return of_contract(user, "renewal__contract__")

    def __str__(self) -> str:
        return f"reminder of {self.renewal}"


class AutomaticRenewal(models.Model):
    """A renewal that was booked because nobody gave notice. Append-only."""

    renewal = models.OneToOneField(Renewal, on_delete=models.PROTECT, related_name="automatic")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="automatic")
    quote = models.ForeignKey(
        Quote, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="The announced offer it was booked at; none: at the old price.",
    )  # fmt: skip
    booked_on = models.DateField()

    objects = ScopedQuerySet["AutomaticRenewal"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show automatic renewals to colleagues who may see the contract."""
        return of_contract(user, "renewal__contract__")

    def __str__(self) -> str:
        return f"{self.renewal} renewed by itself"
