"""The playbook's published versions, and where its plays started."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.desk.rules.plays import EVENT_WORDS, LATE, OWNERS
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal


def _readers_only(user: User) -> Q:
    return Q() if may(user.role, Permission.SEE_PLAYBOOK) else Q(pk__in=[])


def _words(length: int) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=length), default=list)


class Play(models.Model):
    """A way of working on renewals, under the name of its file; what it says is its versions'."""

    code = models.CharField(max_length=40, unique=True)

    objects = ScopedQuerySet["Play"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the playbook to everyone inside."""
        return _readers_only(user)

    def __str__(self) -> str:
        return self.code


class PlayVersion(models.Model):
    """What a play said from one publication to the next: who published it, when and why.

    Append-only; the one with the highest number holds. `source` is the file's text, the other
    columns what its front matter says. Days count from the renewal date, as in the trigger.
    """

    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="versions")
    version = models.IntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    owner_role = models.CharField(max_length=24, choices=list(OWNERS.items()))
    review_on = models.DateField()
    retired = models.BooleanField(help_text="It starts on no further renewal.")
    event = models.CharField(
        max_length=10, choices=[(one.value, words) for one, words in EVENT_WORDS.items()]
    )
    from_days = models.SmallIntegerField()
    until_days = models.SmallIntegerField()
    channels = _words(12)
    segments = _words(16)
    renewal_types = _words(10)
    source = models.TextField()
    why = models.CharField(max_length=300)
    published_on = models.DateField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["PlayVersion"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["play", "version"], name="playversion_once"),
            models.CheckConstraint(
                condition=Q(from_days__lt=models.F("until_days")), name="playversion_days"
            ),
        ]
        indexes: ClassVar = [
            GinIndex(
                SearchVector("title", "summary", "source", config="english"),
                name="playversion_search",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the playbook to everyone inside."""
        return _readers_only(user)

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class PlayTask(models.Model):
    """A task as one version of a play has it; append-only like the version."""

    version = models.ForeignKey(PlayVersion, on_delete=models.PROTECT, related_name="tasks")
    code = models.CharField(max_length=40)
    position = models.SmallIntegerField()
    title = models.CharField(max_length=160)
    owner_role = models.CharField(max_length=24, choices=list(OWNERS.items()))
    days = models.SmallIntegerField()
    from_start = models.BooleanField(help_text="Days from the play's start, not the renewal date.")
    late = models.CharField(max_length=8, choices=[(one, one) for one in LATE])
    after_close = models.BooleanField(help_text="It stays open when the renewal is closed.")
    working_days = models.BooleanField(default=False, help_text="Days of the owner's calendar.")
    after = _words(40)
    checklist = _words(120)
    sla_hours = models.SmallIntegerField(null=True, help_text="Working hours of the owner.")
    templates = _words(60)

    objects = ScopedQuerySet["PlayTask"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="playtask_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the playbook to everyone inside."""
        return _readers_only(user)

    def __str__(self) -> str:
        return self.title


class OfRenewal(models.Model):
    """What belongs to a renewal and is seen by those inside who see it."""

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those inside who may see the renewal."""
        if not scope_of(user).is_inside:
            return Q(pk__in=[])
        return Q(renewal__in=Renewal.objects.visible_to(user).order_by())


class PlayStart(OfRenewal):
    """A play started on a renewal, once; the version it started with stays. Append-only."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="plays")
    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(PlayVersion, on_delete=models.PROTECT, related_name="starts")
    started_on = models.DateField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    objects = ScopedQuerySet["PlayStart"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "play"], name="playstart_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} on {self.renewal}"
