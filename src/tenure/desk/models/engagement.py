"""The engagement with the customer of a renewal: risk, people, contacts, notes, next steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.desk.models.of_renewal import OfRenewal
from tenure.desk.rules.engagement import CHANNELS, PARTS, SENTIMENTS, SIDES
from tenure.directory.models import Contact, StaffMember
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.rules.priority import RISKS


class RiskMark(OfRenewal):
    """The risk category that somebody gave a renewal, and why. Append-only."""

    category = models.CharField(max_length=24, choices=list(RISKS.items()))
    reason = models.CharField(max_length=300)

    objects = ScopedQuerySet["RiskMark"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="riskmark_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(category__in=list(RISKS)) & ~Q(reason=""), name="riskmark_sane"
            )
        ]

    def __str__(self) -> str:
        return f"{self.renewal}: {self.get_category_display()}"


class Stakeholder(OfRenewal):
    """The part that a contact has in the decision, and how they feel about us; empty: none."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=16, blank=True, choices=list(PARTS.items()))
    sentiment = models.CharField(max_length=8, choices=list(SENTIMENTS.items()), default="unknown")
    note = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["Stakeholder"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["renewal", "contact", "-id"], name="stakeholder_latest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(part__in=["", *PARTS]) & Q(sentiment__in=list(SENTIMENTS)),
                name="stakeholder_sane",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.part or 'no part'}"


class LoggedContact(OfRenewal):
    """A contact with the customer that happened outside Tenure: who to whom, how, and when."""

    side = models.CharField(max_length=8, choices=list(SIDES.items()))
    channel = models.CharField(max_length=8, choices=list(CHANNELS.items()))
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    note = models.CharField(max_length=1000)

    objects = ScopedQuerySet["LoggedContact"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="loggedcontact_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(side__in=list(SIDES)) & Q(channel__in=list(CHANNELS)) & ~Q(note=""),
                name="loggedcontact_sane",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} on {self.happened_on}"


class Note(OfRenewal):
    """What a colleague wrote down about a renewal. Append-only."""

    text = models.TextField()

    objects = ScopedQuerySet["Note"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="note_latest")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="note_says")]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """A colleague who is named in a note, and the mail that tells them, once.

    `claimed_at` without `sent_at` is a mail that is being sent, or was when its process died.
    `failure` is why the mail server refused it for good.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="mentions")
    recipient = models.EmailField(blank=True, help_text="Empty: no address is known.")
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet["Mention"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "staff"], name="mention_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(sent_at=None, failure="") & ~Q(recipient=""),
                name="mention_unsent",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see the note."""
        return Q(note__in=Note.objects.visible_to(user).order_by())

    def __str__(self) -> str:
        return f"{self.staff} in {self.note_id}"


class NextStep(OfRenewal):
    """What is done next, by whom and by when; empty takes it back: the next action counts."""

    text = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True)
    owner = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300, blank=True, help_text="Why it was taken back.")

    objects = ScopedQuerySet["NextStep"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="nextstep_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(text="", due_on=None)
                | (~Q(text="") & Q(due_on__isnull=False, owner__isnull=False)),
                name="nextstep_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} by {self.due_on}" if self.text else "no next step of one's own"
