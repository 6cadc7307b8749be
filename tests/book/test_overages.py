"""Overages are recorded for days of the present term; the last one of a lot counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tenure.book.commands.overages import OverageRefused, record_overage
from tenure.book.models import Contract, Overage
from tenure.book.queries.overages import overage_of_lot, overages_of
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.period import Period
from tests.renewals.builders import Book

pytestmark = pytest.mark.django_db
ON = date(2026, 12, 1)
SUMMER = Period(date(2026, 6, 1), date(2026, 9, 16))


@pytest.fixture
def contract() -> Contract:
    """Return a contract of two lots for the year from 1 April 2026."""
    return Book().contract("C-1", end=date(2027, 4, 1), lots=2)


@pytest.fixture
def head(contract: Contract) -> User:
    return User.objects.get(username="hana")


def record(contract: Contract, head: User, lot: int = 1, quantity_e4: int = 25_000,
           measured: Period = SUMMER, **more: Any) -> Overage:  # fmt: skip
    return record_overage(
        contract_id=contract.pk,
        lot=lot,
        quantity_e4=quantity_e4,
        measured=measured,
        **({"by": head, "on": ON} | more),
    )


def test_recorded_with_how_long_it_lasted(contract: Contract, head: User) -> None:
    made = record(contract, head, true_forward=True)
    assert (made.months, made.days, made.month_days) == (3, 15, 30)
    event = AuditEvent.objects.get(verb="book.record_overage")
    assert (event.subject_id, event.detail) == (contract.pk, {
        "lot": 1, "quantity": "2.5000", "from": "2026-06-01", "to": "2026-09-16",
        "true_forward": True,
    })  # fmt: skip


def test_the_last_one_of_a_lot_counts_and_nothing_takes_it_back(
    contract: Contract, head: User
) -> None:
    record(contract, head)
    record(contract, head, lot=2, quantity_e4=10_000)
    later = record(contract, head, quantity_e4=30_000)
    assert record(contract, head, quantity_e4=30_000) == later, "the same again"
    assert overage_of_lot(contract, 1) == later
    assert [str(one) for one in overages_of(contract, user=head)] == [
        "3 above the contract in lot 1", "1 above the contract in lot 2",
    ]  # fmt: skip
    record(contract, head, quantity_e4=0)
    assert [one.lot for one in overages_of(contract, user=head)] == [2]
    assert Overage.objects.count() == 4


def test_what_was_measured_in_an_earlier_term_is_over(contract: Contract, head: User) -> None:
    record(contract, head)
    Contract.objects.update(start_on=date(2027, 4, 1), end_on=date(2028, 4, 1))
    contract.refresh_from_db()
    assert overage_of_lot(contract, 1) is None
    assert overages_of(contract, user=head) == []


@pytest.mark.parametrize(
    ("case", "given", "reason"),
    [
        ("another lot", {"lot": 3}, "no lot 3"),
        ("negative", {"quantity_e4": -1}, "a quantity"),
        ("too much", {"quantity_e4": 10**18}, "a quantity"),
        ("before the term", {"measured": Period(date(2026, 3, 31), date(2026, 5, 1))}, "present"),
        ("after the term", {"measured": Period(date(2027, 3, 1), date(2027, 4, 2))}, "present"),
        ("open", {"measured": Period(date(2026, 5, 1), None)}, "present term"),
        ("a long note", {"note": "x" * 501}, "at most 500"),
    ],
)
def test_refused_with_the_reason(
    contract: Contract, head: User, case: str, given: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        record(contract, head, **given)
    assert not Overage.objects.exists(), case


def test_usage_has_none_and_only_those_who_work_renewals_record_it(
    contract: Contract, head: User
) -> None:
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        record(contract, head, by=auditor)
    stranger = User.objects.create(username="bob", role=Role.RENEWALS_MANAGER)
    with pytest.raises(OverageRefused, match="not yours"):
        record(contract, head, by=stranger)
    line = contract.lines.get(lot=1)
    line.product.charge = "usage"
    line.product.save()
    with pytest.raises(InvalidInput, match="usage is billed"):
        record(contract, head)


def test_the_database_keeps_what_is_recorded(contract: Contract, head: User) -> None:
    made = record(contract, head)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Overage.objects.filter(pk=made.pk).update(quantity=1)
