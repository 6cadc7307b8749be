"""What booked orders make of open renewals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenure.book.commands.moving import Move, merge_contracts
from tenure.book.commands.orders import book_termination, change_contract, reverse_order
from tenure.book.rules.changes import RenewedLot, Reset
from tenure.foundation.models import AuditEvent
from tenure.renewals.commands.amounts import recompute_amounts
from tenure.renewals.commands.decisions import close_renewal
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.settling import reopen_reversed, settle_moved
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
END = ON + timedelta(days=100)


def opened(book: Book, **facts: object) -> Renewal:
    contract = book.contract("K1", end=END, **facts)  # type: ignore[arg-type]
    open_renewals(on=ON, by=book.head)
    return Renewal.objects.get(contract=contract)


def settled(book: Book, renewal: Renewal, on: date = ON) -> Renewal:
    settle_moved(contract_ids=[renewal.contract_id], by=book.head, on=on)
    renewal.refresh_from_db()
    return renewal


def test_renewed_on_the_day_the_order_was_booked(book: Book) -> None:
    renewal = opened(book)
    book.renew(renewal.contract, booked_on=ON - timedelta(days=2), price=1050)
    renewal = settled(book, renewal)
    assert (renewal.outcome.kind, renewal.final_minor) == ("renewed", 105_000)
    assert renewal.closed_on == ON - timedelta(days=2)
    assert renewal.atr_minor == 100_000
    assert AuditEvent.objects.filter(verb="renewals.settle").count() == 1
    settle_moved(contract_ids=[renewal.contract_id], by=book.head, on=ON)
    assert AuditEvent.objects.filter(verb="renewals.settle").count() == 1


def test_partly_renewed_when_a_lot_is_left_out(book: Book) -> None:
    renewal = opened(book, lots=3)
    book.renew(renewal.contract, booked_on=ON, lots=2)
    renewal = settled(book, renewal)
    assert (renewal.outcome.kind, renewal.final_minor) == ("partially_renewed", 200_000)
    assert renewal.atr_minor == 300_000


def test_late_after_a_lapse_counts_what_came_back(book: Book) -> None:
    renewal = opened(book)
    back = END + timedelta(days=20)
    book.renew(renewal.contract, booked_on=back, start=back)
    renewal = settled(book, renewal, back)
    assert (renewal.outcome.kind, renewal.final_minor) == ("renewed_late", 100_000)


def test_ended_is_churned_with_the_reason(book: Book) -> None:
    renewal = opened(book)
    book_termination(
        contract_id=renewal.contract_id, ended_on=END, booked_on=ON, reason="loss of budget",
        by=book.head, on=ON,
    )  # fmt: skip
    renewal = settled(book, renewal)
    assert (renewal.outcome.kind, renewal.outcome.reason) == ("churned", "loss of budget")
    assert renewal.final_minor == 0


def test_another_order_that_moves_the_end_merges(book: Book) -> None:
    renewal = opened(book)
    book.amend(renewal.contract, booked_on=ON, end_on=END + timedelta(days=30))
    renewal = settled(book, renewal)
    assert (renewal.outcome.kind, renewal.final_minor) == ("merged", None)
    ids = open_renewals(on=ON, by=book.head, changed=[renewal.contract_id])
    assert [r.renewal_on for r in Renewal.objects.filter(pk__in=ids)] == [END + timedelta(days=30)]


def test_an_early_renewal_by_contract_reset_is_renewed_in_its_own_period(book: Book) -> None:
    renewal = opened(book)
    change_contract(
        contract_id=renewal.contract_id, booked_on=ON, by=book.head, on=ON,
        changes=[Reset(ON, END + timedelta(days=200), (RenewedLot(1, unit_price_e4=1100_0000),))],
    )  # fmt: skip
    renewal = settled(book, renewal)
    assert (renewal.outcome.kind, renewal.final_minor) == ("renewed", 110_000)
    assert (renewal.renewal_on, renewal.closed_on) == (END, ON)


def test_a_merged_contract_closes_its_renewal_as_merged_not_lost(book: Book) -> None:
    renewal = opened(book)
    other = book.contract("K2", end=END + timedelta(days=60), customer="CU-K1")
    merge_contracts(
        into_id=other.pk, from_ids=[renewal.contract_id], by=book.head, on=ON,
        move=Move(ON, ON, "one contract from now on"),
    )  # fmt: skip
    renewal = settled(book, renewal)
    assert (renewal.outcome.kind, renewal.final_minor) == ("merged", None)


def test_a_reversed_order_opens_its_renewal_again(book: Book) -> None:
    renewal = opened(book)
    order = book.renew(renewal.contract, booked_on=ON, price=1050)
    assert settled(book, renewal).closed_on == ON
    reverse_order(
        contract_id=renewal.contract_id, number=order.number, booked_on=ON, reason="wrong price",
        by=book.head, on=ON,
    )  # fmt: skip
    contracts = [renewal.contract_id]
    assert reopen_reversed(contract_ids=contracts, by=book.head, on=ON) == [renewal.pk]
    assert reopen_reversed(contract_ids=contracts, by=book.head, on=ON) == []
    renewal = Renewal.objects.get(pk=renewal.pk)
    assert (renewal.closed_on, renewal.final_minor) == (None, None)
    assert not hasattr(renewal, "outcome")
    assert AuditEvent.objects.get(verb="renewals.reopen").detail["outcome"] == "renewed"
    assert settled(book, renewal).closed_on is None


def test_what_people_closed_by_hand_stays_closed(book: Book) -> None:
    renewal = opened(book)
    close_renewal(renewal_id=renewal.pk, kind="merged", reason="elsewhere", by=book.head, on=ON)
    order = book.add(renewal.contract, lot=2, start=ON, price=500)
    reverse_order(
        contract_id=renewal.contract_id, number=order.number, booked_on=ON, reason="wrong lot",
        by=book.head, on=ON,
    )  # fmt: skip
    assert reopen_reversed(contract_ids=[renewal.contract_id], by=book.head, on=ON) == []


def test_evergreen_stays_open_when_amended(book: Book) -> None:
    contract = book.contract("E1", end=None, start=date(2024, 3, 10), renewal_type="evergreen")
    open_renewals(on=ON, by=book.head)
    book.amend(contract, booked_on=ON, notice_days=10)
    assert settled(book, Renewal.objects.get()).closed_on is None


def test_amounts_follow_the_ledger_and_a_set_forecast_stays(book: Book) -> None:
    renewal = opened(book, renewal_type="auto", notice_days=30)
    book.add(renewal.contract, lot=2, start=ON, price=500)
    book.amend(renewal.contract, booked_on=ON, notice_days=60)
    assert recompute_amounts(contract_ids=[renewal.contract_id], by=book.head, on=ON) == [
        renewal.pk
    ]
    renewal.refresh_from_db()
    assert renewal.atr_minor == renewal.forecast_minor == 150_000
    assert renewal.notice_on == END - timedelta(days=61)
    assert renewal.contract_revision == 3
    Renewal.objects.update(forecast_minor=90_000)
    book.add(renewal.contract, lot=3, start=ON, price=100)
    recompute_amounts(contract_ids=[renewal.contract_id], by=book.head, on=ON)
    renewal.refresh_from_db()
    assert (renewal.atr_minor, renewal.forecast_minor) == (160_000, 90_000)
    assert recompute_amounts(contract_ids=[renewal.contract_id], by=book.head, on=ON) == []
