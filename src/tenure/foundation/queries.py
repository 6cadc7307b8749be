"""Reads of the foundation: the outbox, an object's history, sign-in attempts, users, tokens."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models

from tenure.foundation.models import ApiToken, AuditEvent, SignInAttempt, User
from tenure.foundation.tokens import digest_of

SIGN_IN_LIMIT = 8
SIGN_IN_WINDOW = timedelta(minutes=15)


def events_after(cursor: int, *, limit: int = 1000) -> list[AuditEvent]:
    """Return committed events after the cursor, oldest first, none that a running
    transaction could still precede."""
    settled = models.Func(
        models.Func(function="pg_current_snapshot"),
        function="pg_snapshot_xmin",
        template="(%(function)s(%(expressions)s)::text::bigint)",
        output_field=models.BigIntegerField(),
    )
    return list(AuditEvent.objects.filter(id__gt=cursor, txid__lt=settled).order_by("id")[:limit])


def history_of(subject: models.Model, *, limit: int = 200) -> models.QuerySet[AuditEvent]:
    """Return what was done to one object, newest first."""
    return (
        AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .select_related("actor")
        .order_by("-id")[:limit]
    )


def sign_in_is_blocked(username: str, *, at: datetime) -> bool:
    """Tell whether too many sign-ins failed for this name in the last quarter of an hour."""
    recent = SignInAttempt.objects.filter(username=username[:150], at__gt=at - SIGN_IN_WINDOW)
    return recent.count() >= SIGN_IN_LIMIT


def find_user(username: str) -> User | None:
    """Return the user of a name."""
    return User.objects.filter(username=username).first()


def token_in_force(text: str, *, on: date) -> ApiToken | None:
    """Return the token of a text with its user, unless it is over, revoked, or its user is gone."""
    return (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(text), last_day__gte=on, revocation=None, user__is_active=True)
        .first()
    )


def tokens_of(user: User, *, seen_by: User) -> models.QuerySet[ApiToken]:
    """Return a user's tokens as far as another may see them, the newest first."""
    return (
        ApiToken.objects.visible_to(seen_by)
        .filter(user=user)
        .select_related("user", "revocation")
        .order_by("-made_on", "-pk")
    )
