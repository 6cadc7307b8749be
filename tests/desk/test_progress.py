"""Where a renewal stands at a glance: what is done, what is missing, who holds it."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.closing.commands.booking import book_accepted
from tenure.desk.queries.renewal_page import renewal_page
from tenure.desk.rules.progress import STAGES, StageFacts, progress
from tenure.quotes.commands import withdraw_quote
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.commands.sending import send_quote
from tenure.renewals.models import Renewal
from tests.closing.offers import AT, ON, accepted, due_soon, offered
from tests.renewals.builders import Book

DAY = date(2027, 1, 15)
DONE = StageFacts(DAY, "done")


@pytest.mark.parametrize(
    ("done", "is_over", "states"),
    [
        ("", False, "now to_come to_come to_come to_come to_come"),
        ("quote", False, "done now to_come to_come to_come to_come"),
        ("quote approval sent", False, "done done done now to_come to_come"),
        ("approval sent", False, "now done done to_come to_come to_come"),
        ("quote approval accepted", False, "done done not_needed done now to_come"),
        ("quote approval sent", True, "done done done not_needed not_needed not_needed"),
        ("booked", True, "not_needed not_needed not_needed not_needed done now"),
        (" ".join(STAGES), True, "done done done done done done"),
    ],
)
def test_the_first_that_is_not_done_is_now(done: str, is_over: bool, states: str) -> None:
    stages = progress(dict.fromkeys(done.split(), DONE), is_over=is_over)
    assert [str(stage.state) for stage in stages] == states.split()


def now(book: Book, renewal: Renewal, on: date = ON) -> tuple[str, str, str]:
    page = renewal_page(renewal.pk, user=book.head, on=on)
    assert page is not None
    [stage] = [stage for stage in page.progress if stage.state == "now"]
    return stage.code, stage.facts.note, stage.facts.holder


def test_a_renewal_is_followed_from_its_quote_to_its_booking(book: Book) -> None:
    quote = offered(book, due_soon(book, "C-1"))
    renewal = quote.renewal
    assert now(book, renewal)[:2] == ("sent", "The offer has to reach the customer.")
    assert now(book, renewal, on=date(2028, 1, 1))[:2] == (
        "quote", "The quote has expired: make it again.",
    )  # fmt: skip
    accepted(book, quote)
    assert now(book, renewal) == ("booked", "It is booked within minutes.", "Tenure")
    book_accepted(by=book.head, on=ON)
    code, note, holder = now(book, renewal)
    assert (code, holder) == ("reconciled", "operations")
    assert "Agrees with billing: Not compared since it was booked." in note


def test_what_is_sent_waits_for_the_customer(book: Book) -> None:
    quote = offered(book, due_soon(book, "C-1"))
    send_quote(quote_id=quote.pk, to="dana@example.com", by=book.head, on=ON)

    page = renewal_page(quote.renewal_id, user=book.head, on=ON)

    assert page is not None
    sent = next(stage for stage in page.progress if stage.code == "sent")
    assert (sent.facts.done_on, sent.facts.note) == (ON, "To Dana; not opened yet.")
    assert now(book, quote.renewal)[0] == "accepted"


def test_what_is_missing_of_a_quote_is_said(book: Book) -> None:
    quote = offered(book, due_soon(book, "C-1"))
    withdraw_quote(quote_id=quote.pk, reason="Wrong reseller", by=book.head, on=ON)
    assert now(book, quote.renewal) == (
        "quote", "The quote was withdrawn: make it again.", "Alice",
    )  # fmt: skip


def test_a_quote_whose_approval_nobody_asked_for_waits_for_its_owner(book: Book) -> None:
    quote = offered(book, due_soon(book, "C-1"))
    quote.renewal.approvals.update(void_because="Changed since: value.")
    assert now(book, quote.renewal)[:2] == ("approval", "Nobody has asked for it yet.")
    request_approval(quote_id=quote.pk, by=book.head, on=ON, at=AT)
    assert now(book, quote.renewal)[0] == "sent"
