"""Contract days by the clocks of a place, also where midnight is missing or strikes twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.book.rules.instants import Instants, contract_day, day_begins_at, instants
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tests.book.builders import day

ZONES = [
    *("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Beirut"),
    *("Africa/Cairo", "America/Havana", "Pacific/Apia", "America/St_Johns", "Asia/Tehran"),
    *("Australia/Lord_Howe", "Asia/Kathmandu", "America/Asuncion", "Pacific/Kwajalein"),
    *("Africa/Casablanca", "America/Toronto", "Asia/Manila", "Asia/Gaza"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("case", "zone", "text", "begins"),
    [
        ("plain", "UTC", "2027-01-01", "2027-01-01 00:00"),
        ("winter", "Europe/Berlin", "2027-01-01", "2026-12-31 23:00"),
        ("summer", "Europe/Berlin", "2027-07-01", "2027-06-30 22:00"),
        ("clocks change at night", "Europe/Berlin", "2027-03-28", "2027-03-27 23:00"),
        ("the day after", "Europe/Berlin", "2027-03-29", "2027-03-28 22:00"),
        ("quarter hours", "Asia/Kathmandu", "2027-01-01", "2026-12-31 18:15"),
        ("no midnight", "America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00"),
        ("23:00 twice", "America/Sao_Paulo", "2019-02-17", "2019-02-17 03:00"),
        ("no midnight", "Asia/Beirut", "2024-03-31", "2024-03-30 22:00"),
        ("23:00 twice", "Asia/Beirut", "2024-10-27", "2024-10-26 22:00"),
        ("no midnight", "Africa/Cairo", "2024-04-26", "2024-04-25 22:00"),
        ("23:00 twice", "Africa/Cairo", "2024-11-01", "2024-10-31 22:00"),
        ("no midnight", "Asia/Tehran", "2022-03-22", "2022-03-21 20:30"),
        ("no midnight", "America/Asuncion", "2024-10-06", "2024-10-06 04:00"),
        ("no midnight", "America/Havana", "2024-03-10", "2024-03-10 05:00"),
        ("midnight twice", "America/Havana", "2024-11-03", "2024-11-03 04:00"),
        ("the day after", "America/Havana", "2024-11-04", "2024-11-04 05:00"),
        ("midnight twice", "America/St_Johns", "2010-11-07", "2010-11-07 02:30"),
        ("00:01 to 01:01", "America/St_Johns", "2010-03-14", "2010-03-14 03:30"),
        ("23:30 to 00:30", "America/Toronto", "1919-03-31", "1919-03-31 04:30"),
        ("before the lost day", "Pacific/Apia", "2011-12-29", "2011-12-29 10:00"),
        ("the lost day", "Pacific/Apia", "2011-12-30", "2011-12-30 10:00"),
        ("after the lost day", "Pacific/Apia", "2011-12-31", "2011-12-30 10:00"),
        ("the lost day", "Pacific/Kwajalein", "1993-08-21", "1993-08-21 12:00"),
    ],
)
def test_a_day_begins(case: str, zone: str, text: str, begins: str) -> None:
    assert day_begins_at(day(text), zone) == at(begins)


@pytest.mark.parametrize(
    ("case", "zone", "instant", "expected"),
    [
        ("last second", "Europe/Berlin", "2026-12-31 22:59:59", "2026-12-31"),
        ("first second", "Europe/Berlin", "2026-12-31 23:00", "2027-01-01"),
        ("before the gap", "Africa/Cairo", "2024-04-25 21:59:59", "2024-04-25"),
        ("after the gap", "Africa/Cairo", "2024-04-25 22:00", "2024-04-26"),
        ("the repeated hour of the old day", "Africa/Cairo", "2024-10-31 21:30", "2024-10-31"),
        ("first midnight", "America/Havana", "2024-11-03 04:00", "2024-11-03"),
        ("second midnight", "America/Havana", "2024-11-03 05:00", "2024-11-03"),
        ("a minute of the new day", "America/St_Johns", "2010-11-07 02:30", "2010-11-07"),
        ("back on the old date", "America/St_Johns", "2010-11-07 03:00", "2010-11-07"),
        ("the day that was lost", "Pacific/Apia", "2011-12-30 10:00", "2011-12-31"),
    ],
)
def test_the_contract_day_of_an_instant(case: str, zone: str, instant: str, expected: str) -> None:
    assert contract_day(at(instant), zone) == day(expected)


def test_an_instant_may_come_in_any_zone() -> None:
    instant = datetime(2027, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert contract_day(instant, "UTC") == day("2026-12-31")


def test_a_period_has_instants() -> None:
    term = Period(day("2027-01-01"), day("2027-07-01"))
    assert instants(term, "Europe/Berlin") == Instants(
        at("2026-12-31 23:00"), at("2027-06-30 22:00")
    )
    assert instants(Period(day("2027-01-01"), None), "UTC").ends_at is None


@given(st.dates(date(1900, 1, 1), date(2040, 1, 1)), st.sampled_from(ZONES))
@settings(max_examples=1000)
def test_days_tile_the_line_of_time(each: date, zone: str) -> None:
    begins, ends = (day_begins_at(each + timedelta(days=n), zone) for n in (0, 1))
    assert begins <= ends
    if begins < ends:
        assert contract_day(begins, zone) == each
        assert contract_day(ends - timedelta(seconds=1), zone) == each
    assert contract_day(begins - timedelta(seconds=1), zone) < each


@given(
    st.integers(0, 140 * 365 * 86_400),
    st.sampled_from(ZONES),
)
@settings(max_examples=1000)
def test_the_contract_day_is_the_date_on_the_wall(seconds: int, zone: str) -> None:
    instant = at("1900-01-01") + timedelta(seconds=seconds)
    wall = instant.astimezone(ZoneInfo(zone)).date()
    found = contract_day(instant, zone)
    # But for the hour in which clocks that fell back over midnight show the old date again.
    assert found == wall or instant - day_begins_at(found, zone) <= timedelta(hours=1, minutes=1)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "America", "../zone", "x" * 500, "a\0b"])
def test_unknown_zones_are_refused(zone: str) -> None:
    with pytest.raises(InvalidInput, match="no time zone"):
        day_begins_at(day("2027-01-01"), zone)


def test_instants_refuse() -> None:
    with pytest.raises(InvalidInput, match="must say its time zone"):
        contract_day(at("2027-01-01").replace(tzinfo=None), "UTC")
    with pytest.raises(InvalidInput, match="outside the calendar"):
        day_begins_at(date.min, "Europe/Berlin")
    with pytest.raises(InvalidInput, match="outside the calendar"):
        contract_day(datetime(9999, 12, 31, 12, tzinfo=UTC), "UTC")
