"""Exchange rates that the company reports by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models.shared import CURRENCY_Q
from tenure.book.rules.exchange_rates import MOST_RATE_E10
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class ExchangeRate(models.Model):
    """What one unit of a currency is worth in another from a day on. Append-only.

    A correction is a later row of the same day: the latest counts.
    """

    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3)
    start_on = models.DateField()
    rate_e10 = models.BigIntegerField(help_text="1/10,000,000,000 of the other's major unit.")
    set_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["ExchangeRate"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["into", "currency", "start_on", "-id"], name="exchangerate_latest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rate_e10__gte=1) & Q(rate_e10__lte=MOST_RATE_E10),
                name="exchangerate_sane",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q)
                & Q(into__regex=CURRENCY_Q)
                & ~Q(currency=F("into")),
                name="exchangerate_of_two",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show rates to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.currency} in {self.into} from {self.start_on}"
