"""Working days and the conventions that move a date onto one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.book.rules.working_days import Shift, WorkingDays
from tenure.kernel.errors import InvalidInput
from tests.book.builders import day

CHRISTMAS = WorkingDays(frozenset({day("2026-12-25"), day("2026-12-28"), day("2027-01-01")}))
GULF = WorkingDays(weekend=frozenset({4, 5}))


@pytest.mark.parametrize(
    ("text", "following", "preceding", "modified"),
    [
        ("2026-12-24", "2026-12-24", "2026-12-24", "2026-12-24"),
        ("2026-12-25", "2026-12-29", "2026-12-24", "2026-12-29"),
        ("2026-12-27", "2026-12-29", "2026-12-24", "2026-12-29"),
        ("2027-01-01", "2027-01-04", "2026-12-31", "2027-01-04"),
        ("2027-01-30", "2027-02-01", "2027-01-29", "2027-01-29"),
        ("2027-01-31", "2027-02-01", "2027-01-29", "2027-01-29"),
    ],
)
def test_shifts(text: str, following: str, preceding: str, modified: str) -> None:
    found = [CHRISTMAS.shifted(day(text), shift) for shift in Shift]
    assert found == [day(following), day(preceding), day(modified)]


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-24", 4, "2027-01-04"),
        ("2026-12-26", 1, "2026-12-29"),
        ("2026-12-26", 0, "2026-12-26"),
        ("2026-12-26", -1, "2026-12-24"),
        ("2027-01-04", -2, "2026-12-30"),
    ],
)
def test_adding_working_days(text: str, number: int, expected: str) -> None:
    assert CHRISTMAS.add(day(text), number) == day(expected)


def test_other_weekends() -> None:
    assert GULF.shifted(day("2027-01-01"), Shift.FOLLOWING) == day("2027-01-03")
    assert GULF.contains(day("2027-01-03"))
    assert WorkingDays(weekend=frozenset()).add(day("2027-01-01"), 5) == day("2027-01-06")


@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.integers(-60, 60),
    st.frozensets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=40),
    st.frozensets(st.integers(0, 6), max_size=6),
)
def test_adding_counts_each_working_day_once(
    start: date, number: int, holidays: frozenset[date], weekend: frozenset[int]
) -> None:
    calendar = WorkingDays(holidays, weekend)
    end = calendar.add(start, number)
    step = timedelta(days=1 if number > 0 else -1)
    passed = [start + step * n for n in range(1, abs((end - start).days) + 1)]
    assert sum(map(calendar.contains, passed)) == abs(number)
    assert number == 0 or calendar.contains(end)


def test_working_days_refuse() -> None:
    for weekend in (frozenset(range(7)), frozenset({7})):
        with pytest.raises(InvalidInput, match="weekend"):
            WorkingDays(weekend=weekend)
    with pytest.raises(InvalidInput, match="calendar"):
        WorkingDays().add(date.max, 1)
    with pytest.raises(InvalidInput, match="calendar"):
        WorkingDays(frozenset({date.min})).shifted(date.min, Shift.PRECEDING)
