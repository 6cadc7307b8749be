"""Users, the audit log that is also the outbox, number series and sign-in attempts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now

from tenure.foundation.roles import Role


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
