"""Papers that came in with an acceptance, compared with the offer; who let differences pass."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.book.models import CURRENCY_Q
from tenure.closing.models.booking import of_contract
from tenure.closing.rules.paper import WAIVED_BY
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models import Acceptance


class PaperCheck(models.Model):
    """What a paper of an acceptance says; the latest counts. Append-only."""

    acceptance = models.ForeignKey(
        Acceptance, on_delete=models.PROTECT, related_name="paper_checks"
    )
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=200)
    quote_number = models.CharField(max_length=60)
    payment_days = models.SmallIntegerField()
    lines = models.TextField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    checked_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["PaperCheck"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q)
                & Q(total_minor__gte=0)
                & Q(payment_days__gte=0),
                name="papercheck_sane",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show checks to colleagues who may see the contract."""
        return of_contract(user, "acceptance__renewal__contract__")

    def __str__(self) -> str:
        return f"paper of {self.acceptance.quote}, checked {self.checked_on}"


class PaperMismatch(models.Model):
    """A field in which a paper differs from the offer. Append-only."""

    check_made = models.ForeignKey(PaperCheck, on_delete=models.PROTECT, related_name="mismatches")
    field = models.CharField(max_length=16)
    said = models.CharField(max_length=200)
    offered = models.CharField(max_length=400)

    objects = ScopedQuerySet["PaperMismatch"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_made", "field"], name="papermismatch_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show mismatches to colleagues who may see the contract."""
        return of_contract(user, "check_made__acceptance__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.field}: {self.said} instead of {self.offered}"


class PaperWaiver(models.Model):
    """Finance or legal let the mismatches of a paper pass, with the reason. Append-only."""

    check_made = models.ForeignKey(PaperCheck, on_delete=models.PROTECT, related_name="waivers")
    role = models.CharField(max_length=12, choices=[(role, role) for role in WAIVED_BY])
    reason = models.TextField()
    waived_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["PaperWaiver"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_made", "role"], name="paperwaiver_role_once"),
            models.CheckConstraint(
                condition=Q(role__in=WAIVED_BY) & ~Q(reason=""), name="paperwaiver_says_why"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show waivers to colleagues who may see the contract."""
        return of_contract(user, "check_made__acceptance__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.check_made}: {self.role} lets it pass"
