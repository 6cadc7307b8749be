"""What of a report is drawn: waterfall, bars or lines, and what has no room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.insight.rules.asking import ask
from tenure.insight.rules.charts import Chart, charts_of, undrawn
from tenure.insight.rules.definitions import definitions
from tenure.insight.rules.figures import AsOf, Report
from tenure.insight.rules.vega import PAGE, specification
from tenure.kernel.errors import InvalidInput
from tests.insight.ledgers import Moved, Up, facts_of, told

LEDGER = (
    Moved("new", date(2026, 1, 1), 10_000), Moved("new", date(2027, 1, 1), 4_000, 2, customer=2),
    Moved("expansion", date(2027, 2, 1), 500), Moved("contraction", date(2027, 3, 1), -2_000),
    Moved("churn", date(2027, 8, 1), -4_000, 2, customer=2),
)  # fmt: skip
RENEWALS = (
    Up(date(2027, 5, 31), 9_000, 9_000, date(2027, 5, 1), "renewed", 8_000),
    Up(date(2027, 9, 30), 1_000, 500, customer=2),
)


def reported(folder: Path, metric: str, ledger: Sequence[Moved] = LEDGER, **rest: Any) -> Report:
    asked = ask(metric, **{"period": "2027", **rest})
    rows = told(facts_of(folder, ledger, RENEWALS), metric, **{"period": "2027", **rest})
    return Report(asked, AsOf(asked.days.start, asked.days.start, None, 1), tuple(rows))


def marks(chart: Chart) -> list[tuple[str, str, str]]:
    return [(mark.series, mark.name, mark.text) for mark in chart.marks]


def test_a_period_is_a_waterfall_that_leads_to_its_end(tmp_path: Path) -> None:
    [chart] = charts_of(reported(tmp_path, "arr_waterfall"))
    assert (chart.kind, chart.title) == ("waterfall", "ARR waterfall, 2027, in EUR")
    assert [(mark.name, mark.text, mark.base, mark.value, mark.kind) for mark in chart.marks] == [
        ("Begin", "100.00", 0, 10_000, "total"), ("New", "+40.00", 10_000, 14_000, "gain"),
        ("Expansion", "+5.00", 14_000, 14_500, "gain"),
        ("Contraction", "-20.00", 14_500, 12_500, "loss"),
        ("Churn", "-40.00", 12_500, 8_500, "loss"), ("End", "85.00", 0, 8_500, "total"),
    ]  # fmt: skip
    assert chart.says.startswith("Begin: 100.00. New: +40.00.")


def test_slices_are_bars_the_largest_first_and_each_knows_its_row(tmp_path: Path) -> None:
    found = reported(tmp_path, "arr_waterfall", by=["segment"])
    [chart] = charts_of(found)
    assert chart.title == "ARR waterfall: End by segment, 2027, in EUR"
    assert marks(chart) == [("", "enterprise", "85.00"), ("", "strategic", "0.00")]
    assert [found.rows[mark.row].slices["segment"] for mark in chart.marks] == [
        "enterprise", "strategic",
    ]  # fmt: skip
    [of_begin] = charts_of(found, "begin")
    assert marks(of_begin)[0] == ("", "enterprise", "100.00")


def test_parts_are_lines(tmp_path: Path) -> None:
    [chart] = charts_of(reported(tmp_path, "grr", every="quarter"))
    assert (chart.kind, chart.unit, chart.series) == ("lines", "percent", ("GRR",))
    assert marks(chart)[0] == ("GRR", "2027-Q1", "85.00 %")
    assert chart.says.startswith("GRR: 85.00 % in 2027-Q1, 100.00 % in 2027-Q4; lowest ")
    [sliced] = charts_of(reported(tmp_path, "arr_waterfall", every="quarter", by=["segment"]))
    assert sliced.series == ("enterprise", "strategic")
    [cases] = charts_of(reported(tmp_path, "outlook", every="quarter"))
    assert cases.series == ("Worst", "Likely", "Best")


def test_what_has_no_room_is_counted(tmp_path: Path) -> None:
    many = [Moved("new", date(2026, 1, 1), 100 + n, n, customer=n, product=n) for n in range(1, 16)]
    found = reported(tmp_path, "arr_waterfall", many, by=["product"])
    [chart] = charts_of(found)
    assert (len(chart.marks), chart.left_out) == (12, 3)
    found = reported(tmp_path, "arr_waterfall", many, by=["product"], every="quarter")
    [chart] = charts_of(found)
    assert (len(chart.series), chart.left_out) == (6, 9)
    # A hundred yen are less than three dollars.
    mixed = [
        Moved("new", date(2026, 1, 1), amount, n, currency=currency)
        for n, (currency, amount) in enumerate(
            [("JPY", 100), ("EUR", 400), ("USD", 300), ("GBP", 20_000)], start=1
        )
    ]
    found = reported(tmp_path, "arr_waterfall", mixed)
    assert [chart.currency for chart in charts_of(found)] == ["GBP", "JPY", "EUR"]
    assert undrawn(found) == ("USD",)
    assert [chart.currency for chart in charts_of(found, currency="USD")] == ["USD"]


def test_every_metric_can_be_drawn_over_time(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, LEDGER, RENEWALS)
    for metric in definitions().values():
        asked = ask(metric.name, period="2027", every="quarter")
        rows = tuple(told(facts, metric.name, period="2027", every="quarter"))
        found = Report(asked, AsOf(asked.days.start, asked.days.start, None, 1), rows)
        for chart in charts_of(found):
            assert chart.says
            assert specification(chart, PAGE, width=320)["layer"]


def test_what_a_metric_does_not_have_is_not_drawn(tmp_path: Path) -> None:
    found = reported(tmp_path, "grr")
    with pytest.raises(InvalidInput, match="shows one of grr, start, kept, lost, not joy"):
        charts_of(found, "joy")
