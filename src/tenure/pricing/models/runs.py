"""Runs of pricing over the whole book: what was priced when, part by part, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class PricingRun(models.Model):
    """One pricing of the next term of every contract, under the policies of a moment.

    Its priced lines lie in one of two slots; a run that finishes takes the place of the one before
    it, whose lines are dropped. So the lines of one finished run are kept, and those of one that
    is going on or was killed.
    """

    on = models.DateField(help_text="The day it is for.")
    basis = models.CharField(max_length=64, help_text="Fingerprint of the policies and steps.")
    slot = models.SmallIntegerField(help_text="Where its lines lie: 0 or 1.")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="When its lines went.")

    objects = ScopedQuerySet["PricingRun"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slot__in=[0, 1]), name="pricingrun_two_slots"),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(dropped_at=None), name="pricingrun_slot_once"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show to everyone inside the company that the book was priced."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"Pricing of the book for {self.on}"


class PricingPart(models.Model):
    """A range of contracts that is priced in one transaction: done wholly, or not at all."""

    run = models.ForeignKey(PricingRun, on_delete=models.PROTECT, related_name="parts")
    number = models.IntegerField()
    first_contract = models.BigIntegerField(help_text="Ids from this one on,")
    stop_contract = models.BigIntegerField(help_text="below this one.")
    expected = models.IntegerField(help_text="Rows of lines when the run began.")
    lines = models.IntegerField(db_default=0, help_text="Lines priced.")
    refused = models.IntegerField(db_default=0)
    left_out = models.IntegerField(
        db_default=0, help_text="Contracts whose next term would end past the year 9999."
    )
    done_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["PricingPart"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="pricingpart_once"),
            models.CheckConstraint(
                condition=Q(first_contract__lt=F("stop_contract")), name="pricingpart_range"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show to everyone inside the company how far a run is."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.run}, part {self.number}"


class RefusedLine(models.Model):
    """A line that a run could not price, and why; the others of its part were priced."""

    run = models.ForeignKey(PricingRun, on_delete=models.PROTECT, related_name="refused_lines")
    # The book may lose what was refused, as when a load is repeated: no constraint.
    contract = models.ForeignKey(
        Contract, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    line = models.BigIntegerField(help_text="Id of the book's line.")
    piece = models.SmallIntegerField(help_text="Piece of the term; mostly 0.")
    reason = models.TextField()

    objects = ScopedQuerySet["RefusedLine"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "line", "piece"], name="refusedline_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the lines of the contracts the user may see."""
        return Contract.scope_through(user, "contract__")

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}"


class PricedLine(models.Model):
    """What the next term of a line, or a piece of it, costs by the last run. Derived data.

    A table in two partitions, the slots of `PricingRun`, that the migration makes: rows come by
    COPY, 25 million at a time, and go by TRUNCATE. It refers to what the book holds without foreign
    keys, which would be checked row by row. Prices in 1/10,000 for the line's price months, rates
    in basis points, amounts in minor units of the currency.
    """

    slot = models.SmallIntegerField()
    id = models.BigIntegerField(
        primary_key=True, help_text="The book's line x 16 + the piece; once in a slot."
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    product_id = models.BigIntegerField(help_text="What is offered.")
    currency = models.CharField(max_length=3)
    start_on = models.DateField(help_text="First day of the piece of the term.")
    end_on = models.DateField(help_text="First day after it.")
    quantity_e4 = models.BigIntegerField()
    method = models.CharField(max_length=8)
    method_source = models.CharField(max_length=16)
    uplift_bp = models.BigIntegerField(null=True)
    uplift_source = models.CharField(max_length=16, null=True)  # noqa: DJ001 (as COPY gives it)
    policy_code = models.CharField(max_length=60, null=True)  # noqa: DJ001
    discount_code = models.CharField(max_length=60, null=True)  # noqa: DJ001
    margin_code = models.CharField(max_length=60, null=True)  # noqa: DJ001
    carried_price_e4 = models.BigIntegerField(help_text="What expires, of what is offered.")
    entitled_price_e4 = models.BigIntegerField()
    recurring_price_e4 = models.BigIntegerField()
    proposed_price_e4 = models.BigIntegerField()
    partner_price_e4 = models.BigIntegerField(null=True)
    expiring_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(help_text="The quantity offered at the carried price.")
    proposed_minor = models.BigIntegerField()
    partner_minor = models.BigIntegerField(null=True)
    true_up_minor = models.BigIntegerField(null=True)
    entitled_minor = models.BigIntegerField()
    leakage_minor = models.BigIntegerField()
    leakage_reason = models.CharField(max_length=16, null=True)  # noqa: DJ001

    objects = ScopedQuerySet["PricedLine"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the lines of the contracts the user may see."""
        return Contract.scope_through(user, "contract__")

    def __str__(self) -> str:
        return f"Line {self.pk}"
