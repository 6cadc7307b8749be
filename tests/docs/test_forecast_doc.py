"""The worked examples of docs/forecast.md, run as they stand there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenure.forecast.rules.categories import category_of
from tenure.forecast.rules.movement import KINDS, Frozen, Window, movements
from tenure.renewals.rules.priority import RISKS
from tests.docs.test_daily_run_doc import table_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "forecast.md").read_text()
Q1 = Window(date(2027, 1, 1), date(2027, 4, 1), date(2027, 1, 15))


def _frozen(text: str) -> Frozen:
    state, close_on, forecast, *final = text.replace("final ", "").split()
    return Frozen(
        state, date.fromisoformat(close_on), int(forecast), int(final[0]) if final else None
    )


@pytest.mark.parametrize("row", table_of(PAGE, "case"), ids=lambda row: row[0])
def test_movement(row: list[str]) -> None:
    _, begin, end, expected = row
    found = movements(_frozen(begin), _frozen(end), opened_on=date(2027, 1, 1), window=Q1)
    assert ", ".join(f"{KINDS[kind].lower()} {amount}" for kind, amount in found) == expected


def test_categories() -> None:
    told = {risk.replace("not known", ""): name for risk, name in table_of(PAGE, "risk")}
    assert told == {risk: category_of("", risk) for risk in ("", *RISKS)}
    assert category_of("omitted", "will_renew") == "omitted"
