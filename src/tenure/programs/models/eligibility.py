"""Facts of customers, the rules of programs, and applications with their evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.directory.models import Customer
from tenure.directory.scope import scope_of
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.programs.models.enrolments import Enrolment, Verification
from tenure.programs.models.programs import Program
from tenure.programs.rules.applications import OPEN, STAGE_WORDS
from tenure.programs.rules.eligibility import EVIDENCE, FACT_WORDS, RECORDED

_FACTS = [(fact.value, FACT_WORDS[fact]) for fact in RECORDED]
_STAGES = [(stage.value, words) for stage, words in STAGE_WORDS.items()]
_OPEN = sorted(OPEN)


def _of_customer(user: User, path: str) -> Q:
    """Show to people inside what concerns the customers they may see; to partners nothing."""
    if not scope_of(user).is_inside:
        return Q(pk__in=[])
    return Q(**{f"{path}in": Customer.objects.visible_to(user)})


class CustomerFact(models.Model):
    """Something known of a customer from a day on, until the next one of its name.

    Append-only. Of several for one day the one recorded last counts.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="facts", db_index=False
    )
    name = models.CharField(max_length=20, choices=_FACTS)
    value = models.CharField(max_length=60)
    start_on = models.DateField()
    source = models.CharField(max_length=200, help_text="Where it is known from.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["CustomerFact"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["customer", "name", "-start_on", "-id"], name="customerfact_latest"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with the customer, to people inside."""
        return _of_customer(user, "customer__")

    def __str__(self) -> str:
        return f"{self.customer}: {self.get_name_display()} {self.value}"


class EligibilityRules(models.Model):
    """Who belongs to a program from a day on, in TOML. Append-only; later rules supersede."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="rules")
    start_on = models.DateField()
    source = models.TextField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["EligibilityRules"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "start_on"], name="eligibility_day_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the rules of programs to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.program} from {self.start_on}"


class Application(models.Model):
    """A customer is to be enrolled in a program; somebody else than who applied checks it.

    `stage` is that of its last step, kept here so that what is open is read from an index.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="applications")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="applications")
    stage = models.CharField(max_length=10, choices=_STAGES)
    verdict = models.TextField(help_text="What the rules said on the day.")
    applied_on = models.DateField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    enrolment = models.OneToOneField(
        Enrolment, null=True, on_delete=models.PROTECT, related_name="application"
    )

    objects = ScopedQuerySet["Application"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program", "customer"], condition=Q(stage__in=_OPEN),
                name="application_one_open",
            ),
            models.CheckConstraint(
                condition=Q(stage="enrolled", enrolment__isnull=False)
                | (~Q(stage="enrolled") & Q(enrolment=None)),
                name="application_enrolled",
            ),
        ]  # fmt: skip

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with the customer, to people inside."""
        return _of_customer(user, "customer__")

    def __str__(self) -> str:
        return f"{self.customer} for {self.program}"


class _OfApplication(models.Model):
    """What belongs to an application."""

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with the application."""
        return Q(application__in=Application.objects.visible_to(user))


class ApplicationStep(_OfApplication):
    """An application came to a stage: who, when, and what they said. Append-only."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=10, choices=_STAGES)
    note = models.CharField(max_length=500, blank=True)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ApplicationStep"].as_manager()

    def __str__(self) -> str:
        return f"{self.application}: {self.get_stage_display()}"


class Evidence(_OfApplication):
    """A document that shows that a customer belongs to a program. Append-only."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=list(EVIDENCE.items()))
    name = models.CharField(max_length=120)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Evidence"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "document"], name="evidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.application}"


class VerificationReminder(models.Model):
    """Somebody was told that an enrolment is to be verified again, or has lapsed. Once each.

    `claimed_at` without `delivered_at` is a mail that is being sent; `failure` why it was refused.
    """

    verification = models.ForeignKey(
        Verification, on_delete=models.PROTECT, related_name="reminders"
    )
    kind = models.CharField(max_length=8, choices=[("due", "Due soon"), ("lapsed", "Lapsed")])
    recipient = models.EmailField(blank=True, help_text="Empty: nobody looks after the customer.")
    on = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    objects = ScopedQuerySet["VerificationReminder"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=Q(delivered_at=None, failure="") & ~Q(recipient=""),
                name="verificationreminder_unsent",
            )
        ]  # fmt: skip
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["verification", "kind"], name="verificationreminder_once"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it with the enrolment."""
        return Q(verification__in=Verification.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.verification}"
