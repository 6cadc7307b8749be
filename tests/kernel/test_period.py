from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, add_months

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    length = draw(st.none() | st.integers(1, 1500))
    return Period(start, None if length is None else start + timedelta(days=length))


closed_periods = periods().filter(lambda period: not period.is_open)


def term(text: str) -> Period:
    start, end = text.split("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("case", "start", "end"),
    [
        ("empty", date(2027, 1, 1), date(2027, 1, 1)),
        ("backwards", date(2027, 1, 2), date(2027, 1, 1)),
        ("no start", None, date(2027, 1, 1)),
        ("a datetime", datetime(2027, 1, 1, tzinfo=UTC), None),
        ("a datetime as end", date(2027, 1, 1), datetime(2028, 1, 1, tzinfo=UTC)),
        ("text", date(2027, 1, 1), "2028-01-01"),
    ],
)
def test_refuses(case: str, start: date, end: date) -> None:
    with pytest.raises(InvalidInput):
        Period(start, end)


@pytest.mark.parametrize(
    ("case", "start", "months", "last_day"),
    [
        ("calendar year", date(2027, 1, 1), 12, date(2027, 12, 31)),
        ("three years", date(2027, 4, 1), 36, date(2030, 3, 31)),
        ("from a month's end", date(2027, 1, 31), 1, date(2027, 2, 27)),
        ("from 29 February", date(2028, 2, 29), 12, date(2029, 2, 27)),
    ],
)
def test_of_months(case: str, start: date, months: int, last_day: date) -> None:
    assert Period.of_months(start, months).last_day == last_day


@pytest.mark.parametrize("months", [0, -1, True, 1.5])
def test_of_months_refuses(months: int) -> None:
    with pytest.raises(InvalidInput):
        Period.of_months(date(2027, 1, 1), months)


def test_from_last_day() -> None:
    year = Period.from_last_day(date(2027, 1, 1), date(2027, 12, 31))
    assert year == term("2027-01-01/2028-01-01")
    assert year.days == 365
    assert Period.from_last_day(date(2027, 1, 1), date(2027, 1, 1)).days == 1
    assert Period.from_last_day(date(2027, 1, 1), None) == term("2027-01-01/")
    for last in (date(2026, 12, 31), date.max):
        with pytest.raises(InvalidInput):
            Period.from_last_day(date(2027, 1, 1), last)


def test_open_period() -> None:
    evergreen = term("2027-01-01/")
    assert evergreen.is_open
    assert evergreen.last_day is None
    assert evergreen.contains(date.max)
    with pytest.raises(InvalidInput, match="open"):
        _ = evergreen.days
    with pytest.raises(InvalidInput, match="open"):
        evergreen.whole_months_and_days()
    third = list(islice(evergreen.months(), 3))[-1]
    assert third == term("2027-03-01/2027-04-01")


@pytest.mark.parametrize(
    ("case", "left", "right", "shared", "adjacent"),
    [
        ("apart", "2027-01-01/2027-02-01", "2027-03-01/2027-04-01", None, False),
        ("touching", "2027-01-01/2027-02-01", "2027-02-01/2027-03-01", None, True),
        (
            "sharing a day",
            "2027-01-01/2027-02-02",
            "2027-02-01/2027-03-01",
            "2027-02-01/2027-02-02",
            False,
        ),
        (
            "inside",
            "2027-01-01/2028-01-01",
            "2027-02-01/2027-03-01",
            "2027-02-01/2027-03-01",
            False,
        ),
        ("open ones", "2027-01-01/", "2027-02-01/", "2027-02-01/", False),
        ("open touching", "2027-01-01/2027-02-01", "2027-02-01/", None, True),
        (
            "the same",
            "2027-01-01/2027-02-01",
            "2027-01-01/2027-02-01",
            "2027-01-01/2027-02-01",
            False,
        ),
    ],
)
def test_two_periods(case: str, left: str, right: str, shared: str | None, adjacent: bool) -> None:
    expected = None if shared is None else term(shared)
    for one, other in ((term(left), term(right)), (term(right), term(left))):
        assert one.intersection(other) == expected
        assert one.overlaps(other) is (expected is not None)
        assert one.adjacent(other) is adjacent


@given(periods(), periods(), days)
def test_intersection_holds_what_both_hold(one: Period, other: Period, day: date) -> None:
    shared = one.intersection(other)
    inside = shared is not None and shared.contains(day)
    assert inside == (one.contains(day) and other.contains(day))


def test_contains_excludes_the_end_and_refuses_a_datetime() -> None:
    january = term("2027-01-01/2027-02-01")
    assert january.contains(date(2027, 1, 1))
    assert january.contains(date(2027, 1, 31))
    assert not january.contains(date(2027, 2, 1))
    assert not january.contains(date(2026, 12, 31))
    with pytest.raises(InvalidInput):
        january.contains(datetime(2027, 1, 5, tzinfo=UTC))


@given(periods(), days)
def test_split_tiles_the_period_or_refuses(period: Period, day: date) -> None:
    if day == period.start or not period.contains(day):
        with pytest.raises(InvalidInput, match="does not divide"):
            period.split(day)
        return
    before, after = period.split(day)
    assert (before.start, before.end, after.start, after.end) == (
        period.start,
        day,
        day,
        period.end,
    )
    assert before.adjacent(after)
    assert not before.overlaps(after)


@pytest.mark.parametrize(
    ("case", "whole", "starts"),
    [
        ("memory", "2027-01-31/2027-04-30", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("a part at the end", "2027-01-15/2027-03-01", ["2027-01-15", "2027-02-15"]),
        ("shorter than a month", "2027-01-15/2027-01-20", ["2027-01-15"]),
        ("to the calendar's end", "9999-11-15/9999-12-31", ["9999-11-15", "9999-12-15"]),
    ],
)
def test_months(case: str, whole: str, starts: list[str]) -> None:
    assert [month.start.isoformat() for month in term(whole).months()] == starts


@given(closed_periods)
def test_months_tile_the_period(period: Period) -> None:
    months = list(period.months())
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(left.end == right.start for left, right in pairwise(months))
    assert sum(month.days for month in months) == period.days


@pytest.mark.parametrize(
    ("case", "whole", "months", "days"),
    [
        ("a year", "2027-01-01/2028-01-01", 12, 0),
        ("a year and a day", "2027-01-01/2028-01-02", 12, 1),
        ("a day short", "2027-01-01/2027-12-31", 11, 30),
        ("days only", "2027-01-31/2027-02-27", 0, 27),
        ("cut month counts whole", "2027-01-31/2027-02-28", 1, 0),
        ("from a cut month", "2027-01-30/2027-03-29", 1, 29),
        ("from the 28th to March", "2025-03-28/2026-02-05", 10, 8),
    ],
)
def test_whole_months_and_days(case: str, whole: str, months: int, days: int) -> None:
    assert term(whole).whole_months_and_days() == (months, days)


@given(closed_periods)
def test_whole_months_and_days_rebuild_the_end(period: Period) -> None:
    months, days = period.whole_months_and_days()
    assert add_months(period.start, months) + timedelta(days=days) == period.end
    assert 0 <= days <= 30
    assert months >= 0


@given(days, st.integers(1, 240))
def test_a_term_of_months_is_whole_months(start: date, months: int) -> None:
    assert Period.of_months(start, months).whole_months_and_days() == (months, 0)


@given(closed_periods)
def test_last_day_round_trips(period: Period) -> None:
    last = period.last_day
    assume(last is not None)
    assert Period.from_last_day(period.start, last) == period


@pytest.mark.parametrize(
    ("whole", "text"),
    [
        ("2027-01-01/2028-01-01", "1 Jan 2027 \N{EN DASH} 31 Dec 2027"),
        ("2027-05-31/2027-06-01", "31 May 2027 \N{EN DASH} 31 May 2027"),
        ("2027-01-01/", "1 Jan 2027 \N{EN DASH} open"),
    ],
)
def test_format(whole: str, text: str) -> None:
    assert term(whole).format() == str(term(whole)) == text
