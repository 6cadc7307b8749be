"""Price indices and their published values, which index clauses of contracts follow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class PriceIndex(models.Model):
    """An index that a statistical office publishes month by month: HICP-EA, CPI-U."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    objects = ScopedQuerySet["PriceIndex"].as_manager()

    class Meta:
        verbose_name_plural = "price indices"

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show indices to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.code


class IndexValue(models.Model):
    """What an index was for a month, as published on a day. Append-only.

    A revision is a later row of the same month; which of them counts is said where it is read.
    """

    index = models.ForeignKey(
        PriceIndex, on_delete=models.PROTECT, related_name="values", db_index=False
    )
    month = models.DateField(help_text="First day of the month.")
    value_e3 = models.BigIntegerField(help_text="1/1,000 of a point.")
    published_on = models.DateField()

    objects = ScopedQuerySet["IndexValue"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["index", "month", "published_on"], name="indexvalue_once"
            ),
            models.CheckConstraint(
                condition=Q(value_e3__gte=1) & Q(value_e3__lte=1_000_000_000),
                name="indexvalue_sane",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1) & Q(published_on__gte=F("month")),
                name="indexvalue_of_a_month",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show values to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.index_id} {self.month:%Y-%m} of {self.published_on}"
