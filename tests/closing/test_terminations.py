"""Notices are checked against the contract, the save play comes first, the end is booked once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tenure.book.models import Contract
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.changes import Cause, ChangeRefused, Settlement, Timing
from tenure.book.rules.fold import fold
from tenure.closing.commands import (
    NoticeNotOpen,
    book_notice,
    log_save,
    record_notice,
    tick_data_return,
    withdraw_notice,
)
from tenure.closing.models import NoticeEnd, TerminationNotice
from tenure.closing.rules.terminations import Channel, NoticeGiven, check_notice
from tenure.kernel.errors import InvalidInput
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Outcome, Renewal
from tests.closing.offers import ON
from tests.renewals.builders import Book

GIVEN = NoticeGiven(
    received_on=ON, channel=Channel.EMAIL, given_by="Dana Doe", reason="budget", proof="ticket 7"
)
END = ON + timedelta(days=90)


def noticed(book: Book, contract: Contract, given: NoticeGiven = GIVEN) -> TerminationNotice:
    open_renewals(on=ON, by=book.head, horizon_days=400)
    return record_notice(contract_id=contract.pk, given=given, by=book.head, on=ON)


def tried(book: Book, notice: TerminationNotice) -> None:
    log_save(notice_id=notice.pk, tactic="executive_call", note="Hana rang.", by=book.head, on=ON)


@pytest.mark.parametrize(
    ("facts", "given", "ends_on", "in_time"),
    [
        ({"notice_days": 90}, {}, END, True),
        ({"notice_days": 89}, {}, END, True),
        ({"renewal_type": "auto", "notice_days": 89}, {}, END, True),
        ({"renewal_type": "auto", "notice_days": 90}, {}, date(2028, 4, 15), False),
        ({"renewal_type": "auto", "notice_days": 90, "renewal_term_months": 24}, {},
         date(2029, 4, 15), False),
        ({"notice_days": 30}, {"timing": Timing.AT_NOTICE}, date(2027, 2, 15), False),
        ({}, {"timing": Timing.IMMEDIATE, "cause": Cause.FOR_CAUSE}, ON, True),
        ({}, {"timing": Timing.IMMEDIATE, "cause": Cause.FOR_CAUSE,
              "wanted_on": date(2027, 1, 20)}, date(2027, 1, 20), True),
    ],
    ids=["manual late", "manual", "auto in time", "auto late by a day", "two years more",
         "inside the term", "for cause", "for cause later"],
)  # fmt: skip
def test_when_a_notice_ends_a_contract(
    book: Book, facts: dict[str, object], given: dict[str, object], ends_on: date, in_time: bool
) -> None:
    contract = book.contract("T1", end=END, **facts)  # type: ignore[arg-type]

    checked = check_notice(fold(booked_orders(contract)), replace(GIVEN, **given))

    assert checked.ends_on == ends_on
    assert checked.is_in_time == in_time


def test_a_notice_on_an_open_contract_ends_it_after_the_notice_days(book: Book) -> None:
    contract = book.contract(
        "T1", end=None, start=ON - timedelta(days=200), renewal_type="evergreen", notice_days=30
    )

    checked = check_notice(fold(booked_orders(contract)), GIVEN)

    assert (checked.ends_on, checked.is_in_time) == (ON + timedelta(days=31), True)


def test_the_save_play_comes_before_the_end(book: Book) -> None:
    contract = book.contract("T1", end=END)
    notice = noticed(book, contract)

    with pytest.raises(NoticeNotOpen, match="save play"):
        book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)
    tried(book, notice)
    end = book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)

    contract.refresh_from_db()
    assert contract.ended_on == END
    assert contract.end_reason == "Loss of budget"
    assert end.credit_minor == 0, "nothing is paid for days after the term"
    outcome = Renewal.objects.get(contract=contract).outcome
    assert (outcome.kind, outcome.reason) == (Outcome.Kind.CHURNED, "Loss of budget")


def test_booking_again_ends_nothing_twice(book: Book) -> None:
    notice = noticed(book, book.contract("T1", end=END))
    tried(book, notice)

    first = book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)
    again = book_notice(notice_id=notice.pk, settlement=Settlement.REFUND, by=book.head, on=ON)

    assert first == again
    assert NoticeEnd.objects.get().settlement == Settlement.NOTHING


def test_for_cause_the_rest_of_the_term_is_worth_its_days(book: Book) -> None:
    contract = book.contract("T1", end=date(2028, 1, 15), start=date(2027, 1, 15), price=1200)
    given = replace(
        GIVEN, timing=Timing.IMMEDIATE, cause=Cause.FOR_CAUSE, wanted_on=date(2027, 7, 15)
    )
    notice = noticed(book, contract, given)
    tried(book, notice)

    end = book_notice(notice_id=notice.pk, settlement=Settlement.REFUND, by=book.head, on=ON)

    assert (end.credit_minor, end.currency) == (60_000, "EUR"), "six months of 100.00"
    assert end.order is not None
    assert end.order.details["credit_minor"] == 60_000


def test_a_late_notice_waits_for_the_term_that_follows_or_for_goodwill(book: Book) -> None:
    contract = book.contract("T1", end=END, renewal_type="auto", notice_days=90)
    notice = noticed(book, contract)
    tried(book, notice)

    with pytest.raises(NoticeNotOpen, match="came too late for this term"):
        book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)
    with pytest.raises(InvalidInput, match="needs a reason"):
        book_notice(
            notice_id=notice.pk, settlement=Settlement.NOTHING, ends_on=END, by=book.head, on=ON
        )
    book_notice(
        notice_id=notice.pk, settlement=Settlement.NOTHING, ends_on=END, reason="Goodwill",
        by=book.head, on=ON,
    )  # fmt: skip
    contract.refresh_from_db()
    assert contract.ended_on == END


def test_a_withdrawn_notice_leaves_the_contract_as_it_was(book: Book) -> None:
    contract = book.contract("T1", end=END)
    notice = noticed(book, contract)

    end = withdraw_notice(
        notice_id=notice.pk, reason="Two years at the old price", by=book.head, on=ON
    )

    assert end.kind == NoticeEnd.Kind.WITHDRAWN
    contract.refresh_from_db()
    assert contract.ended_on is None
    with pytest.raises(NoticeNotOpen, match="settled"):
        book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)
    later = replace(GIVEN, note="For good this time")
    assert noticed(book, contract, later).pk != notice.pk


def test_one_notice_is_open_at_a_time(book: Book) -> None:
    contract = book.contract("T1", end=END)
    notice = noticed(book, contract)

    assert noticed(book, contract) == notice
    with pytest.raises(NoticeNotOpen, match="Dana Doe gave notice"):
        noticed(book, contract, replace(GIVEN, given_by="Omar"))


def test_data_is_returned_once_the_end_is_booked(book: Book) -> None:
    notice = noticed(book, book.contract("T1", end=END))
    with pytest.raises(NoticeNotOpen, match="once the termination is booked"):
        tick_data_return(notice_id=notice.pk, step="offered", by=book.head, on=ON)
    tried(book, notice)
    book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)

    first = tick_data_return(notice_id=notice.pk, step="offered", by=book.head, on=ON)

    assert tick_data_return(notice_id=notice.pk, step="offered", by=book.head, on=ON) == first
    with pytest.raises(InvalidInput, match="no step"):
        tick_data_return(notice_id=notice.pk, step="burnt", by=book.head, on=ON)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"given_by": " "}, "who gave"),
        ({"channel": Channel.PHONE, "proof": ""}, "telephone needs a proof"),
        ({"timing": Timing.IMMEDIATE}, "Only for cause"),
    ],
)
def test_what_is_no_notice(facts: dict[str, object], why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        replace(GIVEN, **facts)


def test_an_ended_contract_takes_no_notice(book: Book) -> None:
    contract = book.contract("T1", end=END)
    notice = noticed(book, contract)
    tried(book, notice)
    book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=ON)

    with pytest.raises(ChangeRefused, match="has ended"):
        noticed(book, contract)
