"""Which renewals are opened, and with which dates and amounts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenure.book.commands.orders import OrderDraft, book_order
from tenure.book.rules.facts import Action
from tenure.foundation.models import AuditEvent
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
IN_100_DAYS = ON + timedelta(days=100)


def opened(book: Book, on: date = ON, **more: object) -> list[Renewal]:
    ids = open_renewals(on=on, by=book.head, **more)  # type: ignore[arg-type]
    return list(Renewal.objects.filter(pk__in=ids).order_by("renewal_on", "contract__key"))


def test_dates_amounts_owner_and_next_action(book: Book) -> None:
    contract = book.contract("K1", end=date(2027, 5, 1), renewal_type="auto", notice_days=60)
    [renewal] = opened(book)
    assert (renewal.renewal_on, renewal.due_on) == (date(2027, 5, 1), date(2027, 4, 30))
    assert renewal.notice_on == date(2027, 3, 1)
    assert renewal.atr_minor == renewal.forecast_minor == 100_000
    assert renewal.final_minor is renewal.closed_on is None
    assert renewal.owner == contract.owner
    assert renewal.next_action == "prepare"
    assert renewal.act_on == date(2027, 1, 1)
    assert "1 Jan 2027" in renewal.act_reason


def test_horizon_is_half_open_and_past_due_is_included(book: Book) -> None:
    for key, days in (("past", -400), ("today", 0), ("last", 179), ("beyond", 180)):
        book.contract(key, end=ON + timedelta(days=days))
    assert [renewal.contract.key for renewal in opened(book)] == ["past", "today", "last"]


def test_ended_and_endless_contracts_open_nothing(book: Book) -> None:
    book.contract("endless", end=None)
    book.contract("ended", end=IN_100_DAYS, ended_on=IN_100_DAYS)
    assert opened(book) == []


def test_opening_again_opens_nothing_and_tells_nothing(book: Book) -> None:
    book.contract("K1", end=IN_100_DAYS)
    assert len(opened(book)) == 1
    events = AuditEvent.objects.count()
    assert opened(book) == []
    assert opened(book, since=ON, changed=[Renewal.objects.get().contract_id]) == []
    assert AuditEvent.objects.count() == events
    assert AuditEvent.objects.filter(verb="renewals.open").count() == 1


def test_next_day_opens_what_entered_and_what_changed(book: Book) -> None:
    book.contract("K1", end=IN_100_DAYS)
    opened(book)
    horizon = ON + timedelta(days=180)
    book.contract("entering", end=horizon)
    imported = book.contract("imported", end=IN_100_DAYS)
    book.contract("unseen", end=IN_100_DAYS)  # neither in the slice nor named as changed
    found = opened(book, ON + timedelta(days=1), since=horizon, changed=[imported.pk])
    assert [renewal.contract.key for renewal in found] == ["imported", "entering"]


@pytest.mark.parametrize(
    ("first_start", "on", "anniversary"),
    [
        (date(2024, 3, 10), date(2027, 1, 15), date(2027, 3, 10)),
        (date(2024, 2, 29), date(2027, 1, 15), date(2027, 2, 28)),
        (date(2023, 2, 28), date(2028, 1, 15), date(2028, 2, 29)),  # the month's end is kept
        (date(2024, 2, 28), date(2028, 1, 15), date(2028, 2, 28)),
        (date(2020, 1, 5), date(2026, 12, 1), date(2027, 1, 5)),
    ],
)
def test_evergreen_opens_on_its_anniversary(
    book: Book, first_start: date, on: date, anniversary: date
) -> None:
    contract = book.contract("E1", end=None, start=first_start, renewal_type="evergreen")
    [renewal] = opened(book, on)
    assert renewal.renewal_on == anniversary
    assert (renewal.renewal_type, renewal.next_action) == ("evergreen", "review_evergreen")
    assert renewal.notice_on is None
    assert renewal.atr_minor == 100_000
    assert opened(book, on, since=on, changed=[contract.pk]) == []


def test_evergreen_of_this_year_has_no_anniversary_yet(book: Book) -> None:
    book.contract("E1", end=None, start=ON + timedelta(days=5), renewal_type="evergreen")
    assert opened(book) == []


def test_changed_evergreen_opens_its_next_anniversary(book: Book) -> None:
    contract = book.contract("E1", end=None, start=date(2024, 3, 10), renewal_type="evergreen")
    [renewal] = opened(book, since=ON + timedelta(days=180), changed=[contract.pk])
    assert renewal.renewal_on == date(2027, 3, 10)


def test_atr_is_the_ledger_of_lots_that_end_with_the_term(book: Book) -> None:
    contract = book.contract("K1", end=IN_100_DAYS, lots=2)
    longer = book.segment(contract.start_on, IN_100_DAYS + timedelta(days=365), lot=3)
    draft = OrderDraft("amendment", contract.start_on, contract.start_on, [Action("add", longer)])
    book_order(contract_id=contract.pk, draft=draft, by=book.system, on=ON)
    [renewal] = opened(book)
    assert renewal.atr_minor == 200_000
