"""How the playbook changes: drafts, comments and proposals, decisions, reminders of reviews."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.desk.models.plays import Play, PlayVersion
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet


def _readers_only(user: User) -> Q:
    return Q() if may(user.role, Permission.SEE_PLAYBOOK) else Q(pk__in=[])


class PlayDraft(models.Model):
    """What a person is writing of a play; kept until it is published, proposed or dropped.

    `code` is the play's, which need not be published yet. `base` is the version the text was made
    from: published on any other, it would undo what was published in between.
    """

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    base = models.ForeignKey(PlayVersion, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.TextField()
    saved_on = models.DateField()
    saved_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["PlayDraft"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "code"], name="playdraft_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people their own drafts."""
        return Q(by=user) & _readers_only(user)

    def __str__(self) -> str:
        return f"{self.code}, draft of {self.by}"


class PlayComment(models.Model):
    """What somebody said of a version of a play, or proposes to change. Append-only.

    A proposal may carry the whole text as it should be (`source`).
    """

    class Kind(models.TextChoices):
        """Whether an answer is asked for."""

        COMMENT = "comment", "Comment"
        PROPOSAL = "proposal", "Proposal"

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(PlayVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=2000)
    source = models.TextField(blank=True)
    said_on = models.DateField()
    said_at = models.DateTimeField(db_default=Now())
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["PlayComment"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="proposal") | Q(source=""), name="playcomment_source"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the playbook to everyone inside."""
        return _readers_only(user)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.version}"


class PlayDecision(models.Model):
    """What became of a proposal, and why. Append-only."""

    class Kind(models.TextChoices):
        """Whether it was taken."""

        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    proposal = models.OneToOneField(PlayComment, on_delete=models.PROTECT, related_name="decision")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=500)
    decided_on = models.DateField()
    decided_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["PlayDecision"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the playbook to everyone inside."""
        return _readers_only(user)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.proposal}"


class ReviewReminder(models.Model):
    """That a play's keepers were told once that its review is near, or past. Append-only."""

    class Kind(models.TextChoices):
        """Which of the two days came."""

        NEAR = "near", "Near"
        PAST = "past", "Past"

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    reminded_on = models.DateField()

    objects = ScopedQuerySet["ReviewReminder"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["play", "review_on", "kind"], name="reviewreminder_once"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the playbook to everyone inside."""
        return _readers_only(user)

    def __str__(self) -> str:
        return f"{self.play}, review {self.get_kind_display().lower()}"
