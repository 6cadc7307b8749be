"""Quotes on a small book that are approved and can be accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tenure.book.models import Contract
from tenure.quotes.commands import accept_quote, make_quote, save_asked
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.rules.acceptance import Manner, Signer
from tenure.quotes.rules.asked import Asked
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.renewals.builders import Book

ON = date(2027, 1, 15)
AT = datetime(2027, 1, 15, 9, tzinfo=UTC)
DANA = Signer("Dana Doe", "Head of Procurement", "dana@example.com", "PO-77")


def offered(book: Book, contract: Contract, *, asked: Asked | None = None, on: date = ON) -> Quote:
    """Open the renewal of a contract, make its quote with what is asked, and ask for approval."""
    assert contract.end_on is not None
    open_renewals(on=on, by=book.head, horizon_days=(contract.end_on - on).days + 1)
    renewal = Renewal.objects.get(contract=contract, renewal_on=contract.end_on)
    quote = make_quote(renewal_id=renewal.pk, by=book.head, on=on)
    if asked is not None:
        quote = save_asked(quote_id=quote.pk, asked=asked, by=book.head, on=on)
    request_approval(quote_id=quote.pk, by=book.head, on=on, at=AT)
    return quote


def accepted(book: Book, quote: Quote, signer: Signer = DANA, *, on: date = ON) -> Acceptance:
    """Accept a quote on the offer's page."""
    return accept_quote(quote_id=quote.pk, signer=signer, manner=Manner.ONLINE, by=book.head, on=on)


def due_soon(book: Book, key: str, **facts: object) -> Contract:
    """Make a contract whose renewal date is a hundred days ahead."""
    return book.contract(key, end=ON + timedelta(days=100), **facts)  # type: ignore[arg-type]
