"""Working hours across daylight saving, counted again minute by minute; covers and gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.desk.rules.shifts import (
    DEFAULTS,
    AbsentFacts,
    Duty,
    Hours,
    RegionClock,
    WrongHours,
    after_working,
    covered_by,
    dark_hours,
    gaps_of,
    quarter_ends,
    working_time,
)
from tenure.desk.rules.shifts.hours import workdays
from tenure.kernel.errors import InvalidInput

MINUTE = timedelta(minutes=1)
WEEK = workdays(time(8), time(16))
# Around the changes of the clocks, holidays and the year's end.
STARTS = [date(2027, 3, 11), date(2027, 3, 25), date(2027, 10, 28), date(2027, 12, 30)]


def clock(code: str, *later: tuple[date, Hours]) -> RegionClock:
    return RegionClock(code, ((date.min, DEFAULTS[code]), *later))


def works(region: RegionClock, at: datetime) -> bool:
    """Tell whether a region works in a minute, by its wall clock alone."""
    hours = region.dated[0][1]
    local = at.astimezone(ZoneInfo(hours.zone))
    opens, closes = hours.opens[local.weekday()], hours.closes[local.weekday()]
    if opens is None or closes is None or hours.is_holiday(local.date()):
        return False
    return opens <= local.time() < closes


NIGHT = Hours("America/New_York", "US", (time(0, 30),) * 7, (time(4),) * 7, time(3))


@settings(max_examples=25, deadline=None)
@given(
    region=st.sampled_from([*map(clock, DEFAULTS), RegionClock("NIGHT", ((date.min, NIGHT),))]),
    day=st.sampled_from(STARTS),
    start=st.integers(0, 24 * 60),
    length=st.integers(0, 4 * 24 * 60),
)
def test_counted_minute_by_minute(region: RegionClock, day: date, start: int, length: int) -> None:
    begin = datetime.combine(day, time(), tzinfo=UTC) + start * MINUTE
    end = begin + length * MINUTE
    minutes = sum(works(region, begin + n * MINUTE) for n in range(length))
    assert working_time(region, begin, end) == minutes * MINUTE
    if minutes:
        done = after_working(region, begin, minutes * MINUTE)
        assert begin < done <= end
        assert working_time(region, begin, done) == minutes * MINUTE
        assert works(region, done - MINUTE)


def test_time_is_counted_forward_and_from_the_instant_itself() -> None:
    at = datetime(2027, 1, 16, 12, tzinfo=UTC)
    assert after_working(clock("EMEA"), at, timedelta()) == at
    assert working_time(clock("EMEA"), at, at - MINUTE) == timedelta()
    with pytest.raises(InvalidInput):
        after_working(clock("EMEA"), at, -MINUTE)


def test_new_hours_count_from_their_day_on() -> None:
    later = Hours("Europe/Berlin", "DE", *WEEK, cutoff=time(15))
    region = clock("EMEA", (date(2027, 2, 1), later))
    assert region.window(date(2027, 1, 29)) == DEFAULTS["EMEA"].window(date(2027, 1, 29))
    assert region.window(date(2027, 2, 1)) == (
        datetime(2027, 2, 1, 7, tzinfo=UTC), datetime(2027, 2, 1, 15, tzinfo=UTC),
    )  # fmt: skip
    assert region.is_open(datetime(2027, 2, 1, 7, tzinfo=UTC))
    assert not region.is_open(datetime(2027, 2, 1, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("given_hours", "said"),
    [
        (("Mars/Base", "GB", *WEEK), "time zone"),
        (("UTC", "GB", (time(8),), (time(9),)), "seven days"),
        (("UTC", "GB", (time(8),) * 7, (time(8),) * 7), "close after"),
        (("UTC", "GB", (time(8),) * 7, (None,) * 7), "both times"),
        (("UTC", "GB", (None,) * 7, (None,) * 7), "some day"),
    ],
)
def test_hours_that_make_no_sense(given_hours: tuple[object, ...], said: str) -> None:
    with pytest.raises(WrongHours, match=said):
        Hours(*given_hours, cutoff=time(15))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        ({}, 1),
        ({1: None}, None),
        ({1: 2}, 2),
        ({1: 2, 2: 3}, 3),
        ({1: 2, 2: None}, None),
        ({1: 2, 2: 1}, None),
    ],
)
def test_who_stands_in(away: dict[int, int | None], expected: int | None) -> None:
    facts = {pk: AbsentFacts(pk, cover) for pk, cover in away.items()}
    assert covered_by(1, facts) == expected


def test_gaps_of_hours_holidays_and_languages() -> None:
    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2027, 3, day, hour, minute, tzinfo=UTC)

    speaks = frozenset({"en"})
    duties = [
        Duty(1, "EMEA", at(25, 8, 30), at(25, 12), speaks),
        Duty(2, "EMEA", at(25, 11), at(25, 16), speaks),
        Duty(3, "AMER", at(26, 13), at(26, 22), speaks),
    ]
    days = [date(2027, 3, day) for day in (25, 26, 27)]
    found = gaps_of(clock("EMEA"), days, duties, frozenset({"en", "fr"}))
    assert [(gap.day.day, gap.from_at, gap.until_at, gap.missing) for gap in found] == [
        (25, at(25, 16), at(25, 17, 30), "nobody on duty"),
        (25, at(25, 8, 30), at(25, 17, 30), "fr"),
        (26, at(26, 8, 30), at(26, 13), "nobody of any region on a holiday"),
    ]
    assert all(gap.is_quarter_end for gap in found)
    # Good Friday: in the night before nobody is there anywhere; on a Saturday nobody is asked for.
    dark = dark_hours([clock("EMEA"), clock("AMER")], days, duties)
    assert [(gap.region, gap.from_at, gap.until_at) for gap in dark] == [
        ("all", at(25, 0), at(25, 8, 30)), ("all", at(25, 16), at(26, 0)),
        ("all", at(26, 0), at(26, 13)), ("all", at(26, 22), at(27, 0)),
    ]  # fmt: skip
    assert dark_hours([clock("EMEA")], [date(2027, 3, 10)], []) == [], "an ordinary day"
    assert not quarter_ends(date(2027, 3, 21))
    assert quarter_ends(date(2027, 3, 22))
