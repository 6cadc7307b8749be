"""What is booked when the customer accepts an option: the option as it was signed, nothing else."""

from __future__ import annotations

import pytest

from tenure.book.models import Line, Order
from tenure.closing.commands import book_accepted
from tenure.quotes.commands import OfferClosed, add_options
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.rules.asked import Asked
from tenure.quotes.rules.options import OptionWanted
from tenure.renewals.models import Renewal
from tests.closing.offers import AT, ON, accepted, due_soon, offered
from tests.renewals.builders import Book


def test_the_option_that_was_accepted_is_booked(book: Book) -> None:
    contract = due_soon(book, "C-1")
    quote = offered(book, contract)
    wanted = [OptionWanted(label="3 years", asked=Asked(months=36, uplift_bp=-500))]
    [option] = add_options(quote_id=quote.pk, wanted=wanted, by=book.head, on=ON)
    request_approval(quote_id=quote.pk, by=book.head, on=ON, at=AT)
    accepted(book, option.quote)
    with pytest.raises(OfferClosed, match="has accepted"):
        accepted(book, quote)
    done = book_accepted(by=book.head, on=ON)
    assert not done.refused
    order = Order.objects.order_by("-pk").first()
    assert order is not None
    contract.refresh_from_db()
    assert contract.end_on == option.quote.end_on
    prices = set(option.quote.lines.values_list("proposed_price_e4", flat=True))
    now = Line.objects.filter(contract=contract, end_on=contract.end_on)
    assert set(now.values_list("unit_price_e4", flat=True)) == prices
    renewal = Renewal.objects.get(pk=quote.renewal_id)
    assert renewal.closed_on is not None
