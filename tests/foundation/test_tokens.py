"""Tokens of the API: by whom, for how long, what of them is kept; and how requests are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tenure.foundation.commands import TokenRefused, count_request, make_token, revoke_token
from tenure.foundation.models import ApiToken, ApiUse, AuditEvent, User
from tenure.foundation.queries import token_in_force, tokens_of
from tenure.foundation.roles import Role

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)


@pytest.fixture
def alice() -> User:
    return User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)


@pytest.fixture
def ada() -> User:
    return User.objects.create(username="ada", role=Role.ADMINISTRATOR)


def test_only_a_hash_is_kept_and_the_log_has_no_secret(alice: User) -> None:
    token, text = make_token(user=alice, name="export", days=30, by=alice, on=ON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM foundation_apitoken t")
        assert text not in str(cursor.fetchall())
    event = AuditEvent.objects.get(verb="foundation.make_token")
    assert text not in str(event.detail)
    assert (event.actor, event.subject_id) == (alice, token.pk)
    assert len(text) > 40
    assert token.digest != text


def test_it_works_until_its_last_day_and_no_longer(alice: User) -> None:
    token, text = make_token(user=alice, name="export", days=30, by=alice, on=ON)
    assert token_in_force(text, on=token.last_day) == token
    assert token_in_force(text, on=token.last_day + timedelta(days=1)) is None
    assert token_in_force(text + "x", on=ON) is None
    assert token_in_force("", on=ON) is None


def test_it_ends_with_the_user(alice: User) -> None:
    _, text = make_token(user=alice, name="export", by=alice, on=ON)
    alice.is_active = False
    alice.save()
    assert token_in_force(text, on=ON) is None


def test_revoked_at_once_and_for_good(alice: User) -> None:
    _, text = make_token(user=alice, name="export", by=alice, on=ON)
    first = revoke_token(user=alice, name="export", reason="lost", by=alice, on=ON)
    assert token_in_force(text, on=ON) is None
    later = ON + timedelta(days=1)
    assert revoke_token(user=alice, name="export", reason="x", by=alice, on=later) == first
    assert AuditEvent.objects.filter(verb="foundation.revoke_token").count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        first.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ApiToken.objects.update(last_day=later)


def test_tokens_of_others_are_for_those_who_manage_users(alice: User, ada: User) -> None:
    make_token(user=alice, name="export", by=ada, on=ON)
    bob = User.objects.create(username="bob", role=Role.HEAD_OF_RENEWALS)
    with pytest.raises(TokenRefused):
        make_token(user=alice, name="mine", by=bob, on=ON)
    with pytest.raises(TokenRefused):
        revoke_token(user=alice, name="export", reason="", by=bob, on=ON)
    assert not tokens_of(alice, seen_by=bob)
    assert [token.name for token in tokens_of(alice, seen_by=alice)] == ["export"]
    assert [token.name for token in tokens_of(alice, seen_by=ada)] == ["export"]


def test_requests_are_counted_by_caller_and_minute() -> None:
    within = [count_request(caller="token 1", at=AT, limit=3) for _ in range(5)]
    assert within == [True, True, True, False, False]
    assert count_request(caller="token 2", at=AT, limit=3)
    assert count_request(caller="token 1", at=AT + timedelta(minutes=1), limit=3)
    assert ApiUse.objects.count() == 2
