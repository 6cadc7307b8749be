"""Writers of the foundation: audit events, numbers, users, tokens, counters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from tenure.foundation import tokens
from tenure.foundation.models import (
    ApiToken,
    ApiTokenRevocation,
    AuditEvent,
    NumberSeries,
    SignInAttempt,
    User,
)
from tenure.foundation.roles import Permission, Role, may
from tenure.kernel.errors import Conflict, InvalidInput, TenureError

SYSTEM_USERNAME = "tenure"


class TokenRefused(TenureError):
    """Refuse to make or revoke a token for somebody else's account, or for none."""


def record_event(
    *,
    by: User,
    on: date,
    verb: str,
    subject: models.Model,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append one audit event inside the caller's transaction.

    `verb` is `capability.imperative`, e.g. `quotes.issue`. `detail` must be plain JSON.
    """
    event = _event(by, on, verb, subject, detail or {})
    event.save(force_insert=True)
    return event


def record_events(
    *, by: User, on: date, verb: str, told: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """Append an audit event for each subject with its detail, in one statement."""
    AuditEvent.objects.bulk_create(
        _event(by, on, verb, subject, detail) for subject, detail in told
    )


def _event(
    by: User, on: date, verb: str, subject: models.Model, detail: Mapping[str, Any]
) -> AuditEvent:
    return AuditEvent(
        on=on,
        actor=by,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        detail=dict(detail),
    )


def write_audited(
    *,
    by: User,
    on: date,
    verb: str,
    model: type[models.Model],
    sql: str,
    params: Mapping[str, Any] | None = None,
) -> list[int]:
    """Run one writing statement and append one audit event per row it changed, together.

    `sql` is an INSERT or UPDATE whose RETURNING gives `subject_id, label, detail` (jsonb) of
    `model`; `params` are its named parameters. Returns the subject ids. For set-based commands:
    it writes what `record_event` would, row by row, without reading the rows into Python.
    """
    statement = f"""
        WITH changed (subject_id, label, detail) AS ({sql}), told AS (
            INSERT INTO foundation_auditevent
                ("on", actor_id, verb, subject_type, subject_id, subject_label, detail)
            SELECT %(audit_on)s, %(audit_by)s, %(audit_verb)s, %(audit_type)s,
                   subject_id, left(label, 200), detail
            FROM changed)
        SELECT subject_id FROM changed"""
    told: dict[str, Any] = {
        "audit_on": on, "audit_by": by.pk, "audit_verb": verb,
        "audit_type": model._meta.label_lower,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, {**(params or {}), **told})
        return [row[0] for row in cursor.fetchall()]


def system_actor() -> User:
    """Return the user that stands for the program itself, made on first use."""
    user, _ = User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={"role": Role.SYSTEM, "cleared": True, "first_name": "Tenure", "password": "!"},
    )
    return user


@transaction.atomic
def reserve_numbers(*, series: str, count: int) -> range:
    """Take the next `count` numbers of a series; rolled back with the caller's transaction."""
    NumberSeries.objects.get_or_create(code=series)
    row = NumberSeries.objects.select_for_update().get(code=series)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return range(first, row.last + 1)


def add_user(
    *, by: User, on: date, username: str, password: str | None, role: str, **names: str
) -> User:
    """Add a person who can sign in (without a password: cannot until one is set)."""
    with transaction.atomic():
        user = User(username=username, role=role, **names)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save()
        record_event(by=by, on=on, verb="foundation.add_user", subject=user, detail={"role": role})
    return user


def note_failed_sign_in(*, username: str, at: datetime) -> None:
    """Remember a failed sign-in and forget those older than a day."""
    SignInAttempt.objects.filter(at__lt=at - timedelta(days=1)).delete()
    SignInAttempt.objects.create(username=username[:150], at=at)


def make_token(
    *, user: User, name: str, days: int = tokens.USUAL_DAYS, by: User, on: date
) -> tuple[ApiToken, str]:
    """Make a token that acts as a user for some days from `on`; return its row and its text.

    The text is not kept and cannot be shown again. Raise TokenRefused where `by` may not,
    InvalidInput for what is no name or no number of days, Conflict for a name that is taken.
    """
    _require_manager(user, by)
    name = name.strip()
    if user.is_system or not user.is_active:
        raise TokenRefused(f"{user.username} cannot have a token.")
    if not name or len(name) > 80 or not name.isprintable():
        raise InvalidInput("A token needs a name of at most 80 characters.")
    if not 1 <= days <= tokens.LONGEST_DAYS:
        raise InvalidInput(f"A token lasts for 1 to {tokens.LONGEST_DAYS} days.")
    text = tokens.new_token()
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                user=user, name=name, digest=tokens.digest_of(text), hint=tokens.hint_of(text),
                made_on=on, made_by=by, last_day=tokens.last_day(on, days),
            )  # fmt: skip
            detail = {"hint": token.hint, "last_day": str(token.last_day)}
            record_event(by=by, on=on, verb="foundation.make_token", subject=token, detail=detail)
    except IntegrityError as error:
        raise Conflict(f"{user.username} has had a token named {name!r} already.") from error
    return token, text


def revoke_token(*, user: User, name: str, reason: str, by: User, on: date) -> ApiTokenRevocation:
    """Let a token work no more, at once and for good. Revoking it again changes nothing."""
    _require_manager(user, by)
    token = ApiToken.objects.filter(user=user, name=name).first()
    if token is None:
        raise TokenRefused(f"{user.username} has no token named {name!r}.")
    with transaction.atomic():
        revocation, is_new = ApiTokenRevocation.objects.get_or_create(
            token=token,
            defaults={"revoked_on": on, "revoked_by": by, "reason": reason.strip()[:200]},
        )
        if is_new:
            detail = {"hint": token.hint, "reason": revocation.reason}
            record_event(by=by, on=on, verb="foundation.revoke_token", subject=token, detail=detail)
    return revocation


def _require_manager(user: User, by: User) -> None:
    if by != user and not may(by.role, Permission.MANAGE_USERS):
        raise TokenRefused("Only those who manage users have tokens of other people.")


def count_request(*, caller: str, at: datetime, limit: int) -> bool:
    """Count a request of the API; tell whether the caller is still within its limit a minute.

    One row for each caller, so nothing grows; those that are refused count as well.
    """
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO foundation_apiuse AS u (caller, minute, requests) VALUES (%s, %s, 1)
            ON CONFLICT (caller) DO UPDATE SET
                minute = excluded.minute,
                requests = CASE WHEN u.minute = excluded.minute THEN u.requests + 1 ELSE 1 END
            RETURNING requests
            """,
            [caller, minute],
        )
        [(count,)] = cursor.fetchall()
    return int(count) <= limit
