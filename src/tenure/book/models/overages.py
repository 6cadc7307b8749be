"""Overage: what was used of a lot above what is contracted, and is owed for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models.contracts import Contract, ContractPart
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class Overage(ContractPart):
    """How much more of a lot was used, from when to when. Append-only.

    It is owed for, as a true-up, with the renewal of the term it was measured in. Of several of a
    lot in one term the one recorded last counts; one of nothing takes an earlier one back. How long
    it lasted is kept in whole months and the days of a month that has `month_days`.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="overages", db_index=False
    )
    lot = models.IntegerField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4, help_text="Above the contract.")
    start_on = models.DateField(help_text="First day on which it was used.")
    end_on = models.DateField(help_text="First day after that.")
    months = models.SmallIntegerField()
    days = models.SmallIntegerField()
    month_days = models.SmallIntegerField()
    true_forward = models.BooleanField(help_text="Renewed as well, from the next term on.")
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Overage"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contract", "lot", "-id"], name="overage_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_on__gt=F("start_on"))
                & Q(quantity__gte=0)
                & Q(months__gte=0)
                & Q(days__gte=0)
                & Q(month_days__gt=0),
                name="overage_sane",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} above the contract in lot {self.lot}"
