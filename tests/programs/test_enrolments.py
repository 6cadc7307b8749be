"""Enrolling, verifying and ending; and which enrolment counts on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tenure.directory.models import Customer
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import NotAllowed
from tenure.programs.commands import (
    EnrolmentRefused,
    end_enrolment,
    enrol,
    verify_enrolment,
)
from tenure.programs.models import Enrolment, EnrolmentEnd, Verification
from tenure.programs.queries import enrolments, enrolments_of, offer_of
from tests.programs.conftest import FIRST, ON, Company

NEXT = date(2027, 1, 1)


def given(company: Company, day: date = NEXT, *, contract: int = 0) -> tuple[Any, ...]:
    """Return the program that counts, whether it is verified, and its rates."""
    offer = offer_of(company.contracts[contract].pk, day)
    return (offer.code, offer.verified, offer.discount_bp, offer.uplift_bp) if offer else ()


def test_an_enrolment_counts_between_its_days(company: Company) -> None:
    company.publish(discount_bp=4000)
    company.enrol(start_on=date(2026, 6, 1), end_on=date(2027, 6, 1))
    for day, counts in (
        (date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2027, 5, 31), True),
        (date(2027, 6, 1), False),
    ):  # fmt: skip
        assert bool(given(company, day)) == counts, day
    assert given(company, contract=1) == ("edu", True, 4000, None), "all of the customer's"


def test_one_contract_alone(company: Company) -> None:
    company.publish(discount_bp=4000)
    company.enrol(contract_id=company.contracts[1].pk)
    assert given(company, contract=0) == ()
    assert given(company, contract=1)[0] == "edu"


def test_it_lapses_on_its_day_until_somebody_verifies_it(company: Company) -> None:
    company.publish(discount_bp=4000)
    one = company.enrol(reverify_on=NEXT)
    assert given(company, date(2026, 12, 31))[1] is True
    assert given(company, NEXT)[1] is False
    verify_enrolment(enrolment_id=one.pk, note="register of schools", by=company.head, on=ON)
    assert given(company, NEXT)[1] is True
    latest = one.verifications.order_by("-pk").first()
    assert latest is not None
    assert latest.reverify_on == date(2027, 12, 1), "as long as the terms say"
    assert given(company, date(2027, 12, 1))[1] is False
    verify_enrolment(
        enrolment_id=one.pk, note="a mistake: to be looked at sooner",
        reverify_on=date(2026, 12, 15), by=company.head, on=ON,
    )  # fmt: skip
    assert given(company, NEXT)[1] is False, "the last one counts, even when it says less"


def test_the_same_again_records_nothing(company: Company) -> None:
    company.publish()
    one = company.enrol()
    assert company.enrol() == one
    first = verify_enrolment(enrolment_id=one.pk, note="seen", by=company.head, on=ON)
    assert verify_enrolment(enrolment_id=one.pk, note="seen", by=company.head, on=ON) == first
    ended = end_enrolment(
        enrolment_id=one.pk, ended_on=NEXT, reason="closed", by=company.head, on=ON
    )
    again = end_enrolment(
        enrolment_id=one.pk, ended_on=NEXT, reason="closed", by=company.head, on=ON
    )
    assert ended == again
    counts = [m.objects.count() for m in (Enrolment, Verification, EnrolmentEnd)]
    assert counts == [1, 2, 1]
    assert AuditEvent.objects.filter(verb__startswith="programs.").count() == 4


def test_ended_before_its_time_by_whom_and_why(company: Company) -> None:
    company.publish()
    one = company.enrol()
    end_enrolment(enrolment_id=one.pk, ended_on=NEXT, reason="sold", by=company.head, on=ON)
    assert given(company, date(2026, 12, 31)) != ()
    assert given(company, NEXT) == ()
    ending = EnrolmentEnd.objects.get()
    assert (ending.recorded_by, ending.note) == (company.head, "sold")
    company.enrol(start_on=NEXT)  # and in again
    assert given(company, NEXT)[0] == "edu"


def test_one_that_never_should_have_been_has_no_days(company: Company) -> None:
    company.publish()
    one = company.enrol(start_on=NEXT)
    end_enrolment(enrolment_id=one.pk, ended_on=ON, reason="in error", by=company.head, on=ON)
    assert given(company, NEXT) == ()
    [view] = enrolments_of(company.customer.pk, on=NEXT, user=company.head)
    assert view.state == "ended"
    company.enrol(start_on=NEXT, end_on=date(2028, 1, 1))
    assert given(company, NEXT)[0] == "edu"


def test_of_several_the_best_for_the_customer(company: Company) -> None:
    company.publish("a-free", uplift_bp=0)
    company.publish("b-low", discount_bp=1000, uplift_bp=100)
    company.publish("c-high", discount_bp=4000, uplift_bp=300)
    company.publish("d-high", discount_bp=4000, uplift_bp=200)
    company.publish("e-high", discount_bp=4000)
    order = ["a-free", "b-low", "e-high", "c-high", "d-high"]
    best = []
    for code in order:
        company.enrol(code)
        best.append(given(company)[0])
    assert best == order, "each that comes is better than those before"


def test_what_is_verified_comes_before_what_would_be_better(company: Company) -> None:
    company.publish("free", discount_bp=10_000)
    company.publish("edu", discount_bp=1000)
    company.enrol("free", reverify_on=NEXT)
    company.enrol("edu")
    assert given(company)[:2] == ("edu", True)


def test_of_equal_ones_the_contracts_own_then_the_first_code(company: Company) -> None:
    company.publish("b", discount_bp=1000)
    company.publish("a", discount_bp=1000)
    company.enrol("b", contract_id=company.contracts[0].pk)
    company.enrol("a")
    assert given(company, contract=0)[0] == "b"
    company.enrol("b")
    assert given(company, contract=1)[0] == "a"


def test_what_the_terms_say_that_day_and_nothing_once_they_are_over(company: Company) -> None:
    company.publish(discount_bp=4000)
    company.publish(start_on=NEXT, discount_bp=2000, end_on=date(2028, 1, 1))
    company.enrol()
    assert given(company, date(2026, 12, 31))[2] == 4000
    assert given(company, NEXT)[2] == 2000
    assert given(company, date(2028, 1, 1)) == ()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"evidence": "  "}, "Say what shows"),
        ({"evidence": "x" * 501}, "at most 500"),
        ({"program": "none"}, "no program none on 1 Jan 2026"),
        ({"start_on": date(2025, 12, 31)}, "no program edu on 31 Dec 2025"),
        ({"end_on": FIRST}, "end after it starts"),
        ({"customer_id": 0}, "no such customer"),
        ({"contract_id": 0}, "no such contract"),
        ({"reverify_on": ON}, "a later one"),
    ],
)
def test_refused_with_the_reason(company: Company, facts: dict[str, object], reason: str) -> None:
    company.publish()
    with pytest.raises(EnrolmentRefused, match=reason):
        company.enrol(**facts)  # type: ignore[arg-type]
    assert not Enrolment.objects.exists()


def test_no_two_at_a_time_in_one_program(company: Company) -> None:
    company.publish()
    company.enrol(end_on=NEXT)
    with pytest.raises(EnrolmentRefused, match="already"):
        company.enrol(start_on=date(2026, 12, 31))
    company.enrol(start_on=NEXT)
    company.enrol(contract_id=company.contracts[0].pk)
    assert Enrolment.objects.count() == 3
    clash = Enrolment.objects.first()
    assert clash is not None
    clash.pk = None
    with pytest.raises(IntegrityError, match="enrolment_once_at_a_time"), transaction.atomic():
        clash.save(force_insert=True)


def test_who_may_enrol_and_who_sees_it(company: Company) -> None:
    company.publish()
    one = company.enrol()
    for role in (Role.AUDITOR, Role.PARTNER, Role.ACCOUNT_EXECUTIVE):
        other = User.objects.create(username=role, role=role)
        with pytest.raises(NotAllowed):
            enrol(program="edu", customer_id=company.customer.pk, evidence="x", start_on=FIRST,
                  by=other, on=ON)  # fmt: skip
    partner = User.objects.get(username=Role.PARTNER)
    assert enrolments(on=ON, user=partner) == []
    stranger = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    with pytest.raises(EnrolmentRefused, match="no such enrolment"):
        verify_enrolment(enrolment_id=one.pk, note="x", by=stranger, on=ON)
    assert [v.enrolment for v in enrolments(on=ON, user=company.head)] == [one]


def test_those_to_be_verified_by_a_day(company: Company) -> None:
    company.publish()
    soon = company.enrol(reverify_on=NEXT)
    other = Customer.objects.create(key="B", name="Birch School")
    company.enrol(customer_id=other.pk)
    found = enrolments(on=ON, due=NEXT, user=company.head)
    assert [(view.enrolment, view.state) for view in found] == [(soon, "in force")]
    [lapsed] = enrolments(on=NEXT, due=NEXT, program="edu", user=company.head)
    assert lapsed.state == "lapsed"
    assert enrolments(on=ON, program="none", user=company.head) == []
