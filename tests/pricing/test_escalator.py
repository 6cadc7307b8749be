"""Terms of several years whose price escalates are priced year by year, exactly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.book.rules.dates import term_from
from tenure.book.rules.day_counts import Mode
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import WATERFALL, Counting, DiscountFacts, pieces_of
from tenure.quotes.commands import QuoteNotPossible, make_quote, make_quotes
from tests.book.builders import day
from tests.book.proration_slowly import half_up
from tests.pricing.conftest import Book
from tests.pricing.oracle import price_exactly
from tests.pricing.times_slowly import times_slowly
from tests.quotes.conftest import ON, RENEWAL_ON

TWO_YEARS = DiscountFacts(code="d", start_on=date(2020, 1, 1), two_years_bp=400)
STARTS = [day("2027-03-31"), day("2028-02-29"), day("2027-02-28"), day("2027-04-15")]
BEGAN = [day("2024-02-29"), day("2024-02-28"), day("2025-01-30"), day("2025-01-31")]


@given(
    st.sampled_from(STARTS), st.sampled_from(BEGAN), st.integers(1, 60), st.sampled_from(Mode),
    st.sampled_from([1, 12, 36]),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_the_years_of_a_term_are_the_term(
    start: date, began: date, months: int, mode: Mode, price_months: int
) -> None:
    term = term_from(start, months, first_start_on=began)
    counting = Counting(began, mode, (price_months,), escalates=True)
    pieces = pieces_of(term, counting)
    assert len(pieces) == -(-months // 12)
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    assert (pieces[0].period.start, pieces[-1].period.end) == (term.start, term.end)
    assert all(one.period.end == other.period.start for one, other in pairwise(pieces))
    assert sum(piece.length.months for piece in pieces) == months
    assert not any(piece.length.days for piece in pieces)
    assert {piece.whole_months for piece in pieces} == {months if months > 12 else None}
    if mode != Mode.MONTHS:
        paid = sum(piece.times[price_months] for piece in pieces if piece.times)
        assert paid == times_slowly(term, term, price_months, mode, began)


def test_a_day_more_than_five_years_is_refused() -> None:
    counting = Counting(day("2027-04-01"), escalates=True)
    assert len(pieces_of(Period(day("2027-04-01"), day("2032-04-01")), counting)) == 5
    with pytest.raises(InvalidInput, match="a term of more than 5 years cannot be priced"):
        pieces_of(Period(day("2027-04-01"), day("2032-04-02")), counting)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("months", [12, 18, 36, 60])
@pytest.mark.parametrize("clauses", [
    {"uplift_bp": 450}, {"uplift_bp": 450, "uplift_cap_bp": 700}, {"price_hold_until": ON},
    {"price_hold_until": date(2030, 1, 1), "uplift_bp": 300},
], ids=str)  # fmt: skip
def test_through_the_book_as_the_exact_oracle(
    book: Book, settings: Any, mode: Mode, months: int, clauses: dict[str, Any]
) -> None:
    settings.PRORATION_MODE = mode
    contract = book.contract("C-1", lines=0, escalator_bp=325, **clauses)
    book.line(contract, 1, price=1_234_5678, quantity="7.5", price_months=12)
    book.line(contract, 2, price=99_9999, quantity="3", price_months=1)
    term = term_from(RENEWAL_ON, months, first_start_on=contract.first_start_on)
    rows = facts_of([WantedTerm(contract.pk, term)])
    lines = price_rows(rows, [TWO_YEARS])
    years = -(-months // 12)
    assert len(lines) == 2 * years
    usual = {name: fact.default for name, fact in WATERFALL.facts.items()}
    for row, line in zip(rows, lines, strict=True):
        expected = price_exactly(usual | row, [TWO_YEARS])
        for name in ("proposed_price_e4", "expiring_minor", "proposed_minor", "leakage_minor"):
            assert line.columns[name] == expected[name], name
    for price, quantity, paid_for, found in (
        (1_234_5678, Fraction("7.5"), 12, lines[:years]), (99_9999, Fraction(3), 1, lines[years:]),
    ):  # fmt: skip
        times = times_slowly(term, term, paid_for, mode, contract.first_start_on)
        exact = half_up(Fraction(price, 100) * quantity * times)
        assert abs(sum(line.expiring_minor for line in found) - exact) < years


def test_without_the_clause_or_in_one_year_there_is_one_piece(book: Book) -> None:
    plain = book.contract("C-1")
    escalating = book.contract("C-2", escalator_bp=300)
    long = Period.of_months(RENEWAL_ON, 36)
    short = Period.of_months(RENEWAL_ON, 12)
    [one] = facts_of([WantedTerm(plain.pk, long)])
    [other] = facts_of([WantedTerm(escalating.pk, short)])
    for row in (one, other):
        assert (row["escalator_bp"], row["escalator_years"], row["whole_term_months"]) == (
            None, 0, None,
        )  # fmt: skip


def test_a_term_whose_quantity_steps_is_priced_by_its_pieces(book: Book) -> None:
    """A ramp that somebody asks for: each year its own quantity, and price."""
    contract = book.contract("C-1", escalator_bp=500)
    rows = facts_of([WantedTerm(contract.pk, Period.of_months(RENEWAL_ON, 36))])
    ramp = [
        row | {"quantity_e4": pieces * 10_000}
        for row, pieces in zip(rows, (10, 20, 40), strict=True)
    ]
    lines = price_rows(ramp)
    assert [line.proposed_price_e4 for line in lines] == [100_0000, 105_0000, 110_2500]
    assert [line.proposed_minor for line in lines] == [100_000, 210_000, 441_000]


def test_a_ramp_expires_at_its_last_step_in_every_year(book: Book) -> None:
    contract = book.contract("C-1", lines=0, escalator_bp=500)
    half = date(2026, 9, 30)
    book.line(contract, 1, price=80_0000, end_on=half)
    book.line(contract, 1, price=120_0000, start_on=half)
    lines = price_rows(facts_of([WantedTerm(contract.pk, Period.of_months(RENEWAL_ON, 24))]))
    assert [line.expiring_price_e4 for line in lines] == [120_0000, 120_0000]
    assert [line.proposed_price_e4 for line in lines] == [120_0000, 126_0000]


def test_a_quote_has_a_line_for_each_year(book: Book) -> None:
    renewal = book.renewal(book.contract("C-1", lines=2, escalator_bp=300, renewal_term_months=30))
    assert make_quotes(by=book.head, on=ON).count == 1
    quote = renewal.quotes.get()
    lines = list(quote.lines.order_by("position"))
    ends = [day("2028-03-31"), day("2029-03-31"), day("2029-09-30")]
    assert [(line.lot, line.start_on, line.end_on) for line in lines] == [
        (lot, start, end)
        for lot in (1, 2) for start, end in pairwise([RENEWAL_ON, *ends])
    ]  # fmt: skip
    assert [line.proposed_price_e4 for line in lines[:3]] == [100_0000, 103_0000, 106_0900]
    assert [line.proposed_minor for line in lines[:3]] == [100_000, 103_000, 53_045]
    assert (quote.expiring_minor, quote.proposed_minor) == (500_000, 512_090)


def test_a_term_that_cannot_be_escalated_is_refused_alone_with_the_reason(book: Book) -> None:
    culprit = book.renewal(book.contract("C-1", escalator_bp=300, renewal_term_months=72))
    book.due("C-2")
    made = make_quotes(by=book.head, on=ON)
    assert (made.count, [pk for pk, _ in made.refused]) == (1, [culprit.pk])
    with pytest.raises(QuoteNotPossible, match="more than 5 years"):
        make_quote(renewal_id=culprit.pk, by=book.head, on=ON)
