"""Proration: published figures, worked cases, and properties against a day-by-day witness."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tenure.book.rules.day_counts import Mode, thirty_360_days
from tenure.book.rules.proration import fraction, prorated, spread
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import Period, add_months
from tenure.pricing.rules.facts import TermLength
from tests.book.builders import day
from tests.book.proration_slowly import fraction_slowly, half_up

YEAR = Period(day("2027-01-01"), day("2028-01-01"))
LEAP_YEAR = Period(day("2028-01-01"), day("2029-01-01"))
TO_THE_TERM = [Mode.ACTUAL, Mode.MONTHS]
ADDITIVE = [mode for mode in Mode if mode != Mode.MONTHS]

starts = st.dates(date(2019, 1, 1), date(2033, 12, 31))
amounts = st.builds(
    Money, st.integers(-(10**12), 10**12), st.sampled_from(["JPY", "EUR", "KWD", "CLF"])
)
modes = st.sampled_from(Mode)


@st.composite
def terms(draw: st.DrawFn, least: int = 2) -> Period:
    start = draw(starts)
    return Period(start, start + timedelta(days=draw(st.integers(least, 1200))))


@st.composite
def cuts(draw: st.DrawFn, term: Period) -> list[Period]:
    """Draw consecutive periods that fill a term."""
    inner = draw(st.lists(st.integers(1, term.days - 1), unique=True, max_size=14))
    ends = [0, *sorted(inner), term.days]
    at = [term.start + timedelta(days=number) for number in ends]
    return [Period(*pair) for pair in pairwise(at)]


def span(start: str, end: str) -> Period:
    return Period(day(start), day(end))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        # The educational spreadsheet to ISDA's 2006 definitions 4.16 (g), 30E/360: its three sets.
        ("2006-08-20", "2007-02-20", 180),
        ("2007-02-20", "2007-08-20", 180),
        ("2008-02-20", "2008-08-20", 180),
        ("2006-02-28", "2006-08-31", 182),
        ("2006-08-31", "2007-02-28", 178),
        ("2007-08-31", "2008-02-29", 179),
        ("2008-02-29", "2008-08-31", 181),
        ("2008-08-31", "2009-02-28", 178),
        ("2011-08-31", "2012-02-29", 179),
        ("2006-01-31", "2006-02-28", 28),
        ("2006-01-30", "2006-02-28", 28),
        ("2006-02-28", "2006-03-03", 5),
        ("2006-02-14", "2006-02-28", 14),
        ("2006-09-30", "2006-10-31", 30),
        ("2006-10-31", "2006-11-28", 28),
        ("2007-08-31", "2008-02-28", 178),
        ("2008-02-28", "2008-08-28", 180),
        ("2008-02-28", "2008-08-30", 182),
        ("2008-02-28", "2008-08-31", 182),
        ("2007-02-26", "2008-02-28", 362),
        ("2007-02-26", "2008-02-29", 363),
        ("2008-02-29", "2009-02-28", 359),
        ("2008-02-28", "2008-03-30", 32),
        ("2008-02-28", "2008-03-31", 32),
    ],
)
def test_published_30e_360(start: str, end: str, days: int) -> None:
    assert thirty_360_days(day(start), day(end)) == days


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # ISDA, "EMU and market conventions: recent developments" (1998): actual/actual (ISDA).
        ("2003-11-01", "2004-05-01", 0.497724380567),
        ("1999-02-01", "1999-07-01", 0.410958904110),
        ("1999-07-01", "2000-07-01", 1.001377348600),
        ("2002-08-15", "2003-07-15", 0.915068493151),
        ("2003-07-15", "2004-01-15", 0.504004790778),
        ("1999-07-30", "2000-01-30", 0.503892506924),
        ("2000-01-30", "2000-06-30", 0.415300546448),
        ("1999-11-30", "2000-04-30", 0.415540085336),
    ],
)
def test_published_actual_365_with_leap_day_split(start: str, end: str, expected: float) -> None:
    found = fraction(span(start, end), span(start, end), Mode.ACTUAL_365)
    assert float(found) == pytest.approx(expected, abs=1e-10)


def test_monthly_periods_of_the_trade_s_example() -> None:
    stub, whole = span("2025-03-28", "2025-04-05"), span("2025-03-28", "2026-02-05")
    assert fraction(stub, whole, Mode.MONTHLY, anchor_day=5) == Fraction(8, 31)
    found = prorated(whole, whole, Money(9000, "USD"), Mode.MONTHLY, anchor_day=5)
    assert f"{float(found.fraction):.6f}" == "10.258065"
    assert found.money == Money(92323, "USD")
    assert found.explanation == "8/31 + 10 monthly periods"


@pytest.mark.parametrize(
    ("mode", "term", "expected"),
    [
        (Mode.ACTUAL, YEAR, "92 of 365 days"),
        (Mode.ACTUAL, LEAP_YEAR, "92 of 366 days"),
        (Mode.ACTUAL_365, YEAR, "92/365 years"),
        (Mode.ACTUAL_365, LEAP_YEAR, "92/366 years"),
        (Mode.ACTUAL_360, YEAR, "92 of 360 days"),
        (Mode.THIRTY_360, YEAR, "90 of 360 days of 30/360"),
        (Mode.MONTHS, YEAR, "3 of 12 months"),
        (Mode.MONTHLY, YEAR, "3 monthly periods"),
    ],
)
def test_a_quarter_in_words(mode: Mode, term: Period, expected: str) -> None:
    quarter = Period(add_months(term.start, 6), add_months(term.start, 9))
    assert prorated(quarter, term, Money(1, "EUR"), mode).explanation == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.ACTUAL_365, "184/365 + 46/366 years"),
        (Mode.MONTHS, "(7 + 15/28) of 12 months"),
        (Mode.MONTHLY, "7 + 15/28 monthly periods"),
    ],
)
def test_sums_in_words(mode: Mode, expected: str) -> None:
    part = span("2027-07-01", "2028-02-16")
    if mode != Mode.ACTUAL_365:
        part = span("2026-07-01", "2027-02-16")
    assert prorated(part, YEAR, Money(1, "EUR"), mode).explanation == expected


@pytest.mark.parametrize(
    ("case", "start", "end", "term", "anchor", "expected"),
    [
        ("28 Feb of a term from the 28th", "2027-02-28", "2027-03-28", "2027-01-28", None, 1),
        ("28 Feb of a term from the 31st", "2027-02-28", "2027-03-31", "2027-01-31", None, 1),
        ("a later term remembers the 30th", "2027-02-28", "2027-03-30", "2027-02-28", 30, 1),
        ("... where nothing is remembered", "2027-02-28", "2027-03-30", "2027-02-28", None,
         Fraction(30, 31)),
        ("a term that lost the memory", "2027-02-28", "2027-03-28", "2027-01-28", 30, 1),
        ("own start, off the term's day", "2027-03-10", "2027-04-10", "2027-01-28", None, 1),
        ("longer than the term paid for", "2027-01-01", "2028-07-01", "2027-01-01", None, 18),
    ],
)  # fmt: skip
def test_months_remember(
    case: str, start: str, end: str, term: str, anchor: int | None, expected: Fraction
) -> None:
    month = Period(day(term), add_months(day(term), 1, anchor))
    found = fraction(span(start, end), month, Mode.MONTHS, anchor_day=anchor)
    assert found == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Money(1000, "JPY"), [85, 77, 85, 82, 85, 82, 85, 85, 82, 85, 82, 85]),
        (Money(1, "EUR"), [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
        (Money(-1, "EUR"), [0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0]),
        (Money(365_000, "KWD"), [days * 1000 for days in
                                 (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]),
    ],
)  # fmt: skip
def test_a_year_spread_over_its_months(amount: Money, expected: list[int]) -> None:
    found = spread(amount, list(YEAR.months()), Mode.ACTUAL, YEAR)
    assert [part.money.minor for part in found] == expected


def test_a_spread_is_explained() -> None:
    pieces = [span("2027-01-01", "2027-04-01"), span("2027-04-01", "2027-07-01")]
    pieces.append(span("2027-07-01", "2028-01-01"))
    found = spread(Money(100000, "EUR"), pieces, Mode.ACTUAL, YEAR)
    assert [part.explanation for part in found] == [
        "90 of 365 days",
        "495.89 EUR for 181 of 365 days, less 246.58 EUR before",
        "1,000.00 EUR for 365 of 365 days, less 495.89 EUR before",
    ]


@given(st.data(), terms(), amounts, modes)
@settings(max_examples=800)
def test_parts_sum_to_the_whole(
    data: st.DataObject, term: Period, amount: Money, mode: Mode
) -> None:
    found = spread(amount, data.draw(cuts(term)), mode, term)
    assert sum((part.money for part in found), Money.zero(amount.currency)) == amount
    assert sum(part.fraction for part in found) == 1
    for part in found:
        assert part.fraction >= 0
        assert abs(part.money.minor - part.fraction * amount.minor) < 1


@given(st.data(), terms(), amounts, modes)
@settings(max_examples=300)
def test_a_later_cut_changes_nothing_before_it(
    data: st.DataObject, term: Period, amount: Money, mode: Mode
) -> None:
    pieces = data.draw(cuts(term))
    assume(pieces[-1].days > 1)
    again = [*pieces[:-1], *pieces[-1].split(pieces[-1].start + timedelta(days=1))]
    before, after = (spread(amount, each, mode, term) for each in (pieces, again))
    assert before[:-1] == after[: len(before) - 1]


@given(terms(1), st.sampled_from(TO_THE_TERM))
def test_a_whole_term_is_once_its_amount(term: Period, mode: Mode) -> None:
    assert fraction(term, term, mode) == 1


@given(starts, st.integers(1, 60))
def test_whole_months_are_whole_numbers(start: date, months: int) -> None:
    term = Period.of_months(start, months)
    assert fraction(term, term, Mode.MONTHLY) == months
    for number, month in enumerate(term.months()):
        assert fraction(month, term, Mode.MONTHS) == Fraction(1, months)
        assert fraction(month, term, Mode.MONTHLY) == 1
        to_here = Period(start, month.end)
        assert fraction(to_here, term, Mode.MONTHS) == Fraction(number + 1, months)


@given(starts)
def test_what_a_year_is_by_days(start: date) -> None:
    year = Period.of_months(start, 12)
    assert fraction(year, year, Mode.ACTUAL_360) == Fraction(year.days, 360)
    off_by = fraction(year, year, Mode.THIRTY_360) * 360 - 360
    assert off_by == 0 or (start.month == 2 and abs(off_by) == 1)
    assert abs(fraction(year, year, Mode.ACTUAL_365) - 1) < Fraction(1, 365)


@pytest.mark.parametrize("year", [1900, 2000, 2027, 2028, 2099, 2100, 2101, 2400])
def test_a_calendar_year_is_one_in_actual_365(year: int) -> None:
    calendar_year = Period(date(year, 1, 1), date(year + 1, 1, 1))
    assert fraction(calendar_year, calendar_year, Mode.ACTUAL_365) == 1


@given(st.data(), terms(), st.sampled_from(ADDITIVE))
@settings(max_examples=400)
def test_adjacent_parts_add_up(data: st.DataObject, term: Period, mode: Mode) -> None:
    parts = [fraction(piece, term, mode) for piece in data.draw(cuts(term))]
    assert sum(parts) == fraction(term, term, mode)


def test_months_add_up_only_at_months() -> None:
    pieces = [span("2027-01-01", "2027-02-15"), span("2027-02-15", "2027-03-29")]
    parts = [fraction(piece, YEAR, Mode.MONTHS) for piece in pieces]
    assert sum(parts) != fraction(span("2027-01-01", "2027-03-29"), YEAR, Mode.MONTHS)


@given(st.data(), terms(), amounts, modes)
@settings(max_examples=2500, deadline=None)
def test_day_by_day_gives_the_same(
    data: st.DataObject, term: Period, amount: Money, mode: Mode
) -> None:
    period = data.draw(st.sampled_from(data.draw(cuts(term))))
    expected = fraction_slowly(period, term, mode)
    found = prorated(period, term, amount, mode)
    assert found.fraction == expected
    assert found.money == Money(half_up(expected * amount.minor), amount.currency)


@given(terms(1))
def test_months_are_those_of_pricing(period: Period) -> None:
    assert period.end
    length = TermLength.of(period.start, period.end)
    month = Period.of_months(period.start, 1)
    expected = length.months + Fraction(length.days, length.month_days)
    assert fraction(period, month, Mode.MONTHS) == expected


OPEN = Period(day("2027-01-01"), None)


@pytest.mark.parametrize("mode", Mode)
def test_an_open_period_has_no_price(mode: Mode) -> None:
    with pytest.raises(InvalidInput, match="no end"):
        fraction(OPEN, YEAR, mode)
    with pytest.raises(InvalidInput, match="no end"):
        spread(Money(1, "EUR"), [OPEN], mode, OPEN)


@pytest.mark.parametrize("mode", Mode)
def test_an_open_term_is_refused_only_where_it_is_what_is_paid_for(mode: Mode) -> None:
    if mode in TO_THE_TERM:
        with pytest.raises(InvalidInput, match="The term has no end"):
            fraction(YEAR, OPEN, mode)
    else:
        assert fraction(YEAR, OPEN, mode) > 0


def test_refusals() -> None:
    euro, halves = Money(1, "EUR"), list(YEAR.split(day("2027-07-01")))
    with pytest.raises(InvalidInput, match="is not inside the term"):
        fraction(span("2026-12-31", "2027-02-01"), YEAR, Mode.ACTUAL)
    with pytest.raises(InvalidInput, match="is not inside the term"):
        spread(euro, [LEAP_YEAR], Mode.ACTUAL, YEAR)
    with pytest.raises(InvalidInput, match="no periods"):
        spread(euro, [], Mode.ACTUAL, YEAR)
    with pytest.raises(InvalidInput, match="does not begin where"):
        spread(euro, halves[::-1], Mode.ACTUAL, YEAR)
    with pytest.raises(InvalidInput, match="has no end"):
        spread(euro, [OPEN, YEAR], Mode.ACTUAL_365, YEAR)
    with pytest.raises(InvalidInput, match="cannot be divided"):
        spread(euro, [span("2027-01-30", "2027-01-31")], Mode.THIRTY_360, YEAR)
    for anchor_day in (0, 32):
        with pytest.raises(InvalidInput, match="anchor day"):
            fraction(YEAR, YEAR, Mode.MONTHLY, anchor_day=anchor_day)
