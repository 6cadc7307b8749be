"""A report beside an earlier one, and as a workbook with real numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.insight.queries.engine import answer
from tenure.insight.queries.reports import row_of
from tenure.insight.rules.asking import Asked, ask
from tenure.insight.rules.comparing import change_in_words, compared, earlier
from tenure.insight.rules.figures import AsOf, Report
from tenure.insight.rules.workbooks import workbook, workbook_of_both
from tenure.kernel.errors import InvalidInput
from tests.insight.ledgers import Moved, facts_of

LEDGER = (
    Moved("new", date(2025, 1, 1), 10_000), Moved("contraction", date(2026, 2, 1), -1_000),
    Moved("contraction", date(2026, 5, 1), -450), Moved("new", date(2026, 6, 1), 500, 2, 1, 2),
)  # fmt: skip


def reported(folder: Path, asked: Asked) -> Report:
    rows = [row_of(asked, each) for each in answer(asked, facts_of(folder, LEDGER))]
    return Report(asked, AsOf(date(2026, 4, 1), date(2026, 6, 30), None, 4), tuple(rows))


@pytest.mark.parametrize(
    ("period", "every", "how", "is_"),
    [
        ("2026-Q1", "", "previous", "2025-Q4"), ("2026-Q1", "", "year", "2025-Q1"),
        ("2026-03", "", "previous", "2026-02"), ("2026", "quarter", "previous", "2025"),
        ("2026-Q2..2027-Q1", "quarter", "previous", "2025-Q2..2026-Q1"),
        ("2026-02..2026-04", "month", "year", "2025-02..2025-04"),
    ],
)  # fmt: skip
def test_which_period_is_earlier(period: str, every: str, how: str, is_: str) -> None:
    asked = earlier(ask("grr", period=period, every=every), how)
    assert (asked.period, asked.days) == (is_, ask("grr", period=is_, every=every).days)


def test_figures_have_what_they_changed_by(tmp_path: Path) -> None:
    asked = ask("grr", period="2026-Q2")
    now, before = (reported(tmp_path, each) for each in (asked, earlier(asked, "previous")))
    both = compared(now, before, "previous")
    [pair] = both.pairs
    assert change_in_words("start", pair) == "down 10.00, 10.00 %"
    assert change_in_words("lost", pair) == "down 5.50, 55.00 %"
    assert change_in_words("grr", pair) == "up 5.00 points"
    [row] = both.sheet()
    told = dict(zip(both.header(), row, strict=True))
    assert (told["start"], told["start_before"], told["start_change"]) == (9_000, 10_000, -1_000)
    assert (told["grr_bp"], told["grr_bp_change"]) == (9_500, 500)
    assert both.as_json()["changes"][0]["start"] == -1_000
    with pytest.raises(InvalidInput, match="previous or year, not with tomorrow"):
        earlier(asked, "tomorrow")


def test_a_slice_that_is_new_had_nothing(tmp_path: Path) -> None:
    asked = ask("arr_waterfall", period="2026-Q2", by=["segment"])
    now, before = (reported(tmp_path, each) for each in (asked, earlier(asked, "year")))
    pairs = {pair.now.slices["segment"]: pair for pair in compared(now, before, "year").pairs}
    assert change_in_words("end", pairs["strategic"]) == "up 5.00"
    assert change_in_words("churn", pairs["strategic"]) == "unchanged"
    assert pairs["strategic"].before.part == "2025-Q2"


def test_a_workbook_has_real_numbers_and_the_definition(tmp_path: Path) -> None:
    asked = ask("grr", period="2026-Q2")
    now, before = (reported(tmp_path, each) for each in (asked, earlier(asked, "previous")))
    (_, header, rows), (name, _, said) = workbook(now)
    assert header == ["Period", "Currency", "Start", "Kept", "Lost", "GRR, %"]
    amounts = [Decimal("90.00"), Decimal("85.50"), Decimal("4.50"), Decimal("95.00")]
    assert rows == [["2026-Q2", "EUR", *amounts]]
    assert (name, said[1]) == ("Definition", ["Definition", "grr, version 1"])
    (_, header, [row]), (_, _, said) = workbook_of_both(compared(now, before, "previous"))
    told = dict(zip(header, row, strict=True))
    assert (told["Start, before"], told["Start, change"]) == (100, -10)
    assert said[-1] == ["Compared with", "2026-Q1"]
