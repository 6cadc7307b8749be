"""Reconciliations and what they found: owned, aged, settled with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.book.models import Contract, Order
from tenure.closing.models.statements import SIDE_CHOICES, Statement
from tenure.closing.rules import SETTLED_WORDS, Kind, Settled, Side, words
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet

SETTLED_CHOICES = [(settled.value, text) for settled, text in SETTLED_WORDS.items()]


def _of_contract(user: User, path: str) -> Q:
    """Show what concerns the contracts the user may see; what has none, to who sees everything."""
    seen = Contract.scope_through(user, f"{path}contract__")
    if scope_of(user).sees_everything:
        # An empty condition shows all; `or` would drop it.
        return seen | Q(**{f"{path}contract": None}) if seen else seen
    return Q(**{f"{path}contract__isnull": False}) & seen


class Reconciliation(models.Model):
    """One comparison of the book with what the other sides say, on a day."""

    on = models.DateField(help_text="The day on which the book is compared.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    crm = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    billing = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    tolerance = models.JSONField()
    counts = models.JSONField(
        help_text="Contracts compared, and discrepancies found, new, still open and gone, by side."
    )

    objects = ScopedQuerySet["Reconciliation"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show reconciliations to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"Reconciliation {self.on}"


class Settlement(models.Model):
    """Why one or several discrepancies are not open any more; append-only."""

    reason = models.CharField(max_length=10, choices=SETTLED_CHOICES)
    note = models.TextField(blank=True)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Settlement"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=list(Settled))
                & (~Q(reason=Settled.ORDER) | Q(order__isnull=False))
                & (~Q(reason=Settled.ACCEPTED) | ~Q(note="")),
                name="settlement_has_its_proof",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show settlements to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return SETTLED_WORDS[Settled(self.reason)]


class Discrepancy(models.Model):
    """Something on which contract and CRM, or contract and billing, do not agree."""

    side = models.CharField(max_length=8, choices=SIDE_CHOICES)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in Kind])
    key = models.CharField(max_length=120, help_text="Our key of the contract, else theirs.")
    product_key = models.CharField(max_length=120, blank=True)
    contract = models.ForeignKey(
        Contract, null=True, on_delete=models.PROTECT, related_name="discrepancies"
    )
    currency = models.CharField(max_length=3)
    at_stake_minor = models.BigIntegerField(help_text="By how much a year they differ; signed.")
    ours = models.JSONField()
    theirs = models.JSONField()
    evidence = models.CharField(max_length=32, help_text="Digest of what both sides say.")
    owner = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="opened")
    seen_by = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="seen")
    settlement = models.ForeignKey(
        Settlement, null=True, on_delete=models.PROTECT, related_name="discrepancies"
    )

    objects = ScopedQuerySet["Discrepancy"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["side", "kind", "key", "product_key"],
                condition=Q(settlement=None),
                name="discrepancy_open_once",
            ),
            models.CheckConstraint(
                condition=Q(side__in=list(Side)) & Q(kind__in=list(Kind)), name="discrepancy_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["opened_on", "id"], name="discrepancy_aged", condition=Q(settlement=None)
            ),
            models.Index(
                fields=["owner", "opened_on", "id"],
                name="discrepancy_owner",
                condition=Q(settlement=None),
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show discrepancies of the contracts the user may see; not to partners."""
        return _of_contract(user, "") if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.key}: {words(self.kind, self.side)}"


class DiscrepancyNote(models.Model):
    """What somebody found out about a discrepancy; append-only."""

    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["DiscrepancyNote"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show notes on the discrepancies the user may see."""
        inside = scope_of(user).is_inside
        return _of_contract(user, "discrepancy__") if inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.text[:60]
