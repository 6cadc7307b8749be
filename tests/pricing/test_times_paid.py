"""How often a price is paid: against a day-by-day witness, and through the book to the amount."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.book.rules.dates import term_from
from tenure.book.rules.day_counts import Mode
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, add_months
from tenure.pricing.queries import bulk_engine, load_csv, price_rows
from tenure.pricing.queries.facts import (
    FACT_NAMES,
    WantedTerm,
    copy_wanted,
    facts_of,
    given_rows,
)
from tenure.pricing.rules import times_paid
from tests.book.builders import day
from tests.book.proration_slowly import half_up
from tests.pricing.times_slowly import times_slowly
from tests.quotes.conftest import Book

starts = st.dates(date(2019, 1, 1), date(2031, 12, 31))
price_months = st.sampled_from([1, 3, 6, 12, 24, 36])


@st.composite
def terms(draw: st.DrawFn) -> tuple[Period, date]:
    """Draw a term, and where its contract began: on the term's day of the month or on any other."""
    start = draw(starts)
    end = start + timedelta(days=draw(st.integers(2, 1200)))
    began = draw(st.just(add_months(start, -12)) | st.dates(date(2015, 1, 1), date(2018, 12, 31)))
    return Period(start, end), began


@given(terms(), st.data(), price_months, st.sampled_from(Mode))
@settings(max_examples=800, deadline=None)
def test_day_by_day_gives_the_same(
    drawn: tuple[Period, date], data: st.DataObject, months: int, mode: Mode
) -> None:
    term, began = drawn
    part = term
    if mode != Mode.MONTHS and data.draw(st.booleans()):
        part = term.split(term.start + timedelta(days=data.draw(st.integers(1, term.days - 1))))[1]
    found = times_paid(part, term, months, mode, first_start_on=began)
    assert found == times_slowly(part, term, months, mode, began)


@given(terms(), st.data(), price_months, st.sampled_from(Mode))
@settings(max_examples=800, deadline=None)
def test_the_parts_of_a_term_sum_to_the_whole(
    drawn: tuple[Period, date], data: st.DataObject, months: int, mode: Mode
) -> None:
    term, began = drawn
    assert term.end
    inner = data.draw(st.lists(st.integers(1, term.days - 1), unique=True, max_size=6))
    at = [term.start + timedelta(days=number) for number in sorted(inner)]
    if mode == Mode.MONTHS:  # which sum where they are cut at the months of the term
        cuts = (add_months(term.start, number) for number in (1, 5, 12, 24))
        at, began = [cut for cut in cuts if term.contains(cut)], term.start
    parts = [Period(*pair) for pair in pairwise([term.start, *at, term.end])]
    times = [times_paid(part, term, months, mode, first_start_on=began) for part in parts]
    assert sum(times) == times_paid(term, term, months, mode, first_start_on=began)


def test_what_cannot_be_held_exactly_is_refused() -> None:
    term = Period(day("2027-01-01"), day("4027-01-01"))
    part = Period(day("2500-01-01"), day("4027-01-01"))
    with pytest.raises(InvalidInput, match="a price for 5003 months"):
        times_paid(part, term, 5_003, Mode.ACTUAL, first_start_on=term.start)


# Ends and first starts that months are counted from differently; leap years; odd price months.
BOOKED = [
    ("a year", "2026-04-01", "2027-04-01", 12, 12),
    ("a leap year", "2026-07-01", "2027-07-01", 12, 12),
    ("three years", "2027-03-01", "2027-03-01", 36, 12),
    ("seven months at a yearly price", "2026-03-31", "2027-03-31", 7, 12),
    ("a month, remembering the 30th", "2026-01-30", "2027-02-28", 1, 1),
    ("a month, remembering the 28th", "2026-01-28", "2027-02-28", 1, 1),
    ("a year from 28 February, no month's end", "2024-02-28", "2027-02-28", 12, 12),
    ("a year from 29 February", "2024-02-29", "2027-02-28", 12, 1),
    ("co-termed away from its day", "2024-03-05", "2027-03-28", 11, 1),
    ("a price for three years", "2025-05-31", "2027-05-31", 12, 36),
]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("booked", BOOKED, ids=lambda booked: booked[0])
def test_through_the_book(
    book: Book, settings: Any, mode: Mode, booked: tuple[str, str, str, int, int]
) -> None:
    _, began, ends, months, price_for = booked
    settings.PRORATION_MODE = mode
    contract = book.contract("C-1", end=day(ends), lines=0, first_start_on=day(began))
    book.line(contract, 1, price=1_234_5678, quantity="7.5", price_months=price_for)
    term = term_from(day(ends), months, first_start_on=day(began))
    [line] = price_rows(facts_of([WantedTerm(contract.pk, term)]))
    times = times_slowly(term, term, price_for, mode, day(began))
    assert line.proposed_minor == half_up(Fraction("7.5") * Fraction("1234.5678") * 100 * times)
    given = (line.columns["part_n"], line.columns["part_d"])
    assert given == ((None, None) if mode == "months" else times.as_integer_ratio())


def test_a_term_that_does_not_end_on_its_day(book: Book, settings: Any) -> None:
    """Term of DOMAIN.md: monthly from 28 March 2025 to 4 February 2026, periods from the 5th."""
    settings.PRORATION_MODE = "monthly"
    contract = book.contract(
        "C-1", end=day("2025-03-28"), lines=0, first_start_on=day("2024-03-05")
    )
    book.line(contract, 1, price=90_0000, quantity="1", price_months=1)
    term = Period(day("2025-03-28"), day("2026-02-05"))
    [line] = price_rows(facts_of([WantedTerm(contract.pk, term)]))
    assert Fraction(line.columns["part_n"], line.columns["part_d"]) == 10 + Fraction(8, 31)
    assert line.proposed_minor == 923_23


def test_price_months_that_were_not_reckoned_with_are_refused(
    book: Book, settings: Any, tmp_path: Path
) -> None:
    """A line that comes between the two reads is not priced by another mode."""
    settings.PRORATION_MODE = "actual"
    contract = book.contract("C-1")
    term = term_from(day("2027-03-31"), 12, first_start_on=contract.start_on)
    wanted = given_rows([WantedTerm(contract.pk, term)])
    contract.lines.update(price_months=5)
    copy_wanted(wanted, tmp_path / "facts.csv")
    with bulk_engine(tmp_path) as engine, pytest.raises(InvalidInput, match="part_d"):
        load_csv(engine, tmp_path / "facts.csv", FACT_NAMES)
