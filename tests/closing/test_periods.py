"""Closing a period: what stands against it, what it holds, reopening, and what came in since."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from tenure.book.commands.orders import OrderDraft, book_order
from tenure.book.commands.periods import LockRefused, lock_periods
from tenure.book.models import ArrMovement, Contract, Order, PeriodLock, PeriodReopening
from tenure.book.rules.backdating import PeriodLocked
from tenure.book.rules.facts import Action
from tenure.closing.commands import own_discrepancies, reconcile
from tenure.closing.commands.periods import (
    PeriodNotReady,
    close_period,
    reopen_lock,
    reopen_period,
)
from tenure.closing.models import Discrepancy, PeriodClose
from tenure.closing.queries.periods import changed_figures, changes_since, period_checks
from tenure.closing.queries.periods import period_figures as figures_of
from tenure.closing.rules import Side
from tenure.closing.rules.periods import next_periods, read_period
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.decisions import close_renewal
from tests.closing.exports import Export
from tests.closing.offers import ON, accepted, due_soon, offered
from tests.renewals.builders import Book

DECEMBER = read_period("2026-12")
WORDS = {"compared": "Exports come in next week."}


def close(book: Book, name: str = "2026-12", **given: object) -> PeriodClose:
    return close_period(
        period=read_period(name), by=book.head, on=ON, **{"excepted": WORDS, **given}
    )  # type: ignore[arg-type]


def counts(book: Book, over_minor: int = 0) -> dict[str, int]:
    checks = period_checks(DECEMBER, user=book.head, on=ON, over_minor=over_minor)
    return {check.code: check.count for check in checks if not check.is_met}


def back_date(book: Book, key: str = "C1", *, price: int = 600) -> Order:
    """Book a lot from the middle of December on."""
    contract = Contract.objects.get(key=key)
    start = date(2026, 12, 10)
    segment = book.segment(start, contract.end_on, lot=9, price=price, product=f"P-{key}")
    draft = OrderDraft(
        kind="amendment", effective_on=start, booked_on=ON, actions=[Action("add", segment)],
        reason="came in late",
    )  # fmt: skip
    return book_order(contract_id=contract.pk, draft=draft, by=book.head, on=ON)


def test_a_close_locks_the_ledger_and_keeps_who_when_and_the_figures(book: Book) -> None:
    made = close(book, note="As agreed with finance.")
    assert (made.closed_by, made.closed_on, made.lock.before) == (book.head, ON, date(2027, 1, 1))
    [figures] = made.figures
    assert (figures["currency"], figures["end_minor"]) == ("EUR", 11_200_00)
    assert {check["code"]: check["excepted"] for check in made.checks if check["count"]} == WORDS
    with pytest.raises(PeriodLocked, match="before 1 Jan 2027 are locked"):
        back_date(book)
    assert close(book) == made, "closing it again changes nothing"
    assert AuditEvent.objects.filter(verb="closing.close_period").count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PeriodClose.objects.update(note="x")


def test_a_period_that_is_not_compared_is_not_ready(book: Book, tmp_path: Path) -> None:
    with pytest.raises(PeriodNotReady, match=r"compared since its end \(1 not\)") as refused:
        close(book, excepted={})
    assert [check.code for check in refused.value.checks] == ["compared"]
    assert not PeriodLock.objects.exists(), "nothing is locked when it is refused"
    Export.that_agrees(Side.BILLING, ON).load(tmp_path, by=book.head, on=ON)
    reconcile(by=book.head, on=ON)
    assert close(book, excepted={}).checks[1]["count"] == 0


def test_a_large_difference_needs_an_owner(book: Book, tmp_path: Path) -> None:
    billing = Export.that_agrees(Side.BILLING, ON)
    billing.line("C1")["price"] += 10_0000
    billing.load(tmp_path, by=book.head, on=ON)
    reconcile(by=book.head, on=ON)
    Discrepancy.objects.update(owner=None)
    assert counts(book) == {"owned": 1}
    [check] = [
        one for one in period_checks(DECEMBER, user=book.head, on=ON, over_minor=0) if one.count
    ]
    assert "10.00 EUR" in check.found[0]
    assert counts(book, over_minor=10_00) == {}, "the amount itself is still allowed"
    [row] = Discrepancy.objects.all()
    own_discrepancies(ids=[row.pk], staff_id=book.manager().pk, by=book.head, on=ON)
    assert counts(book) == {}


def test_an_accepted_quote_has_to_be_booked(book: Book) -> None:
    contract = due_soon(book, "C3")
    acceptance = accepted(book, offered(book, contract))
    assert "booked" not in counts(book), "it was accepted after December"
    type(acceptance).objects.update(accepted_on=date(2026, 12, 31))
    assert counts(book)["booked"] == 1


def test_a_renewal_that_came_due_has_to_be_decided_or_named(book: Book) -> None:
    late = book.contract("C3", end=date(2026, 12, 20), price=100)
    quote = offered(book, late)
    assert counts(book)["decided"] == 1
    with pytest.raises(PeriodNotReady, match="is decided"):
        close(book)
    words = {**WORDS, "decided": "C3: contested, the customer's board meets on 20 January."}
    made = close(book, excepted=words)
    assert {check["code"]: check["count"] for check in made.checks}["decided"] == 1
    reopen_period(name="2026-12", reason="It is lost.", by=book.head, on=ON)
    close_renewal(renewal_id=quote.renewal_id, kind="churned", reason="budget", by=book.head, on=ON)
    assert "decided" not in counts(book)


def test_what_is_not_over_cannot_be_closed_or_excepted(book: Book) -> None:
    with pytest.raises(InvalidInput, match="can be closed from 1 Feb 2027"):
        close(book, "2027-01", excepted={**WORDS, "over": "soon"})


def test_no_gap_is_left(book: Book) -> None:
    close(book, "2026-10")
    with pytest.raises(InvalidInput, match="Close what follows 2026-10 first"):
        close(book, "2026-12")
    close(book, "2026-11")
    close(book, "2026-12")
    with pytest.raises(LockRefused, match="locked already"):
        close(book, "2026-Q3")
    assert close(book, "2026-Q4").lock == PeriodClose.objects.get(name="2026-12").lock
    assert next_periods(open_from=date(2027, 1, 1), today=ON) == []
    assert [one.name for one in next_periods(open_from=None, today=ON)] == ["2026-12"]


def test_only_the_latest_is_reopened_with_a_reason_by_who_may(book: Book) -> None:
    close(book, "2026-11")
    close(book, "2026-12")
    sam = User.objects.create(username="sam", role=Role.SALES_OPERATIONS)
    with pytest.raises(NotAllowed):
        reopen_period(name="2026-12", reason="x", by=sam, on=ON)
    with pytest.raises(LockRefused, match="only the latest"):
        reopen_period(name="2026-11", reason="x", by=book.head, on=ON)
    with pytest.raises(LockRefused, match="Say why"):
        reopen_period(name="2026-12", reason=" ", by=book.head, on=ON)
    for _ in range(2):
        reopen_period(name="2026-12", reason="A late order.", by=book.head, on=ON)
    again = PeriodReopening.objects.get()
    assert (again.reopened_by, again.reason) == (book.head, "A late order.")
    assert AuditEvent.objects.filter(verb="closing.reopen_period").count() == 1
    reopen_period(name="2026-11", reason="That too.", by=book.head, on=ON)
    rita = book.manager().user
    assert rita is not None
    with pytest.raises(NotAllowed):
        close_period(period=DECEMBER, by=rita, on=ON)


def test_a_later_lock_goes_before_a_close_is_reopened(book: Book) -> None:
    close(book)
    later = lock_periods(before=date(2027, 1, 5), by=book.head, on=ON)
    with pytest.raises(LockRefused):
        reopen_period(name="2026-12", reason="A credit", by=book.head, on=ON)
    with pytest.raises(NotAllowed):
        reopen_lock(reason="A credit", by=book.manager("alice").user, on=ON)

    assert reopen_lock(reason="A credit", by=book.head, on=ON) == later.before
    with pytest.raises(InvalidInput, match="2026-12 was closed with that lock"):
        reopen_lock(reason="A credit", by=book.head, on=ON)
    reopen_period(name="2026-12", reason="A credit", by=book.head, on=ON)
    with pytest.raises(InvalidInput, match="Nothing is locked"):
        reopen_lock(reason="A credit", by=book.head, on=ON)


def test_what_came_in_since_is_shown_and_it_is_closed_anew(book: Book) -> None:
    first = close(book)
    assert changed_figures(first, figures_of(DECEMBER)) == []
    reopen_period(name="2026-12", reason="A late order.", by=book.head, on=ON)
    order = back_date(book, price=600)
    changed = changed_figures(first, figures_of(DECEMBER))
    assert {(one.what, one.now_minor - one.then_minor) for one in changed} == {
        ("end", 600_00), ("expansion", 600_00),
    }  # fmt: skip
    [since] = changes_since(first, book.head)
    assert (since.order, since.amount_minor) == (order, 600_00)
    again = close(book)
    assert again != first
    assert again.figures[0]["end_minor"] == 11_800_00
    with pytest.raises(PeriodLocked):
        back_date(book, "C2")


def test_postgresql_itself_holds_the_lock_and_its_reopening(book: Book) -> None:
    lock_periods(before=date(2027, 1, 1), by=book.head, on=ON)
    row = ArrMovement.objects.first()
    assert row is not None
    row.pk = None
    with pytest.raises(DatabaseError, match="are locked"), transaction.atomic():
        row.save(force_insert=True)
    lock = PeriodLock.objects.get()
    PeriodReopening.objects.create(lock=lock, reason="x", reopened_on=ON, reopened_by=book.head)
    row.save(force_insert=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PeriodReopening.objects.all().delete()


def test_what_is_named_is_only_what_one_may_see(book: Book) -> None:
    secret = book.contract("C3", end=date(2026, 12, 20))
    type(secret.customer).objects.filter(pk=secret.customer_id).update(export_controlled=True)
    offered(book, secret)
    sam = User.objects.create(username="sam", role=Role.SALES_OPERATIONS)
    checks = {one.code: one for one in period_checks(DECEMBER, user=sam, on=ON)}
    assert (checks["decided"].count, checks["decided"].found) == (1, ())


@pytest.mark.parametrize(
    ("name", "start", "last"),
    [
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("2027-q4", date(2027, 10, 1), date(2027, 12, 31)),
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_periods_by_name(name: str, start: date, last: date) -> None:
    found = read_period(name)
    assert (found.days.start, found.end_on - timedelta(days=1)) == (start, last)


@pytest.mark.parametrize("name", ["", "2027-13", "2027-00", "2027-Q5", "27", "0000-01", "9999-12"])
def test_what_is_no_period(name: str) -> None:
    with pytest.raises(InvalidInput):
        read_period(name)
