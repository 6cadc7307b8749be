"""Leakage over the book: entitled against realised, by contract and added up. Derived data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.pricing.models import PricingRun
from tenure.quotes.models.quotes import Quote


class LeakageReport(models.Model):
    """What a run over the book and the quotes of a moment came to.

    Made contract by contract in the order of their ids; `done_below` says how far. Its rows lie in
    one of two slots: a report that is finished takes the place of the one before it.
    """

    run = models.ForeignKey(PricingRun, on_delete=models.PROTECT, related_name="+")
    slot = models.SmallIntegerField(help_text="Where its rows lie: 0 or 1.")
    done_below = models.BigIntegerField(
        default=0, help_text="Contracts with an id below this one are done."
    )
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="When its rows went.")

    objects = ScopedQuerySet["LeakageReport"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slot__in=[0, 1]), name="leakagereport_two_slots"),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(dropped_at=None), name="leakagereport_slot_once"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show to everyone inside the company that there is one."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"Leakage by the {str(self.run).lower()}"


class Leaked(models.Model):
    """Amounts of some lines in minor units of one currency, for the whole next term.

    `carried` is what the quantity offered costs at the price that expires, `entitled` what one may
    ask for, `realised` what is offered, `leakage` the difference of the two.
    """

    lines = models.IntegerField()
    carried_minor = models.DecimalField(max_digits=30, decimal_places=0)
    entitled_minor = models.DecimalField(max_digits=30, decimal_places=0)
    realised_minor = models.DecimalField(max_digits=30, decimal_places=0)
    leakage_minor = models.DecimalField(max_digits=30, decimal_places=0)

    class Meta:
        abstract = True


class LeakageRow(Leaked):
    """The lines of a contract of one product family with one reason, by its quote or by the run.

    A table in two partitions, as `pricing.PricedLine`, and without foreign keys like it.
    """

    slot = models.SmallIntegerField()
    contract = models.ForeignKey(
        Contract, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    quote = models.ForeignKey(
        Quote, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False,
        db_index=False, help_text="Whose lines they are; none: the run's.",
    )  # fmt: skip
    family = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=16, blank=True, help_text="Empty: nothing leaks.")
    currency = models.CharField(max_length=3)

    objects = ScopedQuerySet["LeakageRow"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the contracts that the user may see, to people inside the company only."""
        if not scope_of(user).is_inside:
            return Q(pk__in=[])
        return Contract.scope_through(user, "contract__")

    def __str__(self) -> str:
        return f"{self.contract}, {self.family}: {self.reason}"


class LeakageCell(Leaked):
    """All lines that agree in what the report tells apart: what those who see the book read.

    A table in two partitions, without an id in the database: it is only ever added up.
    """

    id = models.IntegerField(primary_key=True)
    slot = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=16, blank=True)
    segment = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=8, blank=True)
    family = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    owner = models.ForeignKey(
        StaffMember, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    export_controlled = models.BooleanField()

    objects = ScopedQuerySet["LeakageCell"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show to those who see the whole book, but for what needs a clearance they lack."""
        scope = scope_of(user)
        return scope.clearance_q("") if scope.sees_everything else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.reason}: {self.leakage_minor} {self.currency}"
