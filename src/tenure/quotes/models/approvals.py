"""Approvals: dated rules, who approves, what was asked of them for a quote, what they decided."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models import Contract, days
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models.quotes import Quote
from tenure.quotes.rules.approvals import ROLE_NAMES, Approver, Paper, Trigger
from tenure.renewals.models import Renewal

ROLES = [(role.value, name.removeprefix("the ")) for role, name in ROLE_NAMES.items()]


def _inside(user: User) -> Q:
    return Q() if scope_of(user).is_inside else Q(pk__in=[])


def _of_quote(user: User, path: str) -> Q:
    seen = Contract.scope_through(user, f"{path}renewal__contract__")
    return seen if scope_of(user).is_inside else Q(pk__in=[])


class ApprovalRule(models.Model):
    """From a day on, above `over`, `role` has to approve (see `rules.approvals`). Append-only."""

    code = models.CharField(max_length=60, unique=True)
    trigger = models.CharField(max_length=20, choices=[(one, one) for one in Trigger])
    over = models.BigIntegerField(null=True, help_text="In the trigger's unit; none: no longer.")
    role = models.CharField(max_length=12, choices=ROLES, blank=True)
    tiers = models.SmallIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    start_on = models.DateField()

    objects = ScopedQuerySet["ApprovalRule"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["trigger", "role", "tiers", "currency", "start_on"],
                name="approvalrule_slot_once",
            ),
            models.CheckConstraint(
                condition=Q(trigger__in=list(Trigger))
                & (
                    Q(trigger=Trigger.VALUE, role="", tiers__gte=1, tiers__lte=3)
                    | (~Q(trigger=Trigger.VALUE) & Q(role__in=list(Approver), tiers=0))
                )
                & (Q(over=None) | Q(over__gte=0)),
                name="approvalrule_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show rules to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return self.code


class ApproverSeat(models.Model):
    """Who approves in a part, from a day on until another; of one region, or of all."""

    role = models.CharField(max_length=12, choices=ROLES)
    region = models.CharField(max_length=8, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="approver_seats")
    start_on = models.DateField()
    end_on = models.DateField(null=True)

    objects = ScopedQuerySet["ApproverSeat"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="approverseat_one_at_a_time",
                expressions=[
                    (F("role"), RangeOperators.EQUAL),
                    (F("region"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(role__in=list(Approver))
                & (Q(end_on=None) | Q(end_on__gt=F("start_on"))),
                name="approverseat_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show seats to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class Delegation(models.Model):
    """Somebody approves for another from a day until another: a holiday, an absence."""

    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    given_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    start_on = models.DateField()
    end_on = models.DateField()

    objects = ScopedQuerySet["Delegation"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="delegation_one_at_a_time",
                expressions=[
                    (F("given_by"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(end_on__gt=F("start_on")) & ~Q(given_by=F("given_to")),
                name="delegation_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show delegations to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.given_to} for {self.given_by}"


class OfferTerms(models.Model):
    """The terms of an offer that are not its prices; a renewal's latest row counts. Append-only."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="offer_terms")
    payment_days = models.SmallIntegerField(default=30)
    auto_renews = models.BooleanField(default=True)
    paper = models.CharField(
        max_length=10, choices=[(one, one) for one in Paper], default=Paper.STANDARD
    )
    custom_sla = models.BooleanField(default=False)
    opt_out_days = models.SmallIntegerField(null=True)
    set_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["OfferTerms"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="offerterms_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(payment_days__gte=0)
                & Q(payment_days__lte=365)
                & Q(paper__in=list(Paper))
                & (Q(opt_out_days=None) | Q(opt_out_days__gte=1)),
                name="offerterms_sane",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the terms of the renewals the user may see."""
        return Contract.scope_through(user, "renewal__contract__")

    def __str__(self) -> str:
        return f"terms of {self.renewal} set {self.set_on}"


class ApprovalRequest(models.Model):
    """What had to be approved of a quote when it was asked for; open until it is void.

    The quote itself and each of its options (`option`, as the quotes have it) have their own.

    `facts` are the trigger fields as they were. A change of any of them makes it void, and a new
    one takes its place.
    """

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="approvals")
    quote = models.ForeignKey(
        Quote, on_delete=models.PROTECT, related_name="approvals",
        help_text="The version that was there; later ones with the same facts are meant as well.",
    )  # fmt: skip
    option = models.SmallIntegerField(default=0)
    facts = models.JSONField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    requested_at = models.DateTimeField()
    void_because = models.TextField(blank=True, help_text="Empty while it counts.")

    objects = ScopedQuerySet["ApprovalRequest"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["renewal", "option"],
                condition=Q(void_because=""),
                name="approvalrequest_one_open",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["requested_on"], name="approvalrequest_by_day")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show requests to colleagues who may see the quote."""
        return _of_quote(user, "quote__")

    def __str__(self) -> str:
        return f"approval of {self.quote}"


class ApprovalStep(models.Model):
    """One approval of a request: in which part, by whom, why, and until when. Append-only."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="steps")
    stage = models.SmallIntegerField()
    role = models.CharField(max_length=12, choices=ROLES)
    approver = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="approval_steps",
        help_text="None: nobody sits on this seat.",
    )  # fmt: skip
    why = models.JSONField(help_text="[{trigger, rule, why}]")

    objects = ScopedQuerySet["ApprovalStep"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "role"], name="approvalstep_role_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show steps to colleagues who may see the quote, and to whom they ask."""
        seen = _of_quote(user, "request__quote__")
        # An empty condition is all of them; joined by "or" to another it would be dropped.
        return seen | Q(approver=user) if seen else seen

    def __str__(self) -> str:
        return f"{self.request}: {self.role}"


class ApprovalDecision(models.Model):
    """What was said on a step: approve, reject, ask, or the answer to a question. Append-only."""

    class Kind(models.TextChoices):
        """What somebody says."""

        APPROVE = "approve", "Approved"
        REJECT = "reject", "Rejected"
        ASK = "ask", "Asked"
        ANSWER = "answer", "Answered"

    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="By delegation."
    )
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["ApprovalDecision"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(kind__in=["approve", "reject"]),
                name="approvaldecision_final_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["approve", "reject", "ask", "answer"])
                & (Q(kind="approve") | ~Q(note="")),
                name="approvaldecision_says_why",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show decisions to colleagues who may see the quote."""
        return _of_quote(user, "step__request__quote__")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"
