"""Escalations: dated rules, what is escalated, everything that happened to it, who was told."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tenure.book.models import Contract
from tenure.closing.models import Discrepancy
from tenure.desk.rules.escalations import RUNG_NAMES, SEVERITY_NAMES
from tenure.directory.models import Region, StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal

SEVERITIES = [(severity.value, name) for severity, name in SEVERITY_NAMES.items()]
RUNGS = [(rung.value, name) for rung, name in RUNG_NAMES.items()]


def _inside(user: User) -> Q:
    return Q() if scope_of(user).is_inside else Q(pk__in=[])


def _of_escalation(user: User, path: str = "") -> Q:
    """Show what is about contracts the user may see; about none, to who sees everything.

    Partners see none.
    """
    scope = scope_of(user)
    if not scope.is_inside:
        return Q(pk__in=[])
    seen = Contract.scope_through(user, f"{path}contract__")
    if scope.sees_everything:
        # An empty condition shows all; `or` would drop it.
        return seen | Q(**{f"{path}contract": None}) if seen else seen
    covered = Q(**{f"{path}owner__in": scope.owner_ids}) & scope.clearance_q(
        f"{path}contract__customer__"
    )
    return Q(**{f"{path}contract__isnull": False}) & (seen | covered)


class EscalationRule(models.Model):
    """From a day on, from which figures on a cause is how severe. Append-only (`rules`)."""

    code = models.CharField(max_length=60, unique=True)
    cause = models.CharField(max_length=40)
    severity = models.SmallIntegerField(choices=SEVERITIES)
    days = models.SmallIntegerField()
    over_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    share_bp = models.IntegerField()
    hours = ArrayField(models.SmallIntegerField(), size=3)
    ends = models.BooleanField(help_text="From its day on nothing is raised in its place.")
    start_on = models.DateField()
    published_on = models.DateField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["EscalationRule"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(severity__in=[one for one, _ in SEVERITIES])
                & Q(days__gte=0)
                & Q(share_bp__range=(0, 10_000))
                & (Q(over_minor=0) | (Q(over_minor__gt=0) & ~Q(currency=""))),
                name="escalationrule_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show rules to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return self.code


class EscalationRuleWithdrawal(models.Model):
    """A published rule taken back before it started: by whom, when and why. Append-only."""

    rule = models.OneToOneField(EscalationRule, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_on = models.DateField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    objects = ScopedQuerySet["EscalationRuleWithdrawal"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show withdrawals to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.rule} withdrawn"


class ContestedMark(models.Model):
    """Somebody says that the price of a renewal is contested, and why. Append-only."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="contested")
    why = models.CharField(max_length=500)
    marked_on = models.DateField()
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ContestedMark"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show marks to colleagues who may see the renewal."""
        seen = Contract.scope_through(user, "renewal__contract__")
        return seen if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.renewal} contested"


class Escalation(models.Model):
    """A cause that was found on a subject, and where it stands.

    `subject` and `occurrence` are the cause's own words for what it is about and which time: an
    occurrence is raised once. The columns that change repeat the latest events, written with them.
    `facts` are what the cause says of it; they change only when the figures do, not day by day.
    `round` counts the times it was opened: each has its mails.
    """

    class Ended(models.TextChoices):
        """Why it is not open any more."""

        BY_HAND = "by_hand", "resolved"
        GONE = "gone", "cause gone"

    cause = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=60)
    rule = models.ForeignKey(EscalationRule, on_delete=models.PROTECT, related_name="+")
    severity = models.SmallIntegerField(choices=SEVERITIES)
    renewal = models.ForeignKey(
        Renewal, null=True, on_delete=models.PROTECT, related_name="escalations"
    )
    discrepancy = models.ForeignKey(
        Discrepancy, null=True, on_delete=models.PROTECT, related_name="escalations"
    )
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=8, choices=Region.choices, blank=True)
    currency = models.CharField(max_length=3)
    at_stake_minor = models.BigIntegerField(help_text="A year's value that may be lost.")
    facts = models.JSONField()
    rung = models.SmallIntegerField(choices=RUNGS)
    round = models.SmallIntegerField(default=1)
    raised_on = models.DateField()
    opened_at = models.DateTimeField(help_text="Of this round.")
    climbs_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who has taken it up in this round.",
    )  # fmt: skip
    plan_on = models.DateField(null=True, help_text="By when it is to be resolved.")
    ended_on = models.DateField(null=True)
    ended = models.CharField(max_length=8, choices=Ended.choices, blank=True)

    objects = ScopedQuerySet["Escalation"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cause", "subject", "occurrence"], name="escalation_occurrence_once"
            ),
            models.UniqueConstraint(
                fields=["cause", "subject"], condition=Q(ended_on=None), name="escalation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(rung__in=[one for one, _ in RUNGS])
                & Q(severity__in=[one for one, _ in SEVERITIES])
                & (
                    Q(ended_on=None, ended="")
                    | Q(ended_on__isnull=False, ended__in=["by_hand", "gone"], climbs_at=None)
                ),
                name="escalation_sane",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                F("severity").desc(), "id", condition=Q(ended_on=None), name="escalation_open"
            ),
            models.Index(
                fields=["climbs_at"], condition=Q(climbs_at__isnull=False), name="escalation_climbs"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show escalations of what colleagues may see or own."""
        return _of_escalation(user)

    def __str__(self) -> str:
        return f"{self.cause.replace('_', ' ')}: {self.subject}"


class EscalationEvent(models.Model):
    """Something that happened to an escalation. Append-only; the latest say where it stands."""

    class Kind(models.TextChoices):
        """What happens to escalations."""

        RAISED = "raised", "Raised"
        CHANGED = "changed", "More severe, or again"
        CLIMBED = "climbed", "Climbed"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        PLANNED = "planned", "Planned"
        RESOLVED = "resolved", "Resolved"
        GONE = "gone", "Cause gone"
        REOPENED = "reopened", "Re-opened"

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    note = models.TextField(blank=True)
    severity = models.SmallIntegerField(choices=SEVERITIES)
    rung = models.SmallIntegerField(choices=RUNGS)
    plan_on = models.DateField(null=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["EscalationEvent"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~Q(kind__in=["planned", "resolved"]) | ~Q(note=""))
                & (~Q(kind="planned") | Q(plan_on__isnull=False)),
                name="escalationevent_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on", "id"], name="escalationevent_on")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what happened to the escalations that one may see."""
        return _of_escalation(user, "escalation__")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class EscalationSweep(models.Model):
    """One look for causes, and from where the next one goes on. Append-only.

    `events` is the last audit event there was, `settled` the oldest transaction that ran then: what
    comes later is newer than one of the two. `absent` says who was not here. `whole_on` is the day
    of the latest look at everything.
    """

    on = models.DateField()
    at = models.DateTimeField()
    events = models.BigIntegerField()
    settled = models.BigIntegerField()
    rules = ArrayField(models.BigIntegerField())
    absent = models.JSONField()
    whole_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["EscalationSweep"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show looks to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"looked on {self.on}"


class EscalationMail(models.Model):
    """A mail to one person: what was escalated to them, or the digest of a week.

    `week` is the Monday of the week that a digest is for: one for each recipient and week.
    `claimed_at` without `sent_at` is a mail that is being sent, or was when its process died: it
    is sent again with the same Message-ID.
    """

    recipient = models.EmailField()
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    week = models.DateField(null=True)
    written_on = models.DateField()
    written_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["EscalationMail"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "week"],
                condition=Q(week__isnull=False),
                name="escalationmail_week_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(sent_at=None), name="escalationmail_unsent")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people what they were told."""
        return Q(user=user)

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"


class EscalationNotice(models.Model):
    """That somebody was told of an escalation on a rung, once in a round. Append-only."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="notices")
    round = models.SmallIntegerField()
    rung = models.SmallIntegerField(choices=RUNGS)
    mail = models.ForeignKey(EscalationMail, on_delete=models.PROTECT, related_name="notices")
    recipient = models.EmailField()

    objects = ScopedQuerySet["EscalationNotice"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["escalation", "round", "rung", "recipient"], name="escalationnotice_once"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show who was told of the escalations that one may see."""
        return _of_escalation(user, "escalation__")

    def __str__(self) -> str:
        return f"{self.escalation} told to {self.recipient}"
