"""Whether a quote may go out: one thing wrong at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tenure.book.models import Contract
from tenure.quotes.commands import make_quote, save_asked
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.models import Quote, QuoteEnding
from tenure.quotes.queries import find_quote_by_id, why_not_open, why_not_sendable
from tenure.quotes.rules.asked import Asked
from tenure.quotes.rules.standing import Ending, Standing, why_not_offered, why_not_sent
from tests.quotes.conftest import ON, Book

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
FINE = Standing(
    is_primary=True, is_option=False, is_closed=False, is_stale=False,
    valid_until=date(2027, 1, 30), is_approved=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"is_closed": True}, "The renewal is closed."),
        ({"is_stale": True}, "The contract was changed after the quote was priced."),
        ({"is_approved": False}, "The quote is not approved yet."),
        ({"is_primary": False}, "Another version has taken this quote's place."),
        (
            {"ended": Ending.SUPERSEDED, "ended_because": "Another version took its place."},
            "Another version has taken this quote's place.",
        ),
        (
            {"ended": Ending.WITHDRAWN, "ended_because": "Wrong reseller."},
            "The quote was withdrawn: Wrong reseller.",
        ),
        (
            {"ended": Ending.EXPIRED, "ended_because": "Not accepted in time."},
            "The offer has ended: Not accepted in time.",
        ),
    ],
)
def test_each_reason_is_said(change: dict[str, object], said: str) -> None:
    assert why_not_offered(replace(FINE, **change), ON) == said  # type: ignore[arg-type]
    assert why_not_sent(replace(FINE, **change), ON) == said  # type: ignore[arg-type]


def test_the_last_day_of_validity_still_counts() -> None:
    assert why_not_offered(FINE, date(2027, 1, 30)) == ""
    assert why_not_offered(FINE, date(2027, 1, 31)) == "The offer was valid until 30 Jan 2027."


def test_an_option_is_accepted_but_not_sent_by_itself() -> None:
    option = replace(FINE, is_primary=False, is_option=True)
    assert why_not_offered(option, ON) == ""
    assert why_not_sent(option, ON).startswith("This is an option: send the primary quote")


def current(quote: Quote, book: Book) -> Quote:
    found = find_quote_by_id(quote.pk, user=book.head)
    assert found is not None
    return found


def test_a_quote_goes_out_once_it_is_approved_and_not_when_the_contract_moves(book: Book) -> None:
    quote = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    assert why_not_sendable(current(quote, book), on=ON) == "The quote is not approved yet."
    request_approval(quote_id=quote.pk, by=book.head, on=ON, at=AT)
    assert why_not_sendable(current(quote, book), on=ON) == ""
    late = quote.valid_until + timedelta(days=1)
    assert "valid until" in why_not_sendable(current(quote, book), on=late)
    Contract.objects.update(revision=2)
    assert "changed after" in why_not_sendable(current(quote, book), on=ON)


def test_the_version_before_is_superseded_and_stays_so(book: Book) -> None:
    first = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    second = save_asked(quote_id=first.pk, asked=Asked(uplift_bp=100), by=book.head, on=ON)
    request_approval(quote_id=second.pk, by=book.head, on=ON, at=AT)
    ending = QuoteEnding.objects.get()
    assert (ending.quote, ending.kind, ending.ended_by) == (first, "superseded", book.head)
    assert "Another version" in why_not_open(current(first, book), on=ON)
    assert why_not_open(current(second, book), on=ON) == ""
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuoteEnding.objects.all().delete()
