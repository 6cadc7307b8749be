"""Handovers: what the giver tells of each renewal, given, acknowledged or taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal


class Handover(models.Model):
    """Somebody hands renewals to another. Until the other acknowledges, the giver owns them."""

    giver = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="handovers_given")
    receiver = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="handovers_received"
    )
    why = models.CharField(max_length=300, help_text="End of shift, holiday, another region.")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Handover"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_of_two")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show a handover to the two, to their teams, and to those who see everything."""
        scope = scope_of(user)
        if scope.sees_everything:
            return Q()
        people = set(scope.staff_ids) | set(scope.owner_ids)
        return Q(giver__in=people) | Q(receiver__in=people)

    def __str__(self) -> str:
        return f"{self.giver} to {self.receiver}"


class HandoverStep(models.Model):
    """A handover was given, acknowledged or taken back: by whom and when. Each once."""

    class Kind(models.TextChoices):
        """How far it has gone."""

        GIVEN = "given", "Given"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        TAKEN_BACK = "taken_back", "Taken back"

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["HandoverStep"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "kind"], name="handover_step_once"),
            models.UniqueConstraint(
                fields=["handover"], condition=~Q(kind="given"), name="handover_ends_once"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see the handover."""
        return Q(handover__in=Handover.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.handover}"


class HandoverNote(models.Model):
    """What the receiver has to know of one renewal; prepared from the facts, edited by the giver.

    A renewal is in one open handover at a time (`is_open` follows the handover's end).
    """

    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="notes", db_index=False
    )
    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=500)
    done = models.TextField(max_length=2000, blank=True)
    blocker = models.CharField(max_length=500, blank=True)
    next_step = models.CharField(max_length=500)
    deadline_on = models.DateField()
    promise = models.CharField(
        max_length=500, blank=True, help_text="What was promised to the customer."
    )
    is_open = models.BooleanField(default=True)

    objects = ScopedQuerySet["HandoverNote"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "renewal"], name="handovernote_once"),
            models.UniqueConstraint(
                fields=["renewal"], condition=Q(is_open=True), name="handovernote_one_open"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see the handover and may see the renewal, or are to get it."""
        scope = scope_of(user)
        mine = Q(handover__receiver__in=scope.staff_ids) & scope.clearance_q("renewal__customer__")
        seen = Q(renewal__in=Renewal.objects.visible_to(user).order_by())
        return Q(handover__in=Handover.objects.visible_to(user)) & (mine | seen)

    def __str__(self) -> str:
        return f"{self.renewal} in {self.handover}"


class HandoverMail(models.Model):
    """One mail that tells of a handover; written with it, sent once."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="mails")
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=500, blank=True)

    objects = ScopedQuerySet["HandoverMail"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "recipient"], name="handovermail_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="handovermail_waits", condition=Q(sent_at=None, refused="")
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see the handover."""
        return Q(handover__in=Handover.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.handover} to {self.recipient}"
