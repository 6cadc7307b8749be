"""Options beside a quote: full quotes of their own, carried over, withdrawn, expired, copied."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tenure.book.models import Contract, Line
from tenure.foundation.models import AuditEvent
from tenure.kernel.errors import InvalidInput
from tenure.quotes.commands import (
    NotOffered,
    OptionRefused,
    QuoteMoved,
    accept_quote,
    add_options,
    copy_as_option,
    copy_asked,
    expire_quotes,
    make_quote,
    requote,
    requote_stale,
    save_asked,
    withdraw_quote,
    write_offer_note,
)
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.models import Quote, QuoteDocument, QuoteEnding, QuoteOption
from tenure.quotes.queries import (
    find_quote_by_id,
    note_of,
    offered_with,
    options_of,
    what_if,
    why_not_open,
    why_not_sendable,
)
from tenure.quotes.queries.paper import written_paper
from tenure.quotes.queries.printing import content_of, printed_quotes
from tenure.quotes.queries.reproduction import reproduce
from tenure.quotes.rules.acceptance import Manner, Signer
from tenure.quotes.rules.asked import AddedProduct, Asked, AskedLine, AskedRefused
from tenure.quotes.rules.options import OptionWanted, usual_terms
from tenure.quotes.rules.paper import PaperKind
from tests.quotes.conftest import ON, Book

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
DANA = Signer("Dana Doe", "Head of Procurement", "dana@example.com")


@pytest.fixture
def quote(book: Book) -> Quote:
    """Give a quote of two lots of ten at 100.00 a year."""
    renewal = book.renewal(book.contract("C-1", lines=2))
    return make_quote(renewal_id=renewal.pk, by=book.head, on=ON)


def years(book: Book, quote: Quote) -> list[QuoteOption]:
    return add_options(quote_id=quote.pk, wanted=usual_terms(Asked(), 12), by=book.head, on=ON)


def seen(quote: Quote, book: Book) -> Quote:
    found = find_quote_by_id(quote.pk, user=book.head)
    assert found is not None
    return found


def amend(quote: Quote, revision: int = 2) -> None:
    Line.objects.filter(contract=quote.renewal.contract, lot=1).update(quantity=Decimal(11))
    Contract.objects.filter(pk=quote.renewal.contract_id).update(revision=revision)


def test_options_are_full_quotes_beside_the_primary_one(book: Book, quote: Quote) -> None:
    two, three = years(book, quote)
    assert [(one.label, one.quote.number) for one in (two, three)] == [
        ("2 years", f"{quote.number}-o1"), ("3 years", f"{quote.number}-o2"),
    ]  # fmt: skip
    assert [one.quote.proposed_minor for one in (two, three)] == [400_000, 600_000]
    assert (three.quote.end_on, three.quote.term_months) == (date(2030, 3, 31), 36)
    assert not three.quote.is_primary
    assert three.quote.lines.count() == 2
    assert reproduce(seen(three.quote, book)).is_same
    assert Quote.objects.get(is_primary=True) == quote


def test_an_option_costs_what_the_what_if_says(book: Book, quote: Quote) -> None:
    asked = Asked(months=36, discount_bp=500, lines=(AskedLine(lot=1, quantity_e4=150_000),))
    figures = what_if(quote.renewal, asked, quote=quote).chosen
    assert figures is not None
    [made] = add_options(
        quote_id=quote.pk, wanted=[OptionWanted(label="More", asked=asked)], by=book.head, on=ON
    )
    assert made.quote.proposed_minor == figures.totals[0].proposed.minor


def test_the_same_options_again_make_nothing(book: Book, quote: Quote) -> None:
    years(book, quote)
    assert years(book, quote) == []
    same = OptionWanted(label="One year", asked=Asked(months=12))
    assert add_options(quote_id=quote.pk, wanted=[same], by=book.head, on=ON) == []
    assert Quote.objects.count() == 3


def test_one_that_cannot_be_asked_for_makes_none_of_them(book: Book, quote: Quote) -> None:
    wanted = [
        OptionWanted(label="2 years", asked=Asked(months=24)),
        OptionWanted(label="Wrong", asked=Asked(lines=(AskedLine(lot=9, quantity_e4=10_000),))),
    ]
    with pytest.raises(AskedRefused, match="Lot 9 does not expire"):
        add_options(quote_id=quote.pk, wanted=wanted, by=book.head, on=ON)
    assert not QuoteOption.objects.exists()
    assert Quote.objects.count() == 1


def test_options_stand_beside_what_is_current_only(book: Book, quote: Quote) -> None:
    amend(quote)
    with pytest.raises(OptionRefused, match="make it again"):
        years(book, quote)
    second = requote(renewal_id=quote.renewal_id, by=book.head, on=ON)
    with pytest.raises(QuoteMoved):
        years(book, quote)
    assert len(years(book, second)) == 2
    many = [OptionWanted(label=f"{n}", asked=Asked(months=n)) for n in range(1, 9)]
    with pytest.raises(OptionRefused, match="at most 8"):
        add_options(quote_id=second.pk, wanted=many, by=book.head, on=ON)


def test_a_requote_carries_the_options_over_priced_again(book: Book, quote: Quote) -> None:
    two, three = years(book, quote)
    amend(quote)
    assert "changed after" in why_not_open(seen(two.quote, book), on=ON)
    requote_stale(by=book.head, on=ON)
    second = Quote.objects.get(is_primary=True)
    kept = list(options_of(second))
    assert [(one.position, one.label, one.quote.number) for one in kept] == [
        (1, "2 years", f"{quote.number}-v2-o1"), (2, "3 years", f"{quote.number}-v2-o2"),
    ]  # fmt: skip
    assert [one.quote.proposed_minor for one in kept] == [420_000, 630_000]
    assert {one.quote.contract_revision for one in kept} == {2}
    ended = dict(QuoteEnding.objects.values_list("quote", "kind"))
    assert ended == dict.fromkeys([quote.pk, two.quote_id, three.quote_id], "superseded")
    assert "Another version" in why_not_open(seen(two.quote, book), on=ON)
    assert requote_stale(by=book.head, on=ON).count == 0


def test_many_are_carried_over_at_once_and_one_that_cannot_be_priced_stays_behind(
    book: Book, quote: Quote
) -> None:
    other = make_quote(
        renewal_id=book.renewal(book.contract("C-2", lines=1)).pk, by=book.head, on=ON
    )
    years(book, quote)
    book.list_price(book.product("WAF"), 300_0000, date(2026, 1, 1))
    add_options(
        quote_id=other.pk, by=book.head, on=ON,
        wanted=[OptionWanted(label="Huge", asked=Asked(months=60))],
    )  # fmt: skip
    # Five years of it do not fit an amount any more; one year does.
    Line.objects.filter(contract__key="C-2").update(
        quantity=Decimal("30000000000"), unit_price_e4=900_000_0000
    )
    Contract.objects.update(revision=2)
    made = requote_stale(by=book.head, on=ON)
    assert (made.count, made.refused) == (2, ())
    assert QuoteOption.objects.filter(primary__is_primary=True).count() == 2
    [event] = AuditEvent.objects.filter(verb="quotes.leave_out_option")
    assert event.detail["option"] == "Huge"


def test_saving_what_an_option_asks_makes_it_the_quote(book: Book, quote: Quote) -> None:
    _, three = years(book, quote)
    second = save_asked(
        quote_id=quote.pk, asked=Asked.from_json(three.quote.asked), by=book.head, on=ON
    )
    assert second.term_months == 36
    assert [one.label for one in options_of(second)] == ["2 years"]


def test_an_option_is_approved_by_itself_and_then_can_be_accepted(book: Book, quote: Quote) -> None:
    two, three = years(book, quote)
    assert offered_with(quote, on=ON) == []
    request_approval(quote_id=two.quote_id, by=book.head, on=ON, at=AT)
    assert offered_with(quote, on=ON) == [two]
    assert "not approved" in why_not_open(seen(three.quote, book), on=ON)
    assert "This is an option" in why_not_sendable(seen(two.quote, book), on=ON)
    accepted = accept_quote(
        quote_id=two.quote_id, signer=DANA, manner=Manner.ONLINE, by=book.head, on=ON
    )
    assert accepted.quote == two.quote


def test_the_options_are_asked_for_with_the_quote(book: Book, quote: Quote) -> None:
    both = years(book, quote)
    made = request_approval(quote_id=quote.pk, by=book.head, on=ON, at=AT)
    assert made.quote == quote
    assert offered_with(quote, on=ON) == both
    assert request_approval(quote_id=quote.pk, by=book.head, on=ON, at=AT) == made


def test_what_was_approved_of_an_option_holds_for_its_next_version(
    book: Book, quote: Quote
) -> None:
    two, _ = years(book, quote)
    request_approval(quote_id=two.quote_id, by=book.head, on=ON, at=AT)
    Contract.objects.update(revision=2)  # something that no trigger looks at
    second = requote(renewal_id=quote.renewal_id, by=book.head, on=ON)
    assert [one.label for one in offered_with(second, on=ON)] == ["2 years"]


def test_withdrawing_the_quote_takes_its_options_along(book: Book, quote: Quote) -> None:
    two, _ = years(book, quote)
    first = withdraw_quote(quote_id=quote.pk, reason=" Wrong reseller. ", by=book.head, on=ON)
    again = withdraw_quote(quote_id=quote.pk, reason="Other", by=book.head, on=ON)
    assert (first, first.reason) == (again, "Wrong reseller.")
    assert QuoteEnding.objects.filter(kind="withdrawn").count() == 3
    assert why_not_open(seen(two.quote, book), on=ON) == "The quote was withdrawn: Wrong reseller."
    Contract.objects.update(revision=2)
    assert requote_stale(by=book.head, on=ON).count == 0  # what a person took back stays so
    second = requote(renewal_id=quote.renewal_id, by=book.head, on=ON)
    assert (second.version, list(options_of(second))) == (2, [])


def test_one_option_is_withdrawn_and_its_number_is_not_used_again(book: Book, quote: Quote) -> None:
    two, _ = years(book, quote)
    withdraw_quote(quote_id=two.quote_id, reason="Too cheap", by=book.head, on=ON)
    [again] = years(book, quote)
    assert again.quote.number == f"{quote.number}-o3"
    assert why_not_open(seen(two.quote, book), on=ON) == "The quote was withdrawn: Too cheap"
    assert not QuoteEnding.objects.filter(quote=quote).exists()


def test_withdrawing_needs_a_reason_and_something_that_is_offered(book: Book, quote: Quote) -> None:
    with pytest.raises(InvalidInput, match="Say why"):
        withdraw_quote(quote_id=quote.pk, reason=" ", by=book.head, on=ON)
    save_asked(quote_id=quote.pk, asked=Asked(uplift_bp=100), by=book.head, on=ON)
    with pytest.raises(NotOffered, match="superseded"):
        withdraw_quote(quote_id=quote.pk, reason="Late", by=book.head, on=ON)


def test_quotes_expire_the_day_after_once_and_are_made_again_by_a_click(
    book: Book, quote: Quote
) -> None:
    years(book, quote)
    last = quote.valid_until
    assert expire_quotes(by=book.head, on=last) == 0
    after = last + timedelta(days=1)
    assert expire_quotes(by=book.head, on=after, since=after) == 0  # the run before did that
    assert expire_quotes(by=book.head, on=after, since=last) == 3
    assert expire_quotes(by=book.head, on=after) == 0
    ending = QuoteEnding.objects.get(quote=quote)
    assert (ending.kind, ending.reason) == ("expired", "It was valid until 30 Jan 2027.")
    second = requote(renewal_id=quote.renewal_id, by=book.head, on=after)
    assert (second.version, second.valid_until) == (2, date(2027, 3, 30))
    assert [one.label for one in options_of(second)] == ["2 years", "3 years"]
    assert requote(renewal_id=quote.renewal_id, by=book.head, on=after) == second


def test_what_was_accepted_neither_expires_nor_is_made_again_or_withdrawn(
    book: Book, quote: Quote
) -> None:
    request_approval(quote_id=quote.pk, by=book.head, on=ON, at=AT)
    accept_quote(quote_id=quote.pk, signer=DANA, manner=Manner.ONLINE, by=book.head, on=ON)
    assert expire_quotes(by=book.head, on=date(2028, 1, 1)) == 0
    Contract.objects.update(revision=2)
    assert requote_stale(by=book.head, on=ON).count == 0
    with pytest.raises(NotOffered, match="accepted"):
        withdraw_quote(quote_id=quote.pk, reason="Late", by=book.head, on=ON)
    with pytest.raises(NotOffered, match="accepted"):
        write_offer_note(renewal_id=quote.renewal_id, text="Hello", by=book.head, on=ON)


def test_a_note_is_on_the_paper_and_that_of_an_ended_quote_stays(book: Book, quote: Quote) -> None:
    from tenure.quotes.commands import render_document

    before = render_document(quote_id=quote.pk, by=book.head, on=ON)
    write = {"renewal_id": quote.renewal_id, "by": book.head, "on": ON}
    first = write_offer_note(text="  Thank you for   ten years. ", **write)  # type: ignore[arg-type]
    assert first is not None
    assert write_offer_note(text="Thank you for ten years.", **write) == first  # type: ignore[arg-type]
    assert note_of(quote) == "Thank you for ten years."
    assert not QuoteDocument.objects.exists()
    after = render_document(quote_id=quote.pk, by=book.head, on=ON)
    assert before.sha256 != after.sha256
    second = save_asked(quote_id=quote.pk, asked=Asked(uplift_bp=100), by=book.head, on=ON)
    write_offer_note(text="", **write)  # type: ignore[arg-type]
    [block] = [
        block
        for block in written_paper(seen(quote, book), PaperKind.QUOTE).content["blocks"]
        if "ten years" in str(block)
    ]
    assert block
    notes = [content_of(one)["note"] for one in printed_quotes([quote.pk, second.pk])]
    assert notes == ["Thank you for ten years.", ""]
    with pytest.raises(InvalidInput, match="cannot be printed"):
        write_offer_note(text="a\x07b", **write)  # type: ignore[arg-type]


def test_what_was_asked_is_copied_onto_another_renewal_as_far_as_it_fits(
    book: Book, quote: Quote
) -> None:
    book.list_price(book.product("WAF"), 300_0000, date(2026, 1, 1))
    contract = book.contract("C-2", lines=0)
    book.line(contract, 7, product=book.product("DNS"), quantity="4")
    other = book.renewal(contract)
    source = save_asked(
        quote_id=quote.pk, by=book.head, on=ON,
        asked=Asked(
            months=36, discount_bp=1_000, lines=(AskedLine(lot=1, quantity_e4=150_000),),
            added=(AddedProduct(product="WAF", quantity_e4=10_000),),
        ),
    )  # fmt: skip
    copied = copy_asked(quote_id=source.pk, renewal_id=other.pk, by=book.head, on=ON)
    again = copy_asked(quote_id=source.pk, renewal_id=other.pk, by=book.head, on=ON)
    assert (again.quote, copied.quote.version) == (copied.quote, 2)
    asked = Asked.from_json(copied.quote.asked)
    assert (asked.months, asked.discount_bp, asked.lines) == (36, 1_000, ())
    assert [one.product for one in asked.added] == ["WAF"]
    assert asked.note == f"Copied from {source.number}"
    assert copied.left_out == ("What was asked of lot 1 has no lot of its own there.",)


def test_an_earlier_version_is_offered_again_as_an_option(book: Book, quote: Quote) -> None:
    second = save_asked(quote_id=quote.pk, asked=Asked(months=36), by=book.head, on=ON)
    [made] = copy_as_option(quote_id=quote.pk, by=book.head, on=ON)
    assert (made.primary, made.label) == (second, "As the contract says")
    assert made.quote.proposed_minor == quote.proposed_minor
    assert copy_as_option(quote_id=quote.pk, by=book.head, on=ON) == []


def test_postgresql_keeps_options_from_being_primary(book: Book, quote: Quote) -> None:
    two, _ = years(book, quote)
    Quote.objects.filter(pk=quote.pk).update(is_primary=False)
    with pytest.raises(IntegrityError, match="quote_option_not_primary"), transaction.atomic():
        Quote.objects.filter(pk=two.quote_id).update(is_primary=True)
