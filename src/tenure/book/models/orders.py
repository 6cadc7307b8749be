"""Orders and their actions: the facts of a contract, append-only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.book.models.catalogue import Product
from tenure.book.models.contracts import Contract, ContractPart
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class OrderKind(models.TextChoices):
    """What a customer ordered."""

    NEW = "new", "New"
    RENEWAL = "renewal", "Renewal"
    AMENDMENT = "amendment", "Amendment"
    TERMINATION = "termination", "Termination"
    TRANSFER = "transfer", "Transfer"
    SUSPENSION = "suspension", "Suspension"
    RESUMPTION = "resumption", "Resumption"
    RESET = "reset", "Contract reset"
    BRIDGE = "bridge", "Bridge"
    MERGE = "merge", "Merge"
    SPLIT = "split", "Split"
    REVERSAL = "reversal", "Reversal"


class Order(ContractPart):
    """A booked change of a contract: append-only."""

    # No index of its own: the unique (contract, number) serves.
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    number = models.IntegerField(help_text="1, 2, 3... within the contract.")
    kind = models.CharField(max_length=12, choices=OrderKind.choices)
    effective_on = models.DateField()
    booked_on = models.DateField()
    key = models.CharField(max_length=120, blank=True, help_text="Key in the source system.")
    reason = models.CharField(max_length=200, blank=True)
    terms = models.JSONField(null=True, help_text="Contract facts that this order set.")
    reverses = models.IntegerField(null=True, help_text="Number of the order it undoes.")
    bundle = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Orders booked together by one act."
    )
    details = models.JSONField(
        default=dict, db_default={}, help_text="What else was agreed: cause, settlement..."
    )
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Order"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="order_number_once"),
            models.CheckConstraint(condition=Q(kind__in=OrderKind.values), name="order_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} order {self.number}"


class ActionKind(models.TextChoices):
    """What an order does to one lot."""

    ADD = "add", "Add"
    CHANGE_QUANTITY = "change_quantity", "Change quantity"
    REPRICE = "reprice", "Reprice"
    REMOVE = "remove", "Remove"
    RENEW = "renew", "Renew"
    TERMINATE = "terminate", "Terminate"
    CORRECT = "correct", "Correct"
    SWAP = "swap", "Swap product"
    EXTEND = "extend", "Extend"
    CO_TERM = "co_term", "Co-terminate"
    BRIDGE = "bridge", "Bridge"
    SUSPEND = "suspend", "Suspend"
    RESUME = "resume", "Resume"
    MOVE_OUT = "move_out", "Move out"
    MOVE_IN = "move_in", "Move in"
    RESTORE = "restore", "Restore"


class Segmented(models.Model):
    """A product at a quantity and price for a span of days in one lot."""

    lot = models.IntegerField(help_text="Number of the purchase lot within the contract.")
    lot_key = models.CharField(max_length=120, help_text="Key of the lot in the source system.")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_price_e4 = models.BigIntegerField(help_text="Net, 1/10,000 of the major unit.")
    price_months = models.SmallIntegerField(default=12, help_text="Months the unit price pays.")
    currency = models.CharField(max_length=3)
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    list_price_e4 = models.BigIntegerField(null=True, help_text="List price when bought.")
    uplift_bp = models.IntegerField(null=True, help_text="Agreed uplift of this lot.")
    suspended = models.BooleanField(db_default=False, help_text="Keeps its place, earns nothing.")

    class Meta:
        abstract = True


class OrderAction(Segmented):
    """One change to one lot: the segment that holds from its start. Append-only."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=16, choices=ActionKind.choices)
    replaces_lot = models.IntegerField(null=True, help_text="The lot whose place this one takes.")
    from_contract = models.ForeignKey(
        Contract, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedQuerySet["OrderAction"].as_manager()

    class Meta:
        indexes: ClassVar = []

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the actions of the contracts the user may see."""
        return Contract.scope_through(user, "order__contract__")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} lot {self.lot}"
