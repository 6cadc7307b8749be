"""What approvers are told by mail, and the links in it with which they decide. Append-only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models.approvals import ApprovalDecision, ApprovalStep
from tenure.quotes.rules.approvals import NoticeKind


class ApprovalNotice(models.Model):
    """One mail about a step, once for each kind, round and reader.

    A step's round is the number of its questions that were answered. `claimed_at` without `sent_at`
    is a mail that is being sent, or was when its process died: it is sent again with the same
    Message-ID.
    """

    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=[(one, one) for one in NoticeKind])
    round = models.SmallIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recipient = models.EmailField()
    due_at = models.DateTimeField()
    written_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["ApprovalNotice"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["step", "kind", "round", "user"], name="approvalnotice_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(NoticeKind)), name="approvalnotice_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(sent_at=None), name="approvalnotice_unsent"),
            models.Index(fields=["due_at"], name="approvalnotice_due"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people what they were told."""
        return Q(user=user)

    def __str__(self) -> str:
        return f"{self.step}: {self.kind} to {self.user}"


class ApprovalLink(models.Model):
    """A link with which one person decides on one step, once and until an instant.

    Only the digest of its token is kept. The token follows from the nonce and the secret key, so
    that a mail that is sent twice carries the same link.
    """

    notice = models.OneToOneField(ApprovalNotice, on_delete=models.PROTECT, related_name="link")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    objects = ScopedQuerySet["ApprovalLink"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people the links that they were sent."""
        return Q(notice__user=user)

    def __str__(self) -> str:
        return f"link of {self.notice}"


class ApprovalLinkUse(models.Model):
    """That a link was used, and the decision that it led to."""

    link = models.OneToOneField(ApprovalLink, on_delete=models.PROTECT, related_name="use")
    decision = models.OneToOneField(ApprovalDecision, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["ApprovalLinkUse"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people how the links were used that they were sent."""
        return Q(link__notice__user=user)

    def __str__(self) -> str:
        return f"{self.link} used"
