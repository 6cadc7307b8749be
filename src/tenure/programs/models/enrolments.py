"""Who is in a program, since when, on what evidence, and until when it is believed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from tenure.book.models import Contract, days
from tenure.directory.models import Customer
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.programs.models.programs import Program


class Enrolment(models.Model):
    """A customer, or only one of its contracts, in a program for a span of days.

    Only `end_on` ever changes, to an earlier day, by an `EnrolmentEnd`; one that is ended before
    it began has no days left.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="enrolments")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="enrolments")
    contract = models.ForeignKey(
        Contract, null=True, on_delete=models.PROTECT, related_name="enrolments", db_index=False,
        help_text="Only this contract; none: all of the customer's.",
    )  # fmt: skip
    start_on = models.DateField()
    end_on = models.DateField(null=True, help_text="First day no longer in it; none: open.")
    evidence = models.CharField(max_length=500, help_text="What shows that the customer belongs.")
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Enrolment"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="enrolment_once_at_a_time",
                expressions=[
                    (F("program"), RangeOperators.EQUAL),
                    (F("customer"), RangeOperators.EQUAL),
                    (Coalesce(F("contract"), 0), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")), name="enrolment_runs"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show to people inside what concerns the customers they may see; to partners nothing."""
        if not scope_of(user).is_inside:
            return Q(pk__in=[])
        return Q(customer__in=Customer.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.contract or self.customer} in {self.program}"


class _OfEnrolment(models.Model):
    """What was recorded about one enrolment, by whom and when."""

    note = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with its enrolment."""
        return Q(enrolment__in=Enrolment.objects.visible_to(user))


class Verification(_OfEnrolment):
    """Somebody looked whether the customer still belongs. Append-only; the last one counts."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="verifications")
    verified_on = models.DateField()
    reverify_on = models.DateField(help_text="From this day on it earns nothing until verified.")

    objects = ScopedQuerySet["Verification"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reverify_on__gt=F("verified_on")), name="verification_lasts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, verified {self.verified_on}"


class EnrolmentEnd(_OfEnrolment):
    """An enrolment was ended before its time. Append-only."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="ending")
    ended_on = models.DateField(help_text="First day no longer in the program.")

    objects = ScopedQuerySet["EnrolmentEnd"].as_manager()

    def __str__(self) -> str:
        return f"{self.enrolment}, ended {self.ended_on}"
