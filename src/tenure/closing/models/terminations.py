"""Notices of termination: received, checked, what was tried, how they ended, what is owed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.book.models import CURRENCY_Q, Contract, Order
from tenure.book.rules.changes import Cause, Settlement, Timing
from tenure.closing.models.booking import of_contract
from tenure.closing.rules.terminations import (
    CHANNEL_WORDS,
    DATA_RETURN,
    SAVE_TACTICS,
)
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.rules.acceptance import DeclineReason


class TerminationNotice(models.Model):
    """Somebody gave notice; `ends_on` is the first day without service as the contract has it.

    One is open per contract; how it ended is its `NoticeEnd`.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="notices")
    received_on = models.DateField()
    channel = models.CharField(
        max_length=8, choices=[(one.value, words) for one, words in CHANNEL_WORDS.items()]
    )
    given_by = models.CharField(max_length=120)
    reason = models.CharField(max_length=16, choices=DeclineReason.choices())
    note = models.TextField(blank=True)
    proof = models.TextField(blank=True, help_text="Where it can be found, or who heard it.")
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+", help_text="The notice."
    )
    timing = models.CharField(max_length=10, choices=[(one, one) for one in Timing])
    cause = models.CharField(max_length=12, choices=[(one, one) for one in Cause])
    ends_on = models.DateField()
    is_in_time = models.BooleanField()
    finding = models.TextField(help_text="Why it ends on that day, in a sentence.")
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, help_text="None while it is open; see its end.")

    objects = ScopedQuerySet["TerminationNotice"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(closed_on=None), name="notice_one_open"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], condition=Q(closed_on=None), name="notice_open"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show notices to colleagues who may see the contract."""
        return of_contract(user, "contract__")

    def __str__(self) -> str:
        return f"notice of {self.given_by} on {self.contract}"


class SaveAttempt(models.Model):
    """Something that was tried to keep the customer, or why nothing was. Append-only."""

    notice = models.ForeignKey(TerminationNotice, on_delete=models.PROTECT, related_name="attempts")
    tactic = models.CharField(max_length=16, choices=list(SAVE_TACTICS.items()))
    note = models.TextField()
    tried_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["SaveAttempt"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show attempts to colleagues who may see the contract."""
        return of_contract(user, "notice__contract__")

    def __str__(self) -> str:
        return f"{self.get_tactic_display()} for {self.notice}"


class NoticeEnd(models.Model):
    """How a notice ended: booked as a termination, or withdrawn because the customer stays.

    `credit_minor` is the price of the paid days after the end, minor units, 0 or above; what
    becomes of it is the settlement. Append-only.
    """

    class Kind(models.TextChoices):
        """How it ended."""

        BOOKED = "booked", "Terminated"
        WITHDRAWN = "withdrawn", "Withdrawn: the customer stays"

    notice = models.OneToOneField(TerminationNotice, on_delete=models.PROTECT, related_name="end")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.TextField()
    order = models.OneToOneField(
        Order, null=True, on_delete=models.PROTECT, related_name="notice_end"
    )
    settlement = models.CharField(max_length=8, choices=[(one, one) for one in Settlement])
    credit_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    ended_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["NoticeEnd"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="booked", order__isnull=False) | Q(kind="withdrawn", order=None),
                name="noticeend_order",
            ),
            models.CheckConstraint(
                condition=Q(credit_minor__gte=0) & Q(currency__regex=CURRENCY_Q),
                name="noticeend_credit",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show ends to colleagues who may see the contract."""
        return of_contract(user, "notice__contract__")

    def __str__(self) -> str:
        return f"{self.notice}: {self.get_kind_display()}"


class DataReturnStep(models.Model):
    """A step of what is owed to a customer that leaves, done. Append-only."""

    notice = models.ForeignKey(TerminationNotice, on_delete=models.PROTECT, related_name="returns")
    step = models.CharField(max_length=16, choices=list(DATA_RETURN.items()))
    note = models.TextField(blank=True)
    done_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["DataReturnStep"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "step"], name="datareturn_step_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show steps to colleagues who may see the contract."""
        return of_contract(user, "notice__contract__")

    def __str__(self) -> str:
        return f"{self.notice}: {self.get_step_display()}"
