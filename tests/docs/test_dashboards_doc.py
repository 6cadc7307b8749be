"""The worked tables of docs/dashboards.md, run as test cases."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tenure.insight.rules.dashboards import dashboards, read_dashboard
from tenure.insight.rules.spans import read_span, seen_from
from tenure.kernel.errors import InvalidInput

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "dashboards.md").read_text()


def rows(first: str) -> list[list[str]]:
    """Return the rows of the table whose first column has this name."""
    [table] = re.findall(rf"^\| {first} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]


def test_every_dashboard_is_listed_as_it_is() -> None:
    assert [row[:2] for row in rows("dashboard")] == [
        [one.name, one.serves] for one in dashboards().values()
    ]
    kept_to = {name: words.split()[-1] if words else "" for name, _, words in rows("dashboard")}
    assert kept_to == {one.name: one.choice for one in dashboards().values()}


@pytest.mark.parametrize("row", rows("asked for"), ids=lambda row: f"{row[0]} on {row[1]}")
def test_a_period_as_seen_from_a_day(row: list[str]) -> None:
    asked, on, is_ = row
    assert read_span(seen_from(asked, date.fromisoformat(on))).name == is_


EXAMPLE = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_a_dashboard() -> None:
    assert EXAMPLE
    assert read_dashboard(EXAMPLE[1], "team.toml").panels[0].show == "likely_rate"


@pytest.mark.parametrize("row", rows("in the file"), ids=lambda row: row[0])
def test_what_is_wrong_in_a_file_is_refused_with_its_place(row: list[str]) -> None:
    line, reason = row[0].strip("`"), row[1]
    key = line.partition(" ")[0]
    assert EXAMPLE
    # The key's own line is replaced, or stands before the first of the file.
    replaced, many = re.subn(rf"^{key} = .*$", line, EXAMPLE[1], flags=re.MULTILINE)
    text = replaced if many else f"{line}\n{replaced}"
    if key == "metric":
        text = re.sub(r"^(by|show) = .*$", "", text, flags=re.MULTILINE)
    with pytest.raises(InvalidInput, match=re.escape(f"team.toml, {reason}")):
        read_dashboard(text, "team.toml")
