"""Price books and dated list prices, by every charge model."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from tenure.book.models.catalogue import Product
from tenure.book.models.shared import CURRENCY_Q, days
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class ChargeModel(models.TextChoices):
    """How a list price follows from the quantity."""

    PER_UNIT = "per_unit", "Per unit"
    VOLUME = "volume", "Volume"
    GRADUATED = "graduated", "Graduated"
    PACKAGE = "package", "Package"
    PERCENT = "percent_of_total", "Percent of total"


TIERED = (ChargeModel.VOLUME, ChargeModel.GRADUATED)


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
    """A list price for a span of days; write-once, superseded by the next one.

    Per unit: the price of a piece. Volume: the tier that the whole quantity falls in prices every
    piece. Graduated: each tier prices the pieces in it. Package: the price of so many pieces, of
    which whole packages are paid. Of a tiered one `unit_price_e4` is that of the first tier.
    Percent of total, for support: a share of what the covered lines of the contract cost; it has no
    unit price of its own, and covers everything or what its `PriceCover`s name.
    """

    price_book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="entries")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    currency = models.CharField(max_length=3)
    unit_price_e4 = models.BigIntegerField(help_text="1/10,000 of the major unit.")
    price_months = models.SmallIntegerField(default=12)
    charge_model = models.CharField(
        max_length=16,
        choices=ChargeModel.choices,
        default=ChargeModel.PER_UNIT,
        db_default=ChargeModel.PER_UNIT,
    )
    package_quantity = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, help_text="Pieces in a package."
    )
    percent_bp = models.IntegerField(null=True, help_text="Of what it covers, basis points.")
    covers_everything = models.BooleanField(default=True, db_default=True)
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
            models.CheckConstraint(
                condition=Q(charge_model__in=ChargeModel.values)
                & (
                    Q(
                        charge_model=ChargeModel.PACKAGE,
                        package_quantity__isnull=False,
                        package_quantity__gt=0,
                    )
                    | (~Q(charge_model=ChargeModel.PACKAGE) & Q(package_quantity=None))
                ),
                name="priceentry_charge_model",
            ),
            models.CheckConstraint(
                condition=Q(
                    charge_model=ChargeModel.PERCENT,
                    unit_price_e4=0,
                    percent_bp__isnull=False,
                    percent_bp__range=(0, 1_000_000),
                )
                | (
                    ~Q(charge_model=ChargeModel.PERCENT)
                    & Q(percent_bp__isnull=True, covers_everything=True)
                ),
                name="priceentry_percent",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show list prices to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.product} {self.currency} from {self.start_on}"


class PriceTier(models.Model):
    """The price of a piece from a quantity on, of a list price by volume or graduated tiers.

    Write-once with its entry. PostgreSQL holds (triggers in the migration): the tiers of an entry
    come in one statement, the first from 0 at the entry's price; a tiered entry has some, no other
    has any; `below_e8` is what the tiers below cost together, of a graduated one.
    """

    entry = models.ForeignKey(PriceEntry, on_delete=models.PROTECT, related_name="tiers")
    from_quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_price_e4 = models.BigIntegerField(help_text="1/10,000 of the major unit.")
    below_e8 = models.BigIntegerField(
        default=0, help_text="What all below it costs, 1/100,000,000 of the major unit."
    )

    objects = ScopedQuerySet["PriceTier"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "from_quantity"], name="pricetier_from_once"),
            models.CheckConstraint(
                condition=Q(from_quantity__gte=0) & Q(unit_price_e4__gte=0) & Q(below_e8__gte=0),
                name="pricetier_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show list prices to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.entry}: {self.from_quantity} and more"


class PriceCover(models.Model):
    """A product, or a family of products, that a percent-of-total price is a share of.

    Write-once with its entry: PostgreSQL refuses covers that come later, and an entry that covers
    less than everything without any.
    """

    entry = models.ForeignKey(PriceEntry, on_delete=models.PROTECT, related_name="covers")
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    family = models.CharField(max_length=80, blank=True)

    objects = ScopedQuerySet["PriceCover"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "product", "family"], nulls_distinct=False, name="pricecover_once"
            ),
            models.CheckConstraint(
                condition=Q(product=None) & ~Q(family="") | Q(product__isnull=False, family=""),
                name="pricecover_names_one",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show list prices to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.entry}: {self.product or self.family}"
