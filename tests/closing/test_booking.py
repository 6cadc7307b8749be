"""What was accepted is booked as it was signed, once, and what cannot be says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenure.book.models import ArrMovement, Line, Order, PriceBook, PriceEntry, Product
from tenure.closing.commands import (
    NotBooked,
    book_acceptance,
    book_accepted,
    let_acceptance_go,
)
from tenure.closing.models import Booking, BookingRefusal
from tenure.foundation.models import AuditEvent
from tenure.kernel.money import quantity_e4
from tenure.quotes.commands import OfferClosed, decline_quote, void_acceptance
from tenure.quotes.commands.approvals import set_offer_terms
from tenure.quotes.models import Acceptance, Decline, Quote
from tenure.quotes.rules.acceptance import DeclineReason, Signer
from tenure.quotes.rules.approvals import OfferTermsFacts
from tenure.quotes.rules.asked import AddedProduct, Asked, AskedLine
from tenure.renewals.models import Outcome, Renewal
from tests.closing.offers import AT, DANA, ON, accepted, due_soon, offered
from tests.renewals.builders import Book

OMAR = Signer("Omar Orr", "Chief Financial Officer", "omar@example.com")


def test_the_order_is_what_was_signed(book: Book) -> None:
    contract = due_soon(book, "B1", lots=3, price=1000)
    asked = Asked(
        months=24, uplift_bp=500, lines=(AskedLine(lot=2, quantity_e4=70_000),
                                         AskedLine(lot=3, removed=True)),
    )  # fmt: skip
    quote = offered(book, contract, asked=asked)

    booking = book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)

    contract.refresh_from_db()
    assert (contract.start_on, contract.end_on) == (quote.start_on, quote.end_on)
    lines = Line.objects.filter(contract=contract, start_on__gte=quote.start_on).order_by("lot")
    signed = [row for row in quote.lines.order_by("lot") if row.quantity]
    assert [(row.lot, quantity_e4(row.quantity), row.unit_price_e4) for row in lines] == [
        (row.lot, quantity_e4(row.quantity), row.proposed_price_e4) for row in signed
    ]
    assert [row.lot for row in lines] == [1, 2]
    assert {row.unit_price_e4 for row in lines} == {10_500_000}
    assert sum(row.arr_minor for row in lines) * 2 == quote.proposed_minor
    details = booking.order.details
    assert (details["quote"], details["po_number"]) == (quote.number, "PO-77")
    assert details["proposed_minor"] == quote.proposed_minor


def test_booking_settles_the_renewal_and_opens_the_next(book: Book) -> None:
    contract = due_soon(book, "B1")
    quote = offered(book, contract)

    book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)

    renewal = Renewal.objects.get(pk=quote.renewal_id)
    assert renewal.closed_on == ON
    assert renewal.outcome.kind == Outcome.Kind.RENEWED
    following = Renewal.objects.get(contract=contract, closed_on=None)
    assert following.renewal_on == quote.end_on
    handed = AuditEvent.objects.get(verb="closing.hand_over")
    assert handed.detail["contract"] == "B1"
    assert [line["product"] for line in handed.detail["lines"]] == ["P-B1"]


def test_a_smaller_renewal_is_a_partial_one(book: Book) -> None:
    contract = due_soon(book, "B1", lots=2)
    quote = offered(book, contract, asked=Asked(lines=(AskedLine(lot=2, removed=True),)))

    book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)

    assert Renewal.objects.get(pk=quote.renewal_id).outcome.kind == Outcome.Kind.PARTIAL


def test_a_late_renewal_has_no_gap(book: Book) -> None:
    contract = book.contract("B1", end=ON - timedelta(days=20))
    quote = offered(book, contract)

    book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)

    contract.refresh_from_db()
    assert contract.start_on == ON - timedelta(days=20)
    assert Renewal.objects.get(pk=quote.renewal_id).outcome.kind == Outcome.Kind.RENEWED_LATE


def test_new_lines_and_successors_are_booked_with_it(book: Book) -> None:
    contract = due_soon(book, "B1", lots=2)
    shelf = PriceBook.objects.create(code="LIST", name="List")
    extra = Product.objects.create(code="WAF", name="Firewall")
    PriceEntry.objects.create(
        price_book=shelf, product=extra, currency="EUR", unit_price_e4=3_000_000, price_months=12,
        start_on=date(2020, 1, 1),
    )  # fmt: skip
    quote = offered(
        book, contract, asked=Asked(added=(AddedProduct(product="WAF", quantity_e4=50_000),))
    )

    book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)

    added = Line.objects.get(contract=contract, product=extra)
    assert (quantity_e4(added.quantity), added.unit_price_e4) == (50_000, 3_000_000)
    assert (added.start_on, added.end_on) == (quote.start_on, quote.end_on)
    kinds = set(
        ArrMovement.objects.filter(contract=contract, lot=added.lot).values_list("kind", flat=True)
    )
    assert kinds == {"expansion"}


def test_booking_again_changes_nothing(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))
    acceptance = accepted(book, quote)

    first = book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)
    again = book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)

    assert first == again
    assert Booking.objects.count() == 1
    assert Order.objects.filter(contract=quote.renewal.contract, kind="renewal").count() == 1
    assert book_accepted(by=book.head, on=ON).count == 0


def test_a_contract_changed_after_the_signature_is_not_booked_until_it_is_undone(
    book: Book,
) -> None:
    contract = due_soon(book, "B1")
    quote = offered(book, contract)
    acceptance = accepted(book, quote)
    book.add(contract, lot=9, start=ON, price=50)

    assert book_accepted(by=book.head, on=ON).refused == 1

    with pytest.raises(NotBooked, match="changed after the quote was priced"):
        book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)
    assert BookingRefusal.objects.get().acceptance == acceptance
    assert not Order.objects.filter(contract=contract, kind="renewal").exists()
    assert book_accepted(by=book.head, on=ON).refused == 0, "not tried twice a day"
    void_acceptance(acceptance_id=acceptance.pk, reason="Made again", by=book.head, on=ON)
    assert book_accepted(by=book.head, on=ON + timedelta(days=1)).refused == 0


def test_an_acceptance_is_taken_back_with_what_was_booked(book: Book) -> None:
    contract = due_soon(book, "B1")
    quote = offered(book, contract)
    acceptance = accepted(book, quote)
    book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)

    let_acceptance_go(acceptance_id=acceptance.pk, reason="Signed in error", by=book.head, on=ON)
    let_acceptance_go(acceptance_id=acceptance.pk, reason="Signed in error", by=book.head, on=ON)

    contract.refresh_from_db()
    assert contract.end_on == quote.start_on
    renewal = Renewal.objects.get(pk=quote.renewal_id)
    assert renewal.closed_on is None
    assert Order.objects.filter(contract=contract, kind="reversal").count() == 1
    assert not Acceptance.objects.filter(void_because="").exists()


def test_one_acceptance_counts(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))

    first = accepted(book, quote)

    assert accepted(book, quote) == first
    with pytest.raises(OfferClosed, match="Dana Doe has accepted"):
        accepted(book, quote, OMAR)
    assert Acceptance.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "why"), [(0, ""), (400, "was valid until")], ids=["in time", "too late"]
)
def test_an_offer_ends_with_its_validity(book: Book, days: int, why: str) -> None:
    quote = offered(book, due_soon(book, "B1"))

    if why:
        with pytest.raises(OfferClosed, match=why):
            accepted(book, quote, on=ON + timedelta(days=days))
    else:
        assert accepted(book, quote, on=ON + timedelta(days=days)).quote == quote


def test_a_stale_quote_cannot_be_accepted(book: Book) -> None:
    contract = due_soon(book, "B1")
    quote = offered(book, contract)
    book.add(contract, lot=9, start=ON, price=50)

    with pytest.raises(OfferClosed, match="changed after the quote was priced"):
        accepted(book, Quote.objects.get(pk=quote.pk))


def test_what_is_not_approved_cannot_be_accepted(book: Book) -> None:
    from tenure.quotes.commands.approvers import publish_default_rules

    publish_default_rules(by=book.head, on=ON)
    quote = offered(book, due_soon(book, "B1"), asked=Asked(discount_bp=2500))

    with pytest.raises(OfferClosed, match="not approved"):
        accepted(book, quote)


def test_a_superseded_quote_cannot_be_accepted(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))
    from tenure.quotes.commands import save_asked

    save_asked(quote_id=quote.pk, asked=Asked(uplift_bp=100), by=book.head, on=ON)

    with pytest.raises(OfferClosed, match="taken this quote's place"):
        accepted(book, Quote.objects.get(pk=quote.pk))


def test_declining_leaves_the_renewal_open(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))
    said = {
        "quote_id": quote.pk, "reason": DeclineReason.BUDGET, "note": "No budget left.",
        "name": "Dana", "email": "Dana@Example.com", "by": book.head, "on": ON,
    }  # fmt: skip

    first = decline_quote(**said)  # type: ignore[arg-type]

    assert decline_quote(**said) == first  # type: ignore[arg-type]
    assert Decline.objects.get().email == "dana@example.com"
    assert Renewal.objects.get(pk=quote.renewal_id).closed_on is None
    accepted(book, quote)
    with pytest.raises(OfferClosed, match="accepted already"):
        decline_quote(**(said | {"email": "omar@example.com"}))  # type: ignore[arg-type]


def test_without_automatic_renewal_the_next_term_is_manual(book: Book) -> None:
    contract = due_soon(book, "B1", renewal_type="auto", notice_days=30)
    quote = offered(book, contract)
    set_offer_terms(
        renewal_id=quote.renewal_id, terms=OfferTermsFacts(auto_renews=False), by=book.head, on=ON,
        at=AT,
    )  # fmt: skip

    book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)

    contract.refresh_from_db()
    assert contract.renewal_type == "manual"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"name": " "}, "Who accepts is missing"),
        ({"title": ""}, "office of who accepts is missing"),
        ({"email": "dana"}, "not an e-mail address"),
        ({"email": "da na@example.com"}, "not an e-mail address"),
        ({"po_number": "P" * 61}, "at most 60"),
    ],
)
def test_an_acceptance_without_a_name_or_office_is_none(facts: dict[str, str], why: str) -> None:
    given = {"name": DANA.name, "title": DANA.title, "email": DANA.email} | facts

    with pytest.raises(Exception, match=why):
        Signer(**given)
