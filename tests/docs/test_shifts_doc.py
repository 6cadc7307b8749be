"""The worked tables of docs/shifts.md, run as they stand there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tenure.desk.rules import routing
from tenure.desk.rules.shifts import (
    DEFAULTS,
    Hours,
    RegionClock,
    after_working,
    answering,
    working_time,
)

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "shifts.md").read_text()
CLOCKS = {code: RegionClock(code, ((date.min, usual),)) for code, usual in DEFAULTS.items()}
POINTS = [
    routing.LANGUAGE, routing.REGION, routing.SEGMENT, routing.CHANNEL, routing.PARTNER,
]  # fmt: skip


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table whose first column has this heading."""
    found = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert found
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found[1].splitlines()]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("row", table("region"), ids=lambda row: row[0])
def test_defaults(row: list[str]) -> None:
    region, zone, country, opens, closes, cutoff = row
    hours = DEFAULTS[region]
    week = (*[time.fromisoformat(opens)] * 5, None, None), (
        *[time.fromisoformat(closes)] * 5, None, None,
    )  # fmt: skip
    assert (hours.zone, hours.country, hours.opens, hours.closes) == (zone, country, *week)
    assert hours.cutoff == time.fromisoformat(cutoff)


@pytest.mark.parametrize("row", table("region of the day"), ids=" ".join)
def test_windows(row: list[str]) -> None:
    region, day, start, end = row
    expected = None if start == "closed" else (instant(start), instant(end))
    assert CLOCKS[region].window(date.fromisoformat(day)) == expected


@pytest.mark.parametrize("row", table("night in"), ids=" ".join)
def test_nights_of_the_change(row: list[str]) -> None:
    zone, day, length = row
    nights = Hours(zone, "", (time(0),) * 7, (time(6),) * 7, time(5))
    window = nights.window(date.fromisoformat(day))
    assert window is not None
    assert window[1] - window[0] == timedelta(hours=int(length))


@pytest.mark.parametrize("row", table("clock of"), ids=" ".join)
def test_sla_clocks(row: list[str]) -> None:
    region, start, hours, end = row
    worked = timedelta(hours=int(hours))
    assert after_working(CLOCKS[region], instant(start), worked) == instant(end)
    assert working_time(CLOCKS[region], instant(start), instant(end)) == worked


@pytest.mark.parametrize("row", table("asked of"), ids=" ".join)
def test_cutoff(row: list[str]) -> None:
    region, at, answers, start = row
    found = answering(region, instant(at), CLOCKS)
    assert (found.region, found.from_at) == (answers, instant(start))


@pytest.mark.parametrize("row", table("owns"), ids=" ".join)
def test_points_of_the_load(row: list[str]) -> None:
    owned, capacity, points = (int(cell.replace(",", "")) for cell in row)
    assert routing.load_points(owned, capacity) == points


def test_points_of_what_does_not_suit() -> None:
    assert [int(row[1]) for row in table("what does not suit")] == POINTS
