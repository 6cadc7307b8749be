"""Products, price books and dated list prices."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from tenure.book.models.shared import CURRENCY_Q, days
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class Charge(models.TextChoices):
    """What a product is charged for; only recurring charges make ARR."""

    RECURRING = "recurring", "Recurring"
    ONE_TIME = "one_time", "One-time"
    USAGE = "usage", "Usage"


class Product(models.Model):
    """Something sold; `successor` takes its place at end of life."""

    code = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=80, blank=True)
    charge = models.CharField(max_length=12, choices=Charge.choices, default=Charge.RECURRING)
    support_tier = models.CharField(max_length=40, blank=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Product"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the catalogue to everyone signed in."""
        return Q()

    def __str__(self) -> str:
        return self.name


class PriceBook(models.Model):
    """A named list of prices."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    objects = ScopedQuerySet["PriceBook"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show list prices to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.name


class PriceEntry(models.Model):
    """A list price for a span of days; write-once, superseded by the next one."""

    price_book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="entries")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    currency = models.CharField(max_length=3)
    unit_price_e4 = models.BigIntegerField(help_text="1/10,000 of the major unit.")
    price_months = models.SmallIntegerField(default=12)
    start_on = models.DateField()
    end_on = models.DateField(null=True)

    objects = ScopedQuerySet["PriceEntry"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="priceentry_no_overlap",
                expressions=[
                    (F("price_book"), RangeOperators.EQUAL),
                    (F("product"), RangeOperators.EQUAL),
                    (F("currency"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(unit_price_e4__gte=0) & Q(price_months__gt=0), name="priceentry_sane"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q), name="priceentry_currency"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show list prices to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.product} {self.currency} from {self.start_on}"
