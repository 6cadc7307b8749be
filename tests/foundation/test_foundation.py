"""Audit log as outbox, numbers, roles, sign-in attempts."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import psycopg
import pytest
from django.db import connection

from tenure.foundation.commands import (
    add_user,
    note_failed_sign_in,
    record_event,
    reserve_numbers,
    system_actor,
)
from tenure.foundation.models import AuditEvent, SignInAttempt
from tenure.foundation.queries import events_after, history_of, sign_in_is_blocked
from tenure.foundation.roles import GRANTS, SEE_EVERYTHING, Permission, Role, may

ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_adding_a_user_is_audited_and_hides_the_password() -> None:
    user = add_user(
        by=system_actor(), on=ON, username="alice", password="correct horse", role="auditor"
    )
    assert user.check_password("correct horse")
    event = history_of(user).get()
    assert (event.verb, event.on, event.detail) == ("foundation.add_user", ON, {"role": "auditor"})


@pytest.mark.django_db
def test_system_actor_is_one() -> None:
    assert system_actor() == system_actor()
    assert not system_actor().has_usable_password()


@pytest.mark.django_db
def test_numbers_follow_one_another_per_series() -> None:
    first, second = (reserve_numbers(series="Q-2027", count=3) for _ in range(2))
    assert (list(first), list(second)) == ([1, 2, 3], [4, 5, 6])
    assert list(reserve_numbers(series="Q-2028", count=1)) == [1]


def settled(cursor: int) -> list[AuditEvent]:
    """Read the outbox as a reader does, again and again: an older transaction anywhere on the
    server (another test's database is on it too) holds events back for as long as it runs."""
    for _ in range(600):
        if events := events_after(cursor):
            return events
        time.sleep(0.1)
    return []


@pytest.mark.django_db(transaction=True)
def test_outbox_readers_wait_for_transactions_that_could_still_come_before() -> None:
    actor = system_actor()
    settings = connection.settings_dict
    slow = psycopg.connect(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"],
        port=settings["PORT"] or None, password=settings["PASSWORD"] or None,
    )  # fmt: skip
    try:
        slow.execute(
            "INSERT INTO foundation_auditevent"
            ' ("on", actor_id, verb, subject_type, subject_id, subject_label, detail)'
            " VALUES (%s, %s, 'slow', 'x', 1, '', '{}')",
            [ON, actor.pk],
        )
        record_event(by=actor, on=ON, verb="fast", subject=actor)
        assert events_after(0) == []
        slow.commit()
        assert [event.verb for event in settled(0)] == ["slow", "fast"]
    finally:
        slow.close()
    cursor = settled(0)[-1].pk
    assert events_after(cursor) == []
    assert all(a.pk < b.pk for a, b in pairwise(AuditEvent.objects.order_by("id")))


@pytest.mark.django_db
def test_sign_in_blocks_after_eight_failures_and_forgets() -> None:
    for _ in range(8):
        assert not sign_in_is_blocked("mallory", at=NOW)
        note_failed_sign_in(username="mallory", at=NOW)
    assert sign_in_is_blocked("mallory", at=NOW)
    assert not sign_in_is_blocked("alice", at=NOW)
    assert not sign_in_is_blocked("mallory", at=NOW + timedelta(minutes=16))
    note_failed_sign_in(username="alice", at=NOW + timedelta(days=2))
    assert SignInAttempt.objects.count() == 1


def test_every_role_can_see_its_work_and_only_the_administrator_manages_users() -> None:
    assert set(GRANTS) == set(Role)
    assert all(may(role, Permission.VIEW_WORK) for role in Role)
    holders = {role for role in Role if may(role, Permission.MANAGE_USERS)}
    assert holders == {Role.ADMINISTRATOR, Role.SYSTEM}
    assert not may("nobody", Permission.VIEW_WORK)
    assert Role.PARTNER not in SEE_EVERYTHING
