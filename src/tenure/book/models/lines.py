"""What follows from the orders: lines in force and the ARR ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenure.book.models.contracts import Contract, ContractPart
from tenure.book.models.orders import Order, Segmented
from tenure.book.models.shared import CURRENCY_Q
from tenure.foundation.visibility import ScopedQuerySet


class Line(ContractPart, Segmented):
    """A lot's dated segment as the orders left it.

    Segments of a lot form a chain: each names the end of the one before it (`prior_end_on`, none:
    the first). Every prior end is the end of a segment of the lot (foreign key `line_lot_chain`, in
    the migration), each is followed once, and none lies after the start of what follows. So ends
    fall strictly from a segment to the one before it: there is no circle, every segment leads back
    to the one first, and no two overlap.
    """

    # No index of its own: those of the chain begin with the contract.
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    arr_minor = models.BigIntegerField(help_text="Annual recurring amount; 0 if not recurring.")
    prior_end_on = models.DateField(
        null=True, help_text="End of the lot's segment before this one; none: it is the first."
    )

    objects = ScopedQuerySet["Line"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "lot", "end_on"],
                nulls_distinct=False,
                name="line_lot_end_once",
            ),
            models.UniqueConstraint(
                fields=["contract", "lot", "prior_end_on"],
                nulls_distinct=False,
                name="line_lot_followed_once",
            ),
            models.CheckConstraint(
                condition=Q(prior_end_on=None) | Q(prior_end_on__lte=F("start_on")),
                name="line_follows",
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gt=F("start_on")), name="line_runs"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0) & Q(unit_price_e4__gte=0) & Q(price_months__gt=0),
                name="line_sane",
            ),
            models.CheckConstraint(condition=Q(currency__regex=CURRENCY_Q), name="line_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.product} lot {self.lot}"


class MovementKind(models.TextChoices):
    """Why recurring revenue changed."""

    NEW = "new", "New"
    EXPANSION = "expansion", "Expansion"
    CONTRACTION = "contraction", "Contraction"
    PRICE_INCREASE = "price_increase", "Price increase"
    PRICE_DECREASE = "price_decrease", "Price decrease"
    CHURN = "churn", "Churn"
    REACTIVATION = "reactivation", "Reactivation"
    TRANSFER = "transfer", "Transfer"
    MERGE = "merge", "Merge"
    FX = "fx", "FX"


class ArrMovement(ContractPart):
    """A change of ARR of one lot; append-only. A lot's sum to a day is its ARR on that day."""

    # No indexes of their own: (contract, effective_on) serves, and orders are read by contract.
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="movements", db_index=False
    )
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="movements", db_index=False
    )
    lot = models.IntegerField()
    kind = models.CharField(max_length=16, choices=MovementKind.choices)
    effective_on = models.DateField()
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField(help_text="Signed, minor units a year.")
    currency = models.CharField(max_length=3)

    objects = ScopedQuerySet["ArrMovement"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["contract", "effective_on"], name="movement_contract"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q), name="movement_currency"
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="movement_not_nothing"),
            models.CheckConstraint(
                condition=Q(kind__in=MovementKind.values), name="movement_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_minor} {self.currency}"
