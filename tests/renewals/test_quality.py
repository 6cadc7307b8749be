"""Each check of the quality review: what it finds, what it leaves, when it clears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tenure.book.models import Contract, Line
from tenure.directory.models import Contact
from tenure.foundation.models import AuditEvent
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.models import Check, Finding, Renewal
from tenure.renewals.queries.quality import check_counts, findings_of
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
END = ON + timedelta(days=100)


def overlapping(book: Book) -> None:
    for key in ("K1", "K2"):
        book.contract(key, end=END, customer="ACME", product="EDGE")


def currencies(book: Book) -> None:
    book.contract("K1", end=END, customer="ACME")
    book.contract("K2", end=END, customer="ACME", currency="USD")


def closed_early(book: Book) -> None:
    book.contract("K1", end=END)
    open_renewals(on=ON, by=book.head)
    Contract.objects.update(end_on=END + timedelta(days=1))


WRONG: dict[str, Callable[[Book], object]] = {
    "no_end_date": lambda book: book.contract("K1", end=None),
    "no_owner": lambda book: book.contract("K1", end=END, owner=None),
    "no_contact": lambda book: (book.contract("K1", end=END), Contact.objects.all().delete()),
    "overlapping_terms": overlapping,
    "currency_mismatch": currencies,
    "contract_without_renewal": lambda book: book.contract("K9", end=END),
    "renewal_without_contract": closed_early,
    "past_due": lambda book: book.contract("K1", end=ON),
    "partner_missing": lambda book: book.contract("K1", end=END, channel="reseller"),
    "price_zero": lambda book: book.contract("K1", end=END, price=0),
    "notice_passed": lambda book: book.contract(
        "K1", end=ON + timedelta(days=20), renewal_type="auto", notice_days=30
    ),
}


def test_every_check_is_tried() -> None:
    assert set(WRONG) == set(Check.values)


@pytest.mark.parametrize("code", Check.values)
def test_finds_what_is_wrong(book: Book, code: str) -> None:
    WRONG[code](book)
    if code not in {"contract_without_renewal", "renewal_without_contract"}:
        open_renewals(on=ON, by=book.head)
    review_quality(by=book.head, on=ON)
    found = set(Finding.objects.values_list("check_code", flat=True))
    expected = {code}
    if code == "renewal_without_contract":
        expected.add("contract_without_renewal")
    assert found == expected
    assert all("{" not in finding.reason for finding in Finding.objects.all())
    events = AuditEvent.objects.filter(verb="renewals.find").count()
    review_quality(by=book.head, on=ON)
    assert AuditEvent.objects.filter(verb="renewals.find").count() == events
    assert Finding.objects.count() == events
    [count] = [check for check in check_counts(book.head) if check.code == code]
    assert count.count == len(findings_of(book.head, code)) > 0
    assert count.advice


def test_a_sound_book_has_no_findings(book: Book) -> None:
    book.contract("K1", end=END, renewal_type="auto")
    book.contract("E1", end=None, renewal_type="evergreen")
    book.contract("K2", end=END, customer="ACME")
    book.contract("gone", end=ON - timedelta(days=400), ended_on=ON, owner=None)
    open_renewals(on=ON, by=book.head)
    assert review_quality(by=book.head, on=ON).found == 0


def test_clearing_keeps_when_and_finds_again(book: Book) -> None:
    contract = book.contract("K1", end=END, owner=None)
    review_quality(contract_ids=[contract.pk], by=book.head, on=ON)
    Contract.objects.update(owner=book.manager("alice"))
    later = ON + timedelta(days=3)
    review_quality(contract_ids=[contract.pk], by=book.head, on=later)
    assert Finding.objects.get(check_code="no_owner").cleared_on == later
    Contract.objects.update(owner=None)
    review_quality(contract_ids=[contract.pk], by=book.head, on=later)
    assert Finding.objects.filter(check_code="no_owner").count() == 2


def test_only_what_is_asked_for_is_reviewed(book: Book) -> None:
    asked = book.contract("K1", end=None)
    book.contract("K2", end=None)
    review_quality(contract_ids=[asked.pk], by=book.head, on=ON)
    assert Finding.objects.get().contract == asked


def test_siblings_are_reviewed_with_a_contract(book: Book) -> None:
    overlapping(book)
    open_renewals(on=ON, by=book.head)
    one = Contract.objects.get(key="K1")
    review_quality(contract_ids=[one.pk], by=book.head, on=ON)
    assert Finding.objects.filter(check_code="overlapping_terms").count() == 2


def test_a_blocking_finding_is_the_next_action(book: Book) -> None:
    book.contract("K1", end=END, channel="distributor")
    open_renewals(on=ON, by=book.head)
    review_quality(by=book.head, on=ON)
    renewal = Renewal.objects.get()
    assert (renewal.next_action, renewal.act_reason) == (
        "fix_data", "Before a quote goes out: partner missing on a partner deal",
    )  # fmt: skip


def test_lines_in_another_currency_block_and_two_contracts_do_not(book: Book) -> None:
    currencies(book)
    open_renewals(on=ON, by=book.head)
    review_quality(by=book.head, on=ON)
    assert set(Renewal.objects.values_list("next_action", flat=True)) == {"prepare"}
    Finding.objects.all().delete()
    Line.objects.filter(contract__key="K1").update(currency="GBP")
    review_quality(by=book.head, on=ON)
    assert Renewal.objects.get(contract__key="K1").next_action == "fix_data"
