"""Renewal quotes, their lines with price traces, and their rendered documents."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from tenure.book.models import CURRENCY_Q, Contract, Product
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.rules import true_up_of
from tenure.renewals.models import Renewal


class Quote(models.Model):
    """A priced offer for the next term; a later version supersedes it and becomes primary.

    `option` is 0 for a version of the renewal's quote. Another number is an option that stands
    beside that version: a full quote as well, but never the primary one.
    """

    number = models.CharField(max_length=40, unique=True)
    version = models.SmallIntegerField(default=1)
    option = models.SmallIntegerField(default=0, help_text="0: none, it is the quote itself.")
    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="quotes")
    is_primary = models.BooleanField(default=True)
    currency = models.CharField(max_length=3)
    start_on = models.DateField(help_text="First day of the proposed term.")
    end_on = models.DateField(help_text="First day after the proposed term.")
    term_months = models.SmallIntegerField()
    priced_on = models.DateField()
    contract_revision = models.IntegerField(help_text="Contract revision that was priced.")
    valid_until = models.DateField()
    expiring_minor = models.BigIntegerField(help_text="Expiring amount for the same term.")
    proposed_minor = models.BigIntegerField()
    proration = models.CharField(
        max_length=12,
        blank=True,
        help_text="Mode of proration it was priced in; empty: unknown.",
    )
    asked = models.JSONField(
        null=True, help_text="What was wanted otherwise than the book says it; null: nothing."
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Quote"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["renewal"], condition=Q(is_primary=True), name="quote_one_primary"
            ),
            models.UniqueConstraint(
                fields=["renewal", "version", "option"], name="quote_version_once"
            ),
            models.CheckConstraint(
                condition=Q(option=0) | Q(option__gte=1, is_primary=False),
                name="quote_option_not_primary",
            ),
            models.CheckConstraint(condition=Q(currency__regex=CURRENCY_Q), name="quote_currency"),
        ]
        indexes: ClassVar = [
            GinIndex(OpClass("number", name="gin_trgm_ops"), name="quote_number_trgm"),
            models.Index(fields=["priced_on", "id"], name="quote_priced"),
            models.Index(fields=["valid_until"], name="quote_valid_until"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the quotes of the renewals the user may see."""
        return Contract.scope_through(user, "renewal__contract__")

    def __str__(self) -> str:
        return self.number


class QuoteLine(models.Model):
    """One lot, for a piece of the term: what it expires at, what is proposed, the steps between.

    `quantity` is what is offered. `entitled_minor` is what the clauses allow to ask for;
    `leakage_minor` is what is not asked for of it, and `leakage_reason` why.
    """

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    position = models.SmallIntegerField()
    lot = models.IntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    expiring_product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="What the product takes the place of; null: it is the same.",
    )  # fmt: skip
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    price_months = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    start_on = models.DateField(help_text="First day of the piece of the term.")
    end_on = models.DateField(help_text="First day after it.")
    expiring_price_e4 = models.BigIntegerField()
    proposed_price_e4 = models.BigIntegerField()
    expiring_minor = models.BigIntegerField()
    proposed_minor = models.BigIntegerField()
    entitled_minor = models.BigIntegerField()
    leakage_minor = models.BigIntegerField()
    leakage_reason = models.CharField(max_length=16, blank=True)
    inputs = models.JSONField(
        null=True, help_text="The facts it was priced from, but those that are usual."
    )
    trace = models.JSONField(help_text="Price steps, in order, as the engine took them.")

    objects = ScopedQuerySet["QuoteLine"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "position"], name="quoteline_position_once"),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q), name="quoteline_currency"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the lines of the quotes the user may see."""
        return Contract.scope_through(user, "quote__renewal__contract__")

    @property
    def expiring_quantity(self) -> Decimal:
        """Return how many pieces expire, of the product that expires."""
        [expiring, *_] = self.trace or [{}]
        e4 = expiring.get("quantity_e4")
        return self.quantity if e4 is None else Decimal(e4) / 10_000

    @property
    def true_up_minor(self) -> int:
        """Return what is owed once for use above the contract; not in the proposed amount."""
        return true_up_of(self.trace)

    def __str__(self) -> str:
        return f"{self.quote} {self.position}"


class QuoteDocument(models.Model):
    """The PDF of a quote."""

    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="document")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["QuoteDocument"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the documents of the quotes the user may see."""
        return Contract.scope_through(user, "quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.quote}: {self.document}"
