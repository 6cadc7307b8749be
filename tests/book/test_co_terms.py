"""Co-termination of periods, and the periods of an add-on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.book.rules.co_terms import (
    CoTerm,
    FirstPeriod,
    add_on_period,
    add_on_periods,
    co_terminated,
)
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tests.book.builders import day


def span(start: str, end: str | None) -> Period:
    return Period(day(start), day(end) if end else None)


PERIODS = [
    span("2027-01-01", "2028-01-01"),
    span("2027-04-01", "2028-04-01"),
    span("2027-07-01", "2028-01-02"),
]
EVERGREEN = span("2026-05-01", None)


@pytest.mark.parametrize(
    ("rule", "end_on", "moved"),
    [
        (CoTerm.EARLIEST, None, [0, -91, -1]),
        (CoTerm.LATEST, None, [91, 0, 90]),
        (CoTerm.GIVEN, "2027-12-31", [-1, -92, -2]),
        (CoTerm.MASTER, "2028-04-01", [91, 0, 90]),
        (CoTerm.NEVER, None, [0, 0, 0]),
    ],
)
def test_common_end(rule: CoTerm, end_on: str | None, moved: list[int]) -> None:
    found = co_terminated(PERIODS, rule, end_on=day(end_on) if end_on else None)
    assert [each.moved_days for each in found] == moved
    for before, after in zip(PERIODS, found, strict=True):
        assert before.end is not None
        assert after.period.start == before.start
        assert after.period.end == before.end + timedelta(days=after.moved_days)


def test_co_termination_is_explained() -> None:
    found = co_terminated(PERIODS, CoTerm.EARLIEST)
    assert [each.explanation for each in found] == [
        "unchanged: it ends there already",
        "shortened by 91 days to 31 Dec 2027",
        "shortened by 1 day to 31 Dec 2027",
    ]
    [extended] = co_terminated(PERIODS[:1], CoTerm.GIVEN, end_on=day("2028-03-01"))
    assert extended.explanation == "extended by 60 days to 29 Feb 2028"
    [never] = co_terminated(PERIODS[:1], CoTerm.NEVER)
    assert never.explanation == "unchanged: never co-terminated"


@pytest.mark.parametrize("rule", [CoTerm.EARLIEST, CoTerm.LATEST, CoTerm.GIVEN, CoTerm.MASTER])
def test_an_open_period_neither_sets_nor_takes_the_end(rule: CoTerm) -> None:
    end_on = day("2028-06-01") if rule in {CoTerm.GIVEN, CoTerm.MASTER} else None
    [still_open, *others] = co_terminated([EVERGREEN, *PERIODS], rule, end_on=end_on)
    assert still_open.period == EVERGREEN
    assert still_open.explanation == "unchanged: open, it has no end to align"
    assert others == co_terminated(PERIODS, rule, end_on=end_on)


def test_co_termination_refuses() -> None:
    with pytest.raises(InvalidInput, match="starts on or after 1 Jul 2027"):
        co_terminated(PERIODS, CoTerm.GIVEN, end_on=day("2027-07-01"))
    with pytest.raises(InvalidInput, match="None of the periods has an end"):
        co_terminated([EVERGREEN], CoTerm.LATEST)
    with pytest.raises(InvalidInput, match="master needs an end date"):
        co_terminated(PERIODS, CoTerm.MASTER)
    with pytest.raises(InvalidInput, match="latest does not take an end date"):
        co_terminated(PERIODS, CoTerm.LATEST, end_on=day("2028-01-01"))


TERM = span("2027-01-31", "2028-01-31")


@pytest.mark.parametrize(
    ("from_on", "months", "first", "starts"),
    [
        ("2027-01-31", 6, "stub", ["2027-01-31", "2027-07-31"]),
        ("2027-03-10", 3, "stub", ["2027-03-10", "2027-04-30", "2027-07-31", "2027-10-31"]),
        ("2027-04-30", 6, "stub", ["2027-04-30", "2027-07-31"]),
        ("2027-12-31", 12, "stub", ["2027-12-31"]),
        ("2027-03-10", 3, "whole", ["2027-03-10", "2027-06-10", "2027-09-10", "2027-12-10"]),
        ("2027-09-30", 1, "whole",
         ["2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31"]),
    ],
)  # fmt: skip
def test_periods_of_an_add_on(from_on: str, months: int, first: str, starts: list[str]) -> None:
    found = add_on_periods(
        TERM, day(from_on), months, FirstPeriod(first), first_start_on=TERM.start
    )
    assert [str(each.start) for each in found] == starts
    assert found[-1].end == TERM.end


def test_an_add_on_remembers_the_first_start() -> None:
    term = span("2027-02-28", "2027-08-28")
    found = add_on_periods(
        term, day("2027-03-15"), 1, FirstPeriod.STUB, first_start_on=day("2027-01-28")
    )
    assert [each.start.day for each in found] == [15, 28, 28, 28, 28, 28]


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(1, 1500),
    st.integers(0, 1499),
    st.integers(1, 13),
    st.sampled_from(FirstPeriod),
)
def test_periods_of_an_add_on_tile_it(
    start: date, length: int, offset: int, months: int, first: FirstPeriod
) -> None:
    term = Period(start, start + timedelta(days=length))
    from_on = start + timedelta(days=offset % length)
    found = add_on_periods(term, from_on, months, first, first_start_on=start)
    assert found[0].start == from_on
    assert found[-1].end == term.end
    assert all(a.end == b.start for a, b in pairwise(found))


def test_add_ons_refuse() -> None:
    with pytest.raises(InvalidInput, match="31 Jan 2028 is outside the term"):
        add_on_period(TERM, day("2028-01-31"))
    assert add_on_period(EVERGREEN, day("2027-01-01")) == span("2027-01-01", None)
    with pytest.raises(InvalidInput, match="The add-on has no end"):
        add_on_periods(
            EVERGREEN, day("2027-01-01"), 1, FirstPeriod.STUB, first_start_on=EVERGREEN.start
        )
    with pytest.raises(InvalidInput, match="1 month or longer"):
        add_on_periods(TERM, TERM.start, 0, FirstPeriod.WHOLE, first_start_on=TERM.start)
