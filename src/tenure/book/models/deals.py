"""Deal registration: a partner's claim on the renewal of a contract, for a span of days."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models.contracts import Contract
from tenure.book.models.shared import days
from tenure.directory.models import Partner
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class DealRegistration(models.Model):
    """What a partner claims. Append-only; it earns nothing before it is approved."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deals")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="deals")
    start_on = models.DateField(help_text="First day of its validity.")
    end_on = models.DateField(help_text="First day on which it is no longer valid.")
    note = models.CharField(max_length=500, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["DealRegistration"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="deal_lasts")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the deals on contracts the user may see; to a partner only its own."""
        seen = Contract.scope_through(user, "contract__")
        scope = scope_of(user)
        return seen if scope.is_inside else seen & Q(partner_id__in=scope.partner_ids)

    def __str__(self) -> str:
        return f"{self.partner} on {self.contract}"


class _OfDeal(models.Model):
    """What somebody decided about one registration."""

    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with its registration."""
        return Q(registration__in=DealRegistration.objects.visible_to(user))


class DealApproval(_OfDeal):
    """A registration was approved: from then on the deal is the partner's, and nobody else's.

    Contract, partner and days are those of the registration, here so that PostgreSQL keeps two
    of one contract apart. Only `end_on` ever changes, to an earlier day, by a withdrawal or by a
    later approval for the same partner.
    """

    registration = models.OneToOneField(
        DealRegistration, on_delete=models.PROTECT, related_name="approval"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    start_on = models.DateField()
    end_on = models.DateField()
    approved_on = models.DateField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["DealApproval"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="deal_one_in_force",
                expressions=[
                    (F("contract"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on")), name="dealapproval_runs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}, approved {self.approved_on}"


class DealWithdrawal(_OfDeal):
    """A registration was withdrawn, by the partner or by us, approved or not. Append-only."""

    registration = models.OneToOneField(
        DealRegistration, on_delete=models.PROTECT, related_name="withdrawal"
    )
    withdrawn_on = models.DateField()
    reason = models.CharField(max_length=500)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["DealWithdrawal"].as_manager()

    def __str__(self) -> str:
        return f"{self.registration}, withdrawn {self.withdrawn_on}"
