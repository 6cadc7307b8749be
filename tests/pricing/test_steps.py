"""Each step's file is whole: its cases run, it is told, and a new step is one new file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenure.kernel.errors import InvalidInput
from tenure.pricing.queries import price
from tenure.pricing.rules import WATERFALL, LineFacts, Step, Waterfall, explain, trace_of
from tenure.pricing.rules.steps import FOLDER
from tests.pricing.cases import USUAL, cases_of, try_case

CASES = [(step, row) for step in WATERFALL.steps for row in cases_of(step)]

LOYALTY = '''
title = "Loyalty"
about = "A customer of ten years or more pays 2 % less."
price = "loyal_price_e4"

cases = """
| case | years_with_us | loyal_price_e4 | proposed_minor | says |
|---|---|---|---|---|
| nobody says | | 100.00 | 1,000.00 | carries on |
| nine years | 9 | 100.00 | 1,000.00 | unchanged |
| ten years | 10 | 98.00 | 980.00 | less 2 % for 10 years of loyalty |
"""

[facts]
years_with_us = { type = "BIGINT", default = 0, min = 0 }

[columns]
loyal_price_e4 = "CASE WHEN years_with_us >= 10 THEN share({price}, 9800, 10000) ELSE {price} END"

[trace]
columns = ["years_with_us", "loyal_price_e4"]
when = "loyal_price_e4"

[[sentence]]
when = "years_with_us > 9"
say = "less 2 % for {years_with_us} years of loyalty"

[[told]]
when = "years_with_us > 9"
label = "loyalty"
note = "{years_with_us} years"
price = "loyal_price_e4"
'''


@pytest.mark.parametrize(
    ("step", "row"), CASES, ids=[f"{step.name}: {row['case']}" for step, row in CASES]
)
def test_case(step: Step, row: dict[str, str]) -> None:
    try_case(row, WATERFALL)


@pytest.mark.parametrize("step", WATERFALL.steps, ids=lambda step: step.name)
def test_a_step_is_explained_and_has_cases(step: Step) -> None:
    assert step.title
    assert step.about.endswith(".")
    assert cases_of(step) or not step.columns


def test_facts_that_are_not_required_change_nothing() -> None:
    """A line that says nothing more costs what it cost."""
    [line] = price([LineFacts(**USUAL)])
    assert line.expiring_minor == line.proposed_minor == 100_000


def test_a_new_step_is_one_new_file(tmp_path: Path) -> None:
    (tmp_path / "55_loyalty.toml").write_text(LOYALTY)
    waterfall = Waterfall.read(FOLDER, tmp_path)
    [loyalty] = [step for step in waterfall.steps if step.name == "loyalty"]
    for row in cases_of(loyalty):
        try_case(row, waterfall)
    # It stands where its number says: a rise is held first, and the cap before that.
    given = USUAL | {"contract_uplift_bp": 900, "cap_bp": 500, "more": {"years_with_us": 12}}
    [line] = price([LineFacts(**given)], [], waterfall)
    trace = trace_of(line, waterfall)
    names = [step["step"] for step in trace]
    assert names[names.index("cap") + 1] == "loyalty"
    assert line.proposed_price_e4 == 102_9000
    assert "cap of 5 %; less 2 % for 12 years of loyalty: " in explain(trace, "EUR", waterfall)


def test_a_fact_that_no_step_knows_is_refused() -> None:
    with pytest.raises(InvalidInput, match="years_with_us"):
        price([LineFacts(**USUAL, more={"years_with_us": 12})])


def test_what_no_line_can_be_is_refused() -> None:
    with pytest.raises(InvalidInput):
        price([LineFacts(**USUAL, more={"hold_until": None, "price_months": 12001})])
