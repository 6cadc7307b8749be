"""A purchase order says what was offered, or finance and legal both let it pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings

from tenure.closing.commands import (
    NotBooked,
    PaperRefused,
    book_acceptance,
    check_paper,
    waive_mismatches,
)
from tenure.closing.queries.paper import offered_on_paper, paper_standing
from tenure.closing.rules.paper import PaperOffered, PaperSaid, mismatches
from tenure.documents.queries import open_document
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.quotes.commands import accept_quote
from tenure.quotes.commands.approvers import seat_approver
from tenure.quotes.commands.offer_events import upload_signed
from tenure.quotes.commands.sending import send_quote
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.rules.acceptance import Manner
from tenure.quotes.rules.approvals import Approver
from tenure.quotes.rules.sendings import offer_token
from tests.closing.offers import DANA, ON, due_soon, offered
from tests.renewals.builders import Book

OFFERED = PaperOffered(
    entities=("Aurora Shipping AS", "Aurora"), quote_number="Q-2027-000042", payment_days=30,
    products=(("EDGE", "Edge Network"), ("WAF", "Firewall")), total_minor=1_200_000,
    once_minor=50_000, currency="EUR",
)  # fmt: skip
SAID = PaperSaid(
    entity="AURORA SHIPPING, AS", quote_number="q-2027-000042", payment_days=30,
    lines="1. Edge network, 12 months\n2. WAF", total_minor=1_200_000, currency="EUR",
)  # fmt: skip


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({}, []),
        ({"entity": "aurora"}, []),
        ({"entity": "Aurora Shipping Ltd"}, ["entity"]),
        ({"quote_number": "Q-2027-000041"}, ["quote_number"]),
        ({"payment_days": 14}, []),
        ({"payment_days": 60}, ["payment_days"]),
        ({"lines": "Edge network"}, ["lines"]),
        ({"lines": "Knowledge networks, WAFfles"}, ["lines"]),
        ({"total_minor": 1_250_000}, []),
        ({"total_minor": 1_200_001}, ["total"]),
        ({"currency": "USD"}, ["total"]),
        ({"entity": "X", "payment_days": 90}, ["entity", "payment_days"]),
    ],
)  # fmt: skip
def test_each_field_is_compared(other: dict[str, object], differs: list[str]) -> None:
    said = replace(SAID, **other)

    assert [one.field for one in mismatches(said, OFFERED)] == differs


def test_a_mismatch_says_what_both_say() -> None:
    [one] = mismatches(replace(SAID, total_minor=99), OFFERED)

    assert (one.said, one.offered) == ("0.99 EUR", "12,500.00 EUR")
    with pytest.raises(InvalidInput, match="Say what the paper has"):
        replace(SAID, lines=" ")
    with pytest.raises(InvalidInput, match="zero or more"):
        replace(SAID, payment_days=-1)


def ordered(book: Book) -> Acceptance:
    """Let a purchase order come in for a quote."""
    quote = offered(book, due_soon(book, "B1"))
    return accept_quote(
        quote_id=quote.pk, signer=DANA, manner=Manner.PURCHASE_ORDER, by=book.head, on=ON
    )


def right(quote: Quote) -> PaperSaid:
    """Return a purchase order that says what was offered."""
    return PaperSaid(
        entity="CU-B1", quote_number=quote.number, payment_days=30, lines="P-B1",
        total_minor=quote.proposed_minor, currency=quote.currency,
    )  # fmt: skip


def test_a_purchase_order_is_compared_before_it_is_booked(book: Book) -> None:
    acceptance = ordered(book)

    with pytest.raises(NotBooked, match="not compared with the quote yet"):
        book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)
    made = check_paper(
        acceptance_id=acceptance.pk, said=right(acceptance.quote), by=book.head, on=ON
    )
    again = check_paper(
        acceptance_id=acceptance.pk, said=right(acceptance.quote), by=book.head, on=ON
    )
    assert made == again
    assert book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON).order.number == 2
    with pytest.raises(PaperRefused, match="booked already"):
        check_paper(acceptance_id=acceptance.pk, said=right(acceptance.quote), by=book.head, on=ON)


def test_a_difference_stops_it_until_a_new_paper_says_it_right(book: Book) -> None:
    acceptance = ordered(book)
    wrong = replace(right(acceptance.quote), payment_days=90)
    check_paper(acceptance_id=acceptance.pk, said=wrong, by=book.head, on=ON)

    with pytest.raises(NotBooked, match="differs from the quote in payment days"):
        book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)
    check_paper(acceptance_id=acceptance.pk, said=right(acceptance.quote), by=book.head, on=ON)
    book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)


def test_finance_and_legal_both_let_it_pass_and_nobody_for_themselves(book: Book) -> None:
    acceptance = ordered(book)
    fay = User.objects.create(username="fay", role=Role.DEAL_DESK, cleared=True)
    lea = User.objects.create(username="lea", role=Role.DEAL_DESK, cleared=True)
    for role, user in ((Approver.FINANCE, fay), (Approver.LEGAL, lea)):
        seat_approver(role=role, user=user, start_on=ON, by=book.head, on=ON)
    wrong = replace(right(acceptance.quote), entity="Somebody else")
    check = check_paper(acceptance_id=acceptance.pk, said=wrong, by=book.head, on=ON)
    given = {"check_id": check.pk, "reason": "The group's buying company", "on": ON}

    with pytest.raises(NotAllowed):
        waive_mismatches(role="finance", by=lea, **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        waive_mismatches(role="finance", by=book.head, **given)  # type: ignore[arg-type]
    first = waive_mismatches(role="finance", by=fay, **given)  # type: ignore[arg-type]
    assert waive_mismatches(role="finance", by=fay, **given) == first  # type: ignore[arg-type]
    assert paper_standing(acceptance).waits_for == ("legal",)
    with pytest.raises(NotBooked, match="legal must let it pass"):
        book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)
    waive_mismatches(role="legal", by=lea, **given)  # type: ignore[arg-type]
    book_acceptance(acceptance_id=acceptance.pk, by=book.head, on=ON)


def test_whoever_brought_it_in_does_not_let_it_pass(book: Book) -> None:
    acceptance = ordered(book)
    seat_approver(role=Approver.FINANCE, user=book.head, start_on=ON, by=book.head, on=ON)
    wrong = replace(right(acceptance.quote), entity="Somebody else")
    check = check_paper(acceptance_id=acceptance.pk, said=wrong, by=book.head, on=ON)

    with pytest.raises(NotAllowed):
        waive_mismatches(check_id=check.pk, role="finance", reason="x", by=book.head, on=ON)


def test_what_was_uploaded_last_is_kept_with_the_comparison(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))
    sending = send_quote(quote_id=quote.pk, to="dana@example.com", by=book.head, on=ON)
    token = offer_token(sending.nonce, settings.SECRET_KEY)
    for content in (b"%PDF-first", b"%PDF-second"):
        upload_signed(
            token=token, name="po.pdf", content=content, manner=Manner.PURCHASE_ORDER,
            by=book.system, on=ON,
        )  # fmt: skip
    acceptance = accept_quote(
        quote_id=quote.pk, signer=DANA, manner=Manner.PURCHASE_ORDER, by=book.head, on=ON
    )

    made = check_paper(acceptance_id=acceptance.pk, said=right(quote), by=book.head, on=ON)

    assert made.document is not None
    assert open_document(made.document) == b"%PDF-second"


def test_what_is_offered_is_read_from_the_quote(book: Book) -> None:
    acceptance = ordered(book)

    found = offered_on_paper(acceptance.quote)

    assert found.products == (("P-B1", "P-B1"),)
    assert (found.total_minor, found.currency) == (acceptance.quote.proposed_minor, "EUR")
