from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import anchor_of
from tenure.kernel.period import add_months

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("case", "start", "months", "expected"),
    [
        ("plain", "2027-01-15", 1, "2027-02-15"),
        ("plain year", "2027-01-15", 12, "2028-01-15"),
        ("31 January + 1", "2027-01-31", 1, "2027-02-28"),
        ("31 January + 1, leap", "2028-01-31", 1, "2028-02-29"),
        ("31 January + 2 comes back", "2027-01-31", 2, "2027-03-31"),
        ("31 January + 3", "2027-01-31", 3, "2027-04-30"),
        ("30 January + 1", "2027-01-30", 1, "2027-02-28"),
        ("30 January + 2 comes back to 30", "2027-01-30", 2, "2027-03-30"),
        ("29 January + 1", "2027-01-29", 1, "2027-02-28"),
        ("30 April is a month's end", "2027-04-30", 1, "2027-05-31"),
        ("30 April + 12", "2027-04-30", 12, "2028-04-30"),
        ("28 February is a month's end", "2027-02-28", 1, "2027-03-31"),
        ("28 February into a leap year", "2027-02-28", 12, "2028-02-29"),
        ("28 February of a leap year is not", "2028-02-28", 1, "2028-03-28"),
        ("29 February + 12", "2028-02-29", 12, "2029-02-28"),
        ("29 February + 48", "2028-02-29", 48, "2032-02-29"),
        ("over the year", "2027-12-31", 2, "2028-02-29"),
        ("backwards", "2027-03-31", -1, "2027-02-28"),
        ("backwards over the year", "2027-01-15", -1, "2026-12-15"),
        ("backwards from a month's end", "2027-04-30", -1, "2027-03-31"),
        ("nothing", "2027-01-31", 0, "2027-01-31"),
        ("last day of the calendar", "9998-12-31", 12, "9999-12-31"),
    ],
)
def test_add_months(case: str, start: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("case", "start", "months", "anchor", "expected"),
    [
        ("fixed day", "2027-04-30", 1, 30, "2027-05-30"),
        ("memory of a start long gone", "2027-02-28", 1, 30, "2027-03-30"),
        ("month's end", "2027-02-15", 1, 31, "2027-03-31"),
        ("cut to the month", "2027-03-15", 11, 30, "2028-02-29"),
    ],
)
def test_anchor_day(case: str, start: str, months: int, anchor: int, expected: str) -> None:
    got = add_months(date.fromisoformat(start), months, anchor_day=anchor)
    assert got == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("case", "day", "months", "anchor"),
    [
        ("anchor 0", date(2027, 1, 1), 1, 0),
        ("anchor 32", date(2027, 1, 1), 1, 32),
        ("anchor is a bool", date(2027, 1, 1), 1, True),
        ("half a month", date(2027, 1, 1), 0.5, None),
        ("past 9999", date(9999, 12, 1), 1, None),
        ("before 1", date(1, 1, 1), -1, None),
        ("far past 9999", date(2027, 1, 1), 10**30, None),
        ("a datetime", datetime(2027, 1, 1, tzinfo=UTC), 1, None),
        ("text", "2027-01-01", 1, None),
    ],
)
def test_add_months_refuses(case: str, day: date, months: int, anchor: int | None) -> None:
    with pytest.raises(InvalidInput):
        add_months(day, months, anchor)


@given(days, st.integers(-600, 600))
def test_counts_calendar_months(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@given(days, st.integers(-600, 600), st.integers(-600, 600))
def test_memory_makes_counting_in_steps_safe(day: date, first: int, second: int) -> None:
    anchor = anchor_of(day)
    stepped = add_months(add_months(day, first, anchor), second, anchor)
    assert stepped == add_months(day, first + second)


@given(days, days, st.integers(-600, 600))
def test_order_is_kept(a: date, b: date, months: int) -> None:
    earlier, later = sorted((a, b))
    assert add_months(earlier, months) <= add_months(later, months)


@given(days, st.integers(-600, 600))
def test_month_ends_stay_on_month_ends(day: date, months: int) -> None:
    month_end = add_months(day, 0, anchor_day=31)
    assert anchor_of(add_months(month_end, months)) == 31
    assert add_months(add_months(month_end, months), -months) == month_end
