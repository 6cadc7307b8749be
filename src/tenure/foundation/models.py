"""Users and their tokens, the audit log that is also the outbox, number series, counters."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now

from tenure.foundation.roles import Permission, Role, may
from tenure.foundation.visibility import ScopedQuerySet


class User(AbstractUser):
    """A person (or the program itself) who can act; what they may do follows from the role."""

    role = models.CharField(max_length=24, choices=Role.choices, default=Role.AUDITOR)
    cleared = models.BooleanField(
        default=False, help_text="May see customers under export control."
    )
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_is_known"
            ),
        ]

    @property
    def is_system(self) -> bool:
        """Whether this is the program itself."""
        return self.role == Role.SYSTEM

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class AuditEvent(models.Model):
    """One thing done: who, when, for which day, to what. Append-only; also the outbox.

    Readers follow it by `id`, and only below the oldest running transaction (`txid`), so that an
    event committed late is not passed over: see `queries.events_after`.
    """

    at = models.DateTimeField(db_default=Now())
    on = models.DateField(help_text="Effective date of what was done.")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    txid = models.BigIntegerField(
        db_default=models.Func(
            function="pg_current_xact_id", template="(%(function)s()::text::bigint)",
            output_field=models.BigIntegerField(),
        )
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["verb", "id"], name="audit_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_label or self.subject_id}"


class NumberSeries(models.Model):
    """The last number given in a series; a row lock makes numbering gap-free and repeatable."""

    code = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class SignInAttempt(models.Model):
    """A failed sign-in by user name (no network addresses are kept)."""

    username = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["username", "at"], name="signin_username_at")]

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """Lets a program act as a user until a day, unless it was revoked. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80, help_text="What it is for; once per user.")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16, help_text="Its beginning, which may be shown.")
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField(help_text="The last day on which it works.")

    objects = ScopedQuerySet["ApiToken"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="apitoken_name_once"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("made_on")), name="apitoken_lasts"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> models.Q:
        """Show people their own tokens, and all of them to those who manage users."""
        return models.Q() if may(user.role, Permission.MANAGE_USERS) else models.Q(user=user)

    def __str__(self) -> str:
        return f"{self.user.username}: {self.name}"


class ApiTokenRevocation(models.Model):
    """A token that works no more: since when, by whom and why. For good."""

    token = models.OneToOneField(ApiToken, on_delete=models.PROTECT, related_name="revocation")
    revoked_on = models.DateField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    objects = ScopedQuerySet["ApiTokenRevocation"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> models.Q:
        """Show the revocations of the tokens the user may see."""
        return models.Q(token__in=ApiToken.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.token} revoked on {self.revoked_on}"


class ApiUse(models.Model):
    """How many requests a caller (a token, or a person in the browser) made in its last minute."""

    caller = models.CharField(max_length=40, primary_key=True)
    minute = models.DateTimeField()
    requests = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.caller} {self.minute:%Y-%m-%d %H:%M} {self.requests}"
