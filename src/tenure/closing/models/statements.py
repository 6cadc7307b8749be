"""What the other systems say: their latest export, and which of their keys are ours."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenure.book.models import Contract
from tenure.closing.rules import Side
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet

SIDE_CHOICES = [(side.value, side.label) for side in Side]


def _whole_book(user: User) -> Q:
    scope = scope_of(user)
    return Q() if scope.is_inside and scope.sees_everything else Q(pk__in=[])


class Statement(models.Model):
    """One export of one side; the latest of a side counts, and only its rows are kept."""

    side = models.CharField(max_length=8, choices=SIDE_CHOICES)
    as_of = models.DateField(help_text="The day that the export shows.")
    profile = models.CharField(max_length=60)
    loaded_on = models.DateField()
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    contracts = models.BigIntegerField()
    lines = models.BigIntegerField()
    rejected = models.BigIntegerField(default=0)
    is_current = models.BooleanField(default=True)

    objects = ScopedQuerySet["Statement"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["side"], condition=Q(is_current=True), name="statement_one_current"
            ),
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="statement_side_known"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show exports to those who see the whole book."""
        return _whole_book(user)

    def __str__(self) -> str:
        return f"{Side(self.side).label} of {self.as_of}"


class StatementContract(models.Model):
    """A contract as the other side has it; keys are theirs and need not be unique."""

    # No index of their own: an export is read as a whole.
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=120)
    customer_key = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    objects = ScopedQuerySet["StatementContract"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show exports to those who see the whole book."""
        return _whole_book(user)

    def __str__(self) -> str:
        return self.key


class StatementLine(models.Model):
    """A line as the other side has it, with what it comes to in a year."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    contract = models.ForeignKey(
        StatementContract, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    product_key = models.CharField(max_length=120)
    quantity_e4 = models.BigIntegerField(help_text="1/10,000; negative for a credit.")
    unit_price_e4 = models.BigIntegerField()
    price_months = models.IntegerField()
    annual_minor = models.BigIntegerField(help_text="What it comes to in a year.")
    start_on = models.DateField()
    end_on = models.DateField(null=True)

    objects = ScopedQuerySet["StatementLine"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price_months__gt=0) & Q(unit_price_e4__gte=0),
                name="statementline_sane",
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gt=F("start_on")), name="statementline_runs"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show exports to those who see the whole book."""
        return _whole_book(user)

    def __str__(self) -> str:
        return f"{self.contract} {self.product_key}"


class KeyMatch(models.Model):
    """Which of our contracts a key of the other side is; the latest row of a key counts.

    Append-only. Without a contract the key is none of ours.
    """

    side = models.CharField(max_length=8, choices=SIDE_CHOICES)
    key = models.CharField(max_length=120)
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    matched_on = models.DateField()
    matched_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["KeyMatch"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["side", "key", "-id"], name="keymatch_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="keymatch_side_known"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show matches of the contracts the user may see."""
        return Contract.scope_through(user, "contract__")

    def __str__(self) -> str:
        return f"{self.key} in {Side(self.side).label}"
