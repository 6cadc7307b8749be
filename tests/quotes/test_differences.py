"""Two sides of an offer beside each other, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.quotes.commands import add_options, make_quote, save_asked
from tenure.quotes.queries import (
    expiring_against_proposed,
    find_quote_by_id,
    offer_columns,
    quote_against_quote,
)
from tenure.quotes.rules.asked import AddedProduct, Asked, AskedLine
from tenure.quotes.rules.differences import LineOffered, differences
from tenure.quotes.rules.options import OptionWanted, usual_terms
from tests.quotes.conftest import ON, Book

LINE = LineOffered(
    lot=1, product="Edge", quantity=Decimal(10), unit_price_e4=100_0000, price_months=12,
    amount_minor=100_000, currency="EUR", start_on=date(2027, 3, 31), end_on=date(2028, 3, 31),
)  # fmt: skip
NONE = replace(LINE, quantity=Decimal(0), amount_minor=0)


@pytest.mark.parametrize(
    ("before", "after", "kind", "what"),
    [
        (LINE, LINE, "same", []),
        (LINE, replace(LINE, quantity=Decimal(12)), "changed", ["quantity"]),
        (LINE, replace(LINE, unit_price_e4=105_0000), "changed", ["price"]),
        (LINE, replace(LINE, price_months=1), "changed", ["price"]),
        (LINE, replace(LINE, product="Edge Plus"), "changed", ["product"]),
        (LINE, replace(LINE, end_on=date(2030, 3, 31)), "changed", ["term"]),
        (LINE, replace(LINE, amount_minor=1), "changed", ["amount"]),
        (LINE, None, "removed", []),
        (LINE, NONE, "removed", ["quantity", "amount"]),
        (None, LINE, "added", []),
        (NONE, LINE, "added", ["quantity", "amount"]),
        (NONE, NONE, "same", []),
    ],
)
def test_each_kind(
    before: LineOffered | None, after: LineOffered | None, kind: str, what: list[str]
) -> None:
    [found] = differences([before] if before else [], [after] if after else [])
    assert (found.kind, found.what) == (kind, what)


def test_pieces_of_the_term_stand_beside_each_other() -> None:
    middle = date(2027, 10, 1)
    first, second = replace(LINE, end_on=middle), replace(LINE, start_on=middle)
    found = differences([LINE], [second, first])
    assert [(one.before, one.after) for one in found] == [(LINE, first), (None, second)]


def test_expiring_against_proposed_version_and_option(book: Book) -> None:
    book.list_price(book.product("WAF"), 300_0000, date(2026, 1, 1))
    contract = book.contract("C-1", lines=2, uplift_bp=500)
    first = make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON)
    told = expiring_against_proposed(first)
    assert [(line.kind, line.what) for line in told.lines] == [
        ("changed", ["price", "amount"]), ("changed", ["price", "amount"]),
    ]  # fmt: skip
    assert (told.change, told.yearly_change) == (Money(10_000, "EUR"), Money(10_000, "EUR"))
    second = save_asked(
        quote_id=first.pk, by=book.head, on=ON,
        asked=Asked(
            months=24, uplift_bp=0,
            lines=(AskedLine(lot=1, removed=True), AskedLine(lot=2, quantity_e4=120_000)),
            added=(AddedProduct(product="WAF", quantity_e4=10_000),),
        ),
    )  # fmt: skip
    told = quote_against_quote(first, second)
    assert [(line.lot, line.kind) for line in told.lines] == [
        (1, "removed"), (2, "changed"), (3, "added"),
    ]  # fmt: skip
    assert told.change == Money(2 * (120_000 + 30_000) - 210_000, "EUR")
    assert told.yearly_change == Money(150_000 - 210_000, "EUR")
    told = expiring_against_proposed(second)
    assert [(line.lot, line.kind) for line in told.lines] == [
        (1, "removed"), (2, "changed"), (3, "added"),
    ]  # fmt: skip


def test_quotes_of_two_renewals_are_not_compared(book: Book) -> None:
    one, other = (
        make_quote(renewal_id=book.due(key).pk, by=book.head, on=ON) for key in ("C-1", "C-2")
    )
    with pytest.raises(InvalidInput, match="not of the same renewal"):
        quote_against_quote(one, other)


def test_an_offer_is_compared_by_the_year(book: Book) -> None:
    quote = make_quote(renewal_id=book.due("C-1", uplift_bp=600).pk, by=book.head, on=ON)
    cheaper = OptionWanted(label="Three years", asked=Asked(months=36, uplift_bp=200))
    add_options(
        quote_id=quote.pk, wanted=[*usual_terms(Asked(), 12)[:1], cheaper], by=book.head, on=ON
    )
    found = find_quote_by_id(quote.pk, user=book.head)
    assert found is not None
    columns = offer_columns(found, on=ON)
    assert [one.label for one in columns] == ["The quote", "2 years", "Three years"]
    assert [one.proposed.yearly for one in columns] == [
        Money(106_000, "EUR"), Money(106_000, "EUR"), Money(102_000, "EUR"),
    ]  # fmt: skip
    assert [one.yearly_change for one in columns] == [
        Money(6_000, "EUR"), Money(6_000, "EUR"), Money(2_000, "EUR"),
    ]  # fmt: skip
    assert [one.saving for one in columns] == [None, Money(0, "EUR"), Money(4_000, "EUR")]
    assert {one.why_not for one in columns} == {"The quote is not approved yet."}
