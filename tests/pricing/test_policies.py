"""Policies are published once and never change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput
from tenure.pricing.commands import PolicyConflict, publish_default_policies, publish_policy
from tenure.pricing.models import PricePolicy
from tenure.pricing.queries import policies
from tenure.pricing.rules import DEFAULT_POLICIES, PolicyFacts

ON = date(2026, 12, 1)
FIVE = PolicyFacts("smb", "uplift", 500, date(2027, 1, 1), segment="smb")


@pytest.fixture
def head(db: None) -> User:
    return User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)


def publish(head: User, policy: PolicyFacts = FIVE) -> PricePolicy:
    return publish_policy(policy=policy, name="Small business", by=head, on=ON)


def test_publish_and_read_back(head: User) -> None:
    made = publish(head)
    assert policies() == [FIVE]
    event = AuditEvent.objects.get(verb="pricing.publish_policy")
    assert (event.subject_id, event.actor, event.detail["uplift_bp"]) == (made.pk, head, "500")


def test_publishing_again_changes_nothing(head: User) -> None:
    assert publish(head) == publish(head)
    assert PricePolicy.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        ("another rate under the same code", replace(FIVE, uplift_bp=600)),
        ("another day under the same code", replace(FIVE, start_on=date(2028, 1, 1))),
        ("the same slice and day under another code", replace(FIVE, code="other")),
    ],
)
def test_what_is_published_does_not_change(head: User, case: str, changed: PolicyFacts) -> None:
    publish(head)
    with pytest.raises(PolicyConflict):
        publish(head, changed)
    assert policies() == [FIVE]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FIVE, method="discount"),
        replace(FIVE, uplift_bp=-10_001),
        replace(FIVE, uplift_bp=100_001),
        replace(FIVE, method="same"),
        replace(FIVE, segment="huge"),
        replace(FIVE, code=" "),
        replace(FIVE, code=" smb"),
    ],
)
def test_what_is_no_policy_is_refused(head: User, wrong: PolicyFacts) -> None:
    with pytest.raises(InvalidInput):
        publish(head, wrong)
    assert not PricePolicy.objects.exists()


def test_the_starting_policies_once_and_only_where_there_are_none(head: User) -> None:
    assert publish_default_policies(by=head, on=ON) == len(DEFAULT_POLICIES)
    assert publish_default_policies(by=head, on=ON) == 0
    assert {policy.code for policy in policies()} == {item.code for item in DEFAULT_POLICIES}
    assert all(policy.start_on == ON for policy in policies())


def test_a_companys_own_policies_stay_alone(head: User) -> None:
    publish(head)
    assert publish_default_policies(by=head, on=ON) == 0
    assert policies() == [FIVE]
