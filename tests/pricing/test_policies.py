"""Policies of every kind are published once and never change; one not begun may be withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput
from tenure.pricing.commands import (
    PolicyConflict,
    PolicyNotFound,
    PolicyStarted,
    publish_default_policies,
    publish_file,
    publish_policy,
    withdraw_policy,
)
from tenure.pricing.models import (
    POLICY_MODELS,
    DiscountPolicy,
    MarginPolicy,
    PolicyWithdrawal,
    PricePolicy,
    PublishedPolicy,
)
from tenure.pricing.queries import find_policy, in_force_for, policies, published
from tenure.pricing.rules import (
    DEFAULT_MARGINS,
    DEFAULT_POLICIES,
    AnyPolicy,
    DiscountFacts,
    MarginFacts,
    PolicyFacts,
    State,
    kind_of,
    read_policy_file,
)

ON = date(2026, 12, 1)
NEW_YEAR = date(2027, 1, 1)
FIVE = PolicyFacts("smb", "uplift", 500, NEW_YEAR, segment="smb")
VOLUME = DiscountFacts(
    code="volume", start_on=NEW_YEAR, family="edge", volume_1_from_e4=50_0000, volume_1_bp=500,
    volume_2_from_e4=100_0000, volume_2_bp=800, three_years_bp=800, floor_bp=5_000,
)  # fmt: skip
GOLD = MarginFacts(
    code="gold", start_on=NEW_YEAR, partner_tier="gold", reseller_bp=2_000, registered_bp=500
)
EACH: list[AnyPolicy] = [FIVE, VOLUME, GOLD]
each_kind = pytest.mark.parametrize("policy", EACH, ids=lambda policy: kind_of(policy).name)


@pytest.fixture
def head(db: None) -> User:
    return User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)


def publish(head: User, policy: AnyPolicy = FIVE) -> PublishedPolicy:
    return publish_policy(policy=policy, name="Small business", by=head, on=ON)


@each_kind
def test_publish_and_read_back(head: User, policy: AnyPolicy) -> None:
    made = publish(head, policy)
    assert policies() == [policy]
    event = AuditEvent.objects.get(verb="pricing.publish_policy")
    assert (event.subject_id, event.actor) == (made.pk, head)
    assert event.subject_type == POLICY_MODELS[kind_of(policy).name]._meta.label_lower
    assert event.detail["kind"] == kind_of(policy).name
    assert event.detail["start_on"] == "2027-01-01"


def test_all_kinds_are_read_in_three_queries(
    head: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for policy in EACH:
        publish(head, policy)
        publish(head, replace(policy, code=f"{policy.code}-2028", start_on=date(2028, 1, 1)))
    with django_assert_num_queries(3):
        assert len(policies()) == 6


@each_kind
def test_publishing_again_changes_nothing(head: User, policy: AnyPolicy) -> None:
    assert publish(head, policy) == publish(head, policy)
    assert AuditEvent.objects.count() == 1
    assert policies() == [policy]


@each_kind
def test_what_is_published_does_not_change(head: User, policy: AnyPolicy) -> None:
    publish(head, policy)
    for changed in (
        replace(policy, start_on=date(2028, 1, 1)),
        replace(policy, region="EMEA"),
        replace(policy, code="other"),
    ):
        with pytest.raises(PolicyConflict):
            publish(head, changed)
    assert policies() == [policy]


def test_who_has_the_place_is_named(head: User) -> None:
    publish(head)
    with pytest.raises(PolicyConflict, match=r"policy smb already stands .* \(Small business\)"):
        publish(head, replace(FIVE, code="other"))


@each_kind
def test_a_slice_and_day_once_is_held_by_the_database(head: User, policy: AnyPolicy) -> None:
    publish(head, policy)
    row = POLICY_MODELS[kind_of(policy).name].objects.values().get()
    del row["id"]
    for issue in (1, 2, 7):
        again = row | {"code": f"again-{issue}", "issue": issue}
        with pytest.raises(IntegrityError), transaction.atomic():
            POLICY_MODELS[kind_of(policy).name].objects.create(**again)


@each_kind
def test_nothing_published_is_changed_or_deleted(head: User, policy: AnyPolicy) -> None:
    publish(head, policy)
    rows = POLICY_MODELS[kind_of(policy).name].objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(name="Another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows._raw_delete(using="default")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FIVE, method="discount"),
        replace(FIVE, method=""),
        replace(FIVE, uplift_bp=-10_001),
        replace(FIVE, uplift_bp=100_001),
        replace(FIVE, method="same"),
        replace(FIVE, segment="huge"),
        replace(FIVE, channel="door"),
        replace(FIVE, region="x" * 9),
        replace(FIVE, program=" edu"),
        replace(FIVE, code=" "),
        replace(FIVE, code=" smb"),
        replace(FIVE, start_on=date(1899, 12, 31)),
        replace(VOLUME, two_years_bp=10_001),
        replace(VOLUME, two_years_bp=-1),
        replace(VOLUME, floor_bp=10_001),
        replace(VOLUME, volume_2_from_e4=50_0000),
        replace(VOLUME, volume_1_from_e4=None, volume_1_bp=0),
        replace(VOLUME, volume_1_from_e4=0),
        replace(VOLUME, volume_3_bp=100),
        replace(GOLD, reseller_bp=9_600),
        replace(GOLD, distributor_bp=-1),
    ],
)
def test_what_is_no_policy_is_refused(head: User, wrong: AnyPolicy) -> None:
    with pytest.raises(InvalidInput):
        publish(head, wrong)
    assert policies() == []


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (PricePolicy, {"method": "discount"}),
        (PricePolicy, {"method": "uplift", "uplift_bp": -10_001}),
        (DiscountPolicy, {"two_years_bp": 10_001}),
        (DiscountPolicy, {"floor_bp": -1}),
        (DiscountPolicy, {"volume_1_bp": 500}),
        (DiscountPolicy, {"volume_1_from_e4": 0}),
        (DiscountPolicy, {"volume_2_from_e4": 10}),
        (DiscountPolicy, {"volume_1_from_e4": 10, "volume_2_from_e4": 10}),
        (MarginPolicy, {"reseller_bp": -1}),
        (MarginPolicy, {"reseller_bp": 9_000, "registered_bp": 1_001}),
    ],
)
def test_the_database_holds_it_as_well(db: None, model: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        model.objects.create(code="x", name="x", start_on=ON, **wrong)


def test_what_has_not_started_may_be_withdrawn(head: User) -> None:
    publish(head)
    given = {"kind": "price", "code": "smb", "reason": "the wrong rate", "by": head, "on": ON}
    first = withdraw_policy(**given)
    assert withdraw_policy(**given) == first
    assert (first.withdrawn_by, first.withdrawn_on, first.reason) == (head, ON, "the wrong rate")
    assert policies() == []
    assert AuditEvent.objects.filter(verb="pricing.withdraw_policy").count() == 1
    with pytest.raises(PolicyConflict, match="withdrawn"):
        publish(head)
    right = replace(FIVE, code="smb-right", uplift_bp=550)
    publish(head, right)
    assert policies() == [right]
    with pytest.raises(PolicyConflict, match="smb-right already stands"):
        publish(head, replace(FIVE, code="smb-third"))
    withdraw_policy(kind="price", code="smb-right", reason="again", by=head, on=ON)
    publish(head, replace(FIVE, code="smb-third"))
    assert list(PricePolicy.objects.order_by("issue").values_list("code", "issue")) == [
        ("smb", 1), ("smb-right", 2), ("smb-third", 3),
    ]  # fmt: skip


def test_what_has_started_is_superseded_not_withdrawn(head: User) -> None:
    made = publish(head)
    with pytest.raises(PolicyStarted, match="started on 1 Jan 2027"):
        withdraw_policy(kind="price", code="smb", reason="late", by=head, on=NEW_YEAR)
    with pytest.raises(DatabaseError, match="superseded, not withdrawn"), transaction.atomic():
        PolicyWithdrawal.objects.create(
            price=made, withdrawn_on=NEW_YEAR, withdrawn_by=head, reason="late"
        )
    assert policies() == [FIVE]


def test_a_withdrawal_says_why_and_of_what(head: User) -> None:
    publish(head)
    with pytest.raises(InvalidInput, match="why"):
        withdraw_policy(kind="price", code="smb", reason=" ", by=head, on=ON)
    for kind, code in (("price", "other"), ("discount", "smb"), ("tax", "smb")):
        with pytest.raises(PolicyNotFound):
            withdraw_policy(kind=kind, code=code, reason="x", by=head, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyWithdrawal.objects.create(withdrawn_on=ON, withdrawn_by=head, reason="of nothing")


def test_the_starting_policies_once_and_only_where_there_are_none(head: User) -> None:
    count = len(DEFAULT_POLICIES) + len(DEFAULT_MARGINS)
    assert publish_default_policies(by=head, on=ON) == count
    assert publish_default_policies(by=head, on=ON) == 0
    assert {policy.code for policy in policies()} == {
        item.code for item in (*DEFAULT_POLICIES, *DEFAULT_MARGINS)
    }
    assert all(policy.start_on == ON for policy in policies())
    assert not DiscountPolicy.objects.exists()


@each_kind
def test_a_companys_own_policies_stay_alone(head: User, policy: AnyPolicy) -> None:
    publish(head, policy)
    assert publish_default_policies(by=head, on=ON) == 0
    assert policies() == [policy]


def test_where_policies_stand(head: User) -> None:
    later = replace(FIVE, code="smb-2028", start_on=date(2028, 1, 1))
    beside = replace(FIVE, code="smb-emea", region="EMEA")
    for policy in (later, FIVE, beside):
        publish(head, policy)
    publish(head, replace(FIVE, code="oops", start_on=date(2029, 1, 1)))
    withdraw_policy(kind="price", code="oops", reason="oops", by=head, on=ON)

    def states(on: date) -> dict[str, tuple[State, str]]:
        return {
            view.policy.code: (view.standing.state, view.standing.superseded_by)
            for view in published(head, on)
        }

    assert states(ON) == {
        "smb": (State.FUTURE, "smb-2028"), "smb-2028": (State.FUTURE, ""),
        "smb-emea": (State.FUTURE, ""), "oops": (State.WITHDRAWN, ""),
    }  # fmt: skip
    assert states(date(2027, 12, 31))["smb"] == (State.IN_FORCE, "smb-2028")
    assert states(date(2028, 1, 1)) == {
        "smb": (State.SUPERSEDED, "smb-2028"), "smb-2028": (State.IN_FORCE, ""),
        "smb-emea": (State.IN_FORCE, ""), "oops": (State.WITHDRAWN, ""),
    }  # fmt: skip
    detail = find_policy(head, ON, "price", PricePolicy.objects.get(code="smb-2028").pk)
    assert detail is not None
    assert detail.view.standing.supersedes == "smb"
    assert [view.policy.code for view in detail.history] == ["smb", "smb-2028", "oops"]
    assert find_policy(head, ON, "price", 0) is None
    assert find_policy(head, ON, "tax", 1) is None


def test_what_a_slice_gets_on_a_day_is_the_engines_answer(head: User) -> None:
    for policy in (*EACH, PolicyFacts("any", "same", 0, date(2020, 1, 1))):
        publish(head, policy)
    sliced = {"segment": "smb", "family": "edge", "partner_tier": "gold"}
    assert in_force_for(sliced, date(2026, 12, 31)) == {
        "price": "any", "discount": "", "margin": "",
    }  # fmt: skip
    assert in_force_for(sliced, NEW_YEAR) == {
        "price": "smb", "discount": "volume", "margin": "gold",
    }  # fmt: skip


def test_nobody_outside_sees_policies(head: User) -> None:
    for policy in EACH:
        publish(head, policy)
    partner = User.objects.create(username="charlie", role=Role.PARTNER)
    assert published(partner, ON) == []
    assert find_policy(partner, ON, "price", PricePolicy.objects.get().pk) is None
    assert len(published(User.objects.create(username="ada", role=Role.AUDITOR), ON)) == 3


FILE = """kind,code,name,start,segment,method,uplift,two_years,reseller
price,smb,Small business,2027-01-01,smb,uplift,5 %,,
price,bad,,2027-13-01,,uplift,5,,
discount,years,Longer,2027-01-01,,,,5,
discount,taken,,2027-01-01,,,,6,
margin,keep,,2027-01-01,,,,,15 %
"""


def test_good_rows_of_a_file_are_not_lost(head: User) -> None:
    file = read_policy_file(FILE.encode())
    done = publish_file(file=file, by=head, on=ON)
    assert (done.published, done.unchanged) == (("smb", "years", "keep"), ())
    assert [(fault.line, fault.column) for fault in done.faults] == [(3, "start"), (5, "code")]
    assert "years already stands" in done.faults[1].reason
    again = publish_file(file=file, by=head, on=ON)
    assert (again.published, again.unchanged) == ((), ("smb", "years", "keep"))
    assert again.faults == done.faults
    assert AuditEvent.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_leave_one() -> None:
    head = User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)

    def work(number: int) -> bool:
        try:
            policy = replace(FIVE, code=f"smb-{number}", start_on=NEW_YEAR + timedelta(number % 2))
            publish_policy(policy=policy, name="", by=head, on=ON)
        except PolicyConflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(work, range(8)))
    assert sum(done) == PricePolicy.objects.count() == AuditEvent.objects.count() == 2
