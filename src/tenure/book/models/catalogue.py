"""Products, what they renew as, and the bundles that they are sold in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class Charge(models.TextChoices):
    """What a product is charged for; only recurring charges make ARR."""

    RECURRING = "recurring", "Recurring"
    ONE_TIME = "one_time", "One-time"
    USAGE = "usage", "Usage"


class Product(models.Model):
    """Something sold; `successor` is to take its place, a `Succession` says from when."""

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


class Succession(models.Model):
    """What a product renews as, in terms that start on or after a day.

    Write-once; it holds until a later one says otherwise. Each piece of the product becomes
    `successor_n` / `successor_d` pieces of the successor; without a successor it renews as itself
    again. The view `book_renewedproduct` (in the migration) follows chains; PostgreSQL refuses
    those that go round in a circle.
    """

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="successions", db_index=False
    )
    successor = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    successor_n = models.IntegerField(default=1)
    successor_d = models.IntegerField(default=1)
    start_on = models.DateField(help_text="Terms that start on or after this day.")

    objects = ScopedQuerySet["Succession"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "start_on"], name="succession_once"),
            models.CheckConstraint(
                condition=Q(successor_n__range=(1, 1_000_000))
                & Q(successor_d__range=(1, 1_000_000))
                & (
                    Q(successor__isnull=False) & ~Q(successor=F("product"))
                    | Q(successor__isnull=True, successor_n=1, successor_d=1)
                ),
                name="succession_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the catalogue to everyone signed in."""
        return Q()

    def __str__(self) -> str:
        return f"{self.product} from {self.start_on}"


class Bundle(models.Model):
    """What is sold with each piece of a product, in terms that start on or after a day.

    Write-once, with its items in one statement; a later bundle of the product takes its place, and
    one without items ends it.
    """

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="bundles", db_index=False
    )
    start_on = models.DateField(help_text="Terms that start on or after this day.")
    size = models.SmallIntegerField(help_text="How many items it has.")

    objects = ScopedQuerySet["Bundle"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "start_on"], name="bundle_once"),
            models.CheckConstraint(condition=Q(size__gte=0), name="bundle_sane"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the catalogue to everyone signed in."""
        return Q()

    def __str__(self) -> str:
        return f"{self.product} from {self.start_on}"


class BundleItem(models.Model):
    """A product of a bundle: how many pieces of it come with each piece of the bundle's own."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)

    objects = ScopedQuerySet["BundleItem"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle", "product"], name="bundleitem_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bundleitem_sane"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the catalogue to everyone signed in."""
        return Q()

    def __str__(self) -> str:
        return f"{self.bundle}: {self.quantity} {self.product}"
