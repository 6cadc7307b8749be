"""The daily run and its steps, the digest's mails, saved views of the worklist."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet


def _runners_only(user: User) -> Q:
    return Q() if may(user.role, Permission.REVIEW_QUALITY) else Q(pk__in=[])


class Run(models.Model):
    """The daily run for one date.

    `at` is the instant for which it is done: service levels and ladders are counted to and from
    it, by a run that was killed and goes on as well. `started_at` is when the program began.
    """

    on = models.DateField(unique=True)
    at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    order_cursor = models.BigIntegerField(default=0, help_text="Last book order it has seen.")
    horizon_on = models.DateField(help_text="Terms ending before this day were opened.")
    error = models.TextField(blank=True)

    objects = ScopedQuerySet["Run"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show runs to the desk."""
        return _runners_only(user)

    def __str__(self) -> str:
        return f"Daily run {self.on}"


class RunStep(models.Model):
    """One of the run's steps: when, how long, what it counted."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    position = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)

    objects = ScopedQuerySet["RunStep"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "position"], name="runstep_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show steps to the desk."""
        return _runners_only(user)

    def __str__(self) -> str:
        return f"{self.run}: {self.name}"


class DigestMail(models.Model):
    """One person's digest of one run; sent at most once per row's `sent_at`."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="mails")
    recipient = models.EmailField()
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    message_id = models.CharField(max_length=120, unique=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["DigestMail"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "recipient"], name="digestmail_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show one's own mails."""
        return Q(user=user)

    def __str__(self) -> str:
        return f"{self.run} to {self.recipient}"


class SavedView(models.Model):
    """A person's named filter of the worklist."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    objects = ScopedQuerySet["SavedView"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="savedview_name_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show one's own views."""
        return Q(user=user)

    def __str__(self) -> str:
        return self.name
