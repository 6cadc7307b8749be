"""Saving what was asked for: the next version, once, on what was looked at, and carried over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenure.book.models import Contract, Line
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.quotes.commands import (
    QuoteMoved,
    QuoteNotPossible,
    make_quote,
    requote,
    requote_stale,
    save_asked,
)
from tenure.quotes.models import Quote
from tenure.quotes.queries import changes_since, what_if
from tenure.quotes.queries.printing import content_of, printed_quotes
from tenure.quotes.queries.reproduction import reproduce
from tenure.quotes.rules.asked import AddedProduct, Asked, AskedLine, AskedRefused
from tenure.renewals.models import Renewal
from tests.pricing.shelf import bundle
from tests.quotes.conftest import ON, Book

ASKED = Asked(
    months=24, uplift_bp=200, discount_bp=1_000, note="As agreed by telephone",
    lines=(AskedLine(lot=1, quantity_e4=125_000), AskedLine(lot=2, removed=True)),
    added=(AddedProduct(product="WAF", quantity_e4=50_000),),
)  # fmt: skip


@pytest.fixture
def quote(book: Book) -> Quote:
    """Give a quote of two lots of ten at 100.00, and a price of 300.00 a year for another."""
    book.list_price(book.product("WAF"), 300_0000, date(2026, 1, 1))
    renewal = book.renewal(book.contract("C-1", lines=2))
    return make_quote(renewal_id=renewal.pk, by=book.head, on=ON)


def amend(quote: Quote) -> None:
    """Change lot 1 to eleven pieces, as an order would."""
    Line.objects.filter(contract=quote.renewal.contract, lot=1).update(quantity=Decimal(11))
    Contract.objects.filter(pk=quote.renewal.contract_id).update(revision=2)


def lines(quote: Quote) -> list[tuple[int, str, Decimal, int, int]]:
    return [
        (row.lot, row.product.code, row.quantity, row.proposed_price_e4, row.proposed_minor)
        for row in quote.lines.select_related("product").order_by("position")
    ]


def test_what_is_saved_is_what_was_seen(book: Book, quote: Quote) -> None:
    seen = what_if(quote.renewal, ASKED, quote=quote)
    saved = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    assert saved.number == f"{quote.number}-v2"
    assert (saved.term_months, saved.end_on) == (24, date(2029, 3, 31))
    assert lines(saved) == [
        (1, "EDGE", Decimal("12.5"), 91_8000, 229_500), (2, "EDGE", 0, 91_8000, 0),
        (3, "WAF", 5, 270_0000, 270_000),
    ]  # fmt: skip
    assert seen.chosen is not None
    [total] = seen.chosen.totals
    assert (saved.expiring_minor, saved.proposed_minor) == (
        total.expiring.minor, total.proposed.minor,
    )  # fmt: skip
    assert saved.expiring_minor == 400_000
    assert [row.leakage_minor for row in saved.lines.order_by("position")] == [
        one.figures.leakage.minor for one in seen.lines
    ]
    assert Asked.from_json(saved.asked) == ASKED
    quote.refresh_from_db()
    assert (quote.is_primary, saved.is_primary) == (False, True)
    assert AuditEvent.objects.filter(verb="quotes.issue").count() == 2
    assert changes_since(saved) == []


def test_saving_twice_makes_one_version(book: Book, quote: Quote) -> None:
    first = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    again = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    on_top = save_asked(quote_id=first.pk, asked=ASKED, by=book.head, on=ON)
    assert {first.pk, again.pk, on_top.pk} == {first.pk}
    assert Quote.objects.count() == 2


def test_nothing_asked_makes_nothing_and_takes_back_what_was(book: Book, quote: Quote) -> None:
    same = Asked(months=12, lines=(AskedLine(lot=1, quantity_e4=100_000),))
    assert save_asked(quote_id=quote.pk, asked=same, by=book.head, on=ON) == quote
    second = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    third = save_asked(quote_id=second.pk, asked=Asked(), by=book.head, on=ON)
    assert (third.version, third.asked) == (3, None)
    assert third.proposed_minor == quote.proposed_minor


def test_a_version_that_was_overtaken_is_not_built_on(book: Book, quote: Quote) -> None:
    bob = User.objects.create(
        username="bob", first_name="Bob", last_name="Barnes", role=Role.HEAD_OF_RENEWALS
    )
    save_asked(quote_id=quote.pk, asked=Asked(months=36), by=bob, on=ON)
    with pytest.raises(QuoteMoved, match=rf"{quote.number}-v2 was made by Bob Barnes"):
        save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    with pytest.raises(QuoteMoved):  # not even the same: it was not this person who made it
        save_asked(quote_id=quote.pk, asked=Asked(months=36), by=book.head, on=ON)
    assert Quote.objects.count() == 2


def test_the_contract_must_be_as_it_was_seen(book: Book, quote: Quote) -> None:
    amend(quote)
    with pytest.raises(QuoteMoved, match="The contract changed"):
        save_asked(quote_id=quote.pk, asked=ASKED, revision=1, by=book.head, on=ON)
    saved = save_asked(quote_id=quote.pk, asked=ASKED, revision=2, by=book.head, on=ON)
    assert saved.contract_revision == 2


def test_what_cannot_be_asked_for_is_refused_with_its_place(book: Book, quote: Quote) -> None:
    wrong = Asked(months=99, added=(AddedProduct(product="NONE", quantity_e4=1),))
    with pytest.raises(AskedRefused) as refused:
        save_asked(quote_id=quote.pk, asked=wrong, by=book.head, on=ON)
    assert [one.place for one in refused.value.problems] == ["term", "added.1.product"]
    assert Quote.objects.count() == 1


def test_refused_where_nothing_can_be_quoted(book: Book, quote: Quote) -> None:
    partner = User.objects.create(username="charlie", role=Role.PARTNER)
    with pytest.raises(QuoteNotPossible, match="not yours"):
        save_asked(quote_id=quote.pk, asked=ASKED, by=partner, on=ON)
    Renewal.objects.filter(pk=quote.renewal_id).update(closed_on=ON)
    with pytest.raises(QuoteNotPossible, match="was closed"):
        save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)


def test_an_amended_contract_keeps_what_was_asked(book: Book, quote: Quote) -> None:
    asked = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    plain = make_quote(renewal_id=book.due("C-2").pk, by=book.head, on=ON)
    for one in (asked, plain):
        amend(one)
    assert [(moved.lot, moved.kind) for moved in changes_since(asked)] == [(1, "changed")]
    made = requote_stale(by=book.head, on=ON)
    assert made.count == 2
    newest = Quote.objects.get(renewal=asked.renewal, is_primary=True)
    assert newest.version == 3
    assert Asked.from_json(newest.asked) == ASKED
    assert lines(newest) == lines(asked)  # the quantity that was asked for, not the amended one
    assert newest.expiring_minor == 420_000
    assert Quote.objects.get(renewal=plain.renewal, is_primary=True).asked is None


def test_what_went_from_the_contract_drops_out_with_a_word(book: Book, quote: Quote) -> None:
    asked = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    Line.objects.filter(contract=asked.renewal.contract, lot=1).delete()
    Contract.objects.filter(pk=asked.renewal.contract_id).update(revision=2)
    newest = requote(renewal_id=asked.renewal_id, by=book.head, on=ON)
    kept = Asked.from_json(newest.asked)
    assert kept.dropped == ("Lot 1 no longer expires with this term.",)
    assert kept.lines == ASKED.lines[1:]
    assert kept.note == ASKED.note
    assert [row[0] for row in lines(newest)] == [2, 3]


def test_added_lines_of_several_contracts_are_stored_together(book: Book, quote: Quote) -> None:
    other = make_quote(renewal_id=book.due("C-2").pk, by=book.head, on=ON)
    only = Asked(added=ASKED.added)
    for one in (quote, other):
        save_asked(quote_id=one.pk, asked=only, by=book.head, on=ON)
        amend(one)
    requote_stale(by=book.head, on=ON)
    newest = Quote.objects.filter(is_primary=True, version=3).order_by("pk")
    assert [row[:3] for one in newest for row in lines(one)] == [
        (1, "EDGE", 11), (2, "EDGE", 10), (3, "WAF", 5), (1, "EDGE", 11), (2, "WAF", 5),
    ]  # fmt: skip


def test_what_can_no_longer_be_priced_is_refused_alone(book: Book, quote: Quote) -> None:
    asked = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    plain = make_quote(renewal_id=book.due("C-2").pk, by=book.head, on=ON)
    Quote.objects.filter(pk=asked.pk).update(asked={"months": 99, "colour": "red"})
    for one in (asked, plain):
        amend(one)
    made = requote_stale(by=book.head, on=ON)
    assert made.count == 1
    [(renewal_id, reason)] = made.refused
    assert renewal_id == asked.renewal_id
    assert reason.startswith("colour:")
    asked.refresh_from_db()
    assert asked.is_primary


def test_what_would_break_a_bundle_by_now_drops_out_with_a_word(book: Book) -> None:
    contract = book.contract("C-2", lines=0)
    book.line(contract, 1, product=book.product("SUITE"))
    book.line(contract, 2, product=book.product("SEAT"), quantity="20")
    book.line(contract, 3)
    bundle(book.product("SUITE"), SEAT="2")
    quote = make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON)
    more = tuple(
        AskedLine(lot=lot, quantity_e4=pieces)
        for lot, pieces in ((1, 12_0000), (2, 24_0000), (3, 9_0000))
    )
    saved = save_asked(quote_id=quote.pk, asked=Asked(lines=more), by=book.head, on=ON)
    Line.objects.filter(contract=contract, lot=2).update(quantity=Decimal(21))
    Contract.objects.filter(pk=contract.pk).update(revision=2)
    kept = Asked.from_json(requote(renewal_id=saved.renewal_id, by=book.head, on=ON).asked)
    assert kept.lines == more[2:]
    assert kept.dropped == ("Seat is a part of Suite and changes with it: to 25.",)


def test_what_was_asked_is_priced_again_to_the_same(book: Book, quote: Quote) -> None:
    saved = save_asked(quote_id=quote.pk, asked=ASKED, by=book.head, on=ON)
    again = reproduce(saved)
    assert again.is_same
    assert all(line.is_stored for line in again.lines)


def test_the_document_says_what_is_new_and_what_is_left_out(book: Book, quote: Quote) -> None:
    asked = Asked(end_on=date(2028, 12, 31), lines=ASKED.lines[1:], added=ASKED.added)
    saved = save_asked(quote_id=quote.pk, asked=asked, by=book.head, on=ON)
    [printed] = printed_quotes([saved.pk])
    content = content_of(printed)
    kept, gone, new = content["lines"]
    assert (gone["quantity"], gone["reason"], gone["proposed"]) == ("0", "Not renewed", "0.00")
    assert (new["reason"], new["price-note"]) == ("Current list price", "per year")
    assert kept["reason"] == "Price unchanged"
    assert content["total"]["name"].startswith("Total for 21 months, EUR")
    month_end = save_asked(
        quote_id=saved.pk, asked=Asked(end_on=date(2028, 5, 10)), by=book.head, on=ON
    )  # fmt: skip
    content = content_of(printed_quotes([month_end.pk])[0])
    assert content["total"]["name"].startswith("Total for 13 months and 10 days, EUR")
