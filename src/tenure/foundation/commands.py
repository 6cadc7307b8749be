"""Writers of the foundation: audit events, numbers, the system actor, sign-in attempts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from tenure.foundation.models import AuditEvent, NumberSeries, SignInAttempt, User
from tenure.foundation.roles import Role

SYSTEM_USERNAME = "tenure"


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
    return AuditEvent.objects.create(
        on=on,
        actor=by,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        detail=dict(detail or {}),
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
