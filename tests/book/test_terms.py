"""Terms, anniversaries, notice, and what happens at a term's end."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.book.rules.dates import (
    MonthsAndDays,
    anniversaries,
    months_and_days,
    next_anniversary,
    next_term,
    term_from,
)
from tenure.book.rules.notice import NoticeWindow, end_after_notice, notice_date, notice_window
from tenure.book.rules.term_end import AtTermEnd, EndingTerm, without_notice
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, add_months
from tests.book.builders import day

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def span(start: str, end: str | None) -> Period:
    return Period(day(start), day(end) if end else None)


@pytest.mark.parametrize(
    ("first", "start", "months", "end"),
    [
        ("2027-01-15", "2027-01-15", 12, "2028-01-15"),
        ("2027-01-31", "2027-01-31", 1, "2027-02-28"),
        ("2027-01-31", "2027-02-28", 1, "2027-03-31"),
        ("2027-01-30", "2027-02-28", 1, "2027-03-30"),
        ("2027-01-29", "2027-02-28", 1, "2027-03-29"),
        ("2027-01-28", "2027-02-28", 1, "2027-03-28"),
        ("2026-02-28", "2027-02-28", 12, "2028-02-29"),
        ("2024-02-29", "2027-02-28", 12, "2028-02-29"),
        ("2024-01-28", "2027-02-28", 12, "2028-02-28"),
        # Co-terminated to another day: the first start is no memory for it.
        ("2027-01-15", "2027-07-01", 12, "2028-07-01"),
        ("2027-01-15", "2027-06-30", 1, "2027-07-31"),
    ],
)
def test_terms_remember_the_first_start(first: str, start: str, months: int, end: str) -> None:
    assert term_from(day(start), months, first_start_on=day(first)) == span(start, end)


@given(days, st.integers(1, 14))
def test_nothing_drifts_over_240_terms(first: date, months: int) -> None:
    term = term_from(first, months, first_start_on=first)
    for number in range(2, 241):
        following = next_term(term, months, first_start_on=first)
        assert following.start == term.end
        assert following.end == add_months(first, months * number)
        term = following


@given(days, days, st.integers(1, 60))
def test_a_term_has_its_months_from_any_start(first: date, start: date, months: int) -> None:
    term = term_from(start, months, first_start_on=first)
    assert term.end is not None
    assert (term.end.year - start.year) * 12 + term.end.month - start.month == months


@pytest.mark.parametrize(
    ("start", "end", "anchor", "expected"),
    [
        ("2027-01-31", "2027-04-30", 31, (3, 0, 1)),
        ("2027-02-28", "2027-03-28", 28, (1, 0, 1)),
        ("2027-02-28", "2027-03-28", 31, (0, 28, 31)),
        ("2025-03-28", "2026-02-05", 28, (10, 8, 31)),
        ("9999-01-15", "9999-12-15", 15, (11, 0, 1)),
    ],
)
def test_months_and_days(start: str, end: str, anchor: int, expected: tuple[int, ...]) -> None:
    assert months_and_days(span(start, end), anchor) == MonthsAndDays(*expected)


def test_terms_refuse() -> None:
    with pytest.raises(InvalidInput, match="1 month or longer"):
        term_from(day("2027-01-01"), 0, first_start_on=day("2027-01-01"))
    with pytest.raises(InvalidInput, match="The term has no end"):
        next_term(span("2027-01-01", None), 12, first_start_on=day("2027-01-01"))
    with pytest.raises(InvalidInput, match="day of the month"):
        months_and_days(span("2027-01-15", "2027-02-01"), 31)


@pytest.mark.parametrize(
    ("first", "start", "end", "expected"),
    [
        ("2027-03-01", "2027-03-01", "2030-03-01", ["2028-03-01", "2029-03-01"]),
        ("2027-03-01", "2027-03-01", "2030-03-02", ["2028-03-01", "2029-03-01", "2030-03-01"]),
        ("2028-02-29", "2028-02-29", "2032-03-01",
         ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2027-02-28", "2027-02-28", "2029-02-28", ["2028-02-29"]),
        ("2020-05-01", "2027-01-01", "2028-01-01", ["2027-05-01"]),
        ("2027-03-01", "2027-03-01", "2028-03-01", []),
    ],
)  # fmt: skip
def test_anniversaries(first: str, start: str, end: str, expected: list[str]) -> None:
    assert [str(found) for found in anniversaries(day(first), span(start, end))] == expected


def test_an_open_period_has_anniversaries_to_the_end_of_the_calendar() -> None:
    found = anniversaries(day("2028-02-29"), span("2028-02-29", None))
    assert [str(each) for each in islice(found, 2)] == ["2029-02-28", "2030-02-28"]
    assert list(anniversaries(day("9998-06-01"), span("9998-06-01", None))) == [day("9999-06-01")]


@pytest.mark.parametrize(
    ("first", "after", "expected"),
    [
        ("2027-03-01", "2027-03-01", "2028-03-01"),
        ("2027-03-01", "2028-02-29", "2028-03-01"),
        ("2027-03-01", "2028-03-01", "2029-03-01"),
        ("2028-02-29", "2029-02-27", "2029-02-28"),
        ("2028-02-29", "2029-02-28", "2030-02-28"),
        ("2028-02-29", "2032-02-28", "2032-02-29"),
        ("2027-03-01", "2020-01-01", "2028-03-01"),
    ],
)
def test_the_next_anniversary(first: str, after: str, expected: str) -> None:
    assert next_anniversary(day(first), day(after)) == day(expected)


@given(days, days)
def test_the_next_anniversary_is_the_first_of_them(first: date, after: date) -> None:
    open_period = Period(max(first, after), None)
    later = (each for each in anniversaries(first, open_period) if each > after)
    assert next_anniversary(first, after) == next(later)


@pytest.mark.parametrize(
    ("end", "notice_days", "expected"),
    [
        ("2027-03-31", 30, "2027-02-28"),
        ("2028-03-31", 30, "2028-02-29"),
        ("2028-01-01", 90, "2027-10-02"),
        ("2028-01-01", 0, "2027-12-31"),
        ("2027-02-01", 60, "2026-12-02"),
    ],
)
def test_notice_date(end: str, notice_days: int, expected: str) -> None:
    assert notice_date(span("2027-01-01", end), notice_days) == day(expected)


def test_notice_window() -> None:
    term = span("2027-01-01", "2028-01-01")
    window = notice_window(term, 30, earliest_days=90)
    assert window == NoticeWindow(day("2027-10-02"), day("2027-12-01"))
    given_on = ["2027-10-01", "2027-10-02", "2027-12-01", "2027-12-02"]
    assert [window.is_in_time(day(text)) for text in given_on] == [False, True, True, False]
    assert [window.is_early(day(text)) for text in given_on] == [True, False, False, False]
    assert [window.days_left(day(text)) for text in given_on] == [61, 60, 0, -1]
    on_a_single_day = notice_window(term, 30, earliest_days=30)
    assert on_a_single_day == NoticeWindow(day("2027-12-01"), day("2027-12-01"))
    assert notice_window(term, 30).is_in_time(day("2020-01-01"))
    assert not notice_window(term, 30).is_in_time(day("2027-12-02"))


@given(days, st.integers(0, 400))
def test_notice_of_an_evergreen_contract_is_counted_the_same_way(given_on: date, n: int) -> None:
    end = end_after_notice(given_on, n)
    assert notice_date(Period(date(1900, 1, 1), end), n) == given_on


def test_notice_refuses() -> None:
    term = span("2027-01-01", "2028-01-01")
    with pytest.raises(InvalidInput, match="no end"):
        notice_date(span("2027-01-01", None), 30)
    with pytest.raises(InvalidInput, match="negative"):
        notice_date(term, -1)
    with pytest.raises(InvalidInput, match="outside the calendar"):
        notice_date(term, 10_000_000)
    with pytest.raises(InvalidInput, match="later than the last day"):
        notice_window(term, 30, earliest_days=29)
    with pytest.raises(InvalidInput, match="outside the calendar"):
        end_after_notice(date.max, 1)


@pytest.mark.parametrize(
    ("kind", "renewals", "end", "next_end", "then", "reason"),
    [
        ("manual", 0, "2027-02-28", None, "manual", "first day without a term"),
        ("auto", 0, "2027-02-28", "2027-03-31", "auto", "renews by itself for 1 month"),
        ("auto", 7, "2027-02-28", "2027-03-31", "auto", "renews by itself"),
        ("once", 0, "2027-02-28", "2027-03-31", "manual", "this once"),
        ("once", 1, "2027-02-28", None, "manual", "single automatic renewal is used"),
        ("evergreen", 0, None, None, "evergreen", "without an end"),
        ("evergreen", 0, "2027-02-28", None, "manual", "lapses undecided; 28 Feb 2027"),
    ],
)
def test_without_notice(
    kind: str, renewals: int, end: str | None, next_end: str | None, then: str, reason: str
) -> None:
    first = day("2027-01-31")
    found = without_notice(EndingTerm(span("2027-01-31", end), AtTermEnd(kind), 1, first, renewals))
    assert found.next_term == (span("2027-02-28", next_end) if next_end else None)
    assert found.then == then
    assert reason in found.reason


def test_only_an_evergreen_term_is_open() -> None:
    ending = EndingTerm(span("2027-01-01", None), AtTermEnd.AUTO, 12, day("2027-01-01"))
    with pytest.raises(InvalidInput, match="not evergreen has no end"):
        without_notice(ending)
    with pytest.raises(InvalidInput, match="negative"):
        EndingTerm(span("2027-01-01", None), AtTermEnd.ONCE, 12, day("2027-01-01"), -1)
