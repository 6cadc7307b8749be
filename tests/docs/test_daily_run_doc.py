"""The worked examples of docs/daily-run.md, run as they stand there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tenure.desk.rules.report import STEPS
from tenure.renewals.models import NextAction
from tenure.renewals.rules.next_action import QuoteFact, RenewalFacts, plan

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "daily-run.md").read_text()
LABELS = {label: value for value, label in NextAction.choices}


def table_of(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table of a page whose first column has this heading."""
    found = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert found
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found[1].splitlines()]


def table(heading: str) -> list[list[str]]:
    return table_of(PAGE, heading)


@pytest.mark.parametrize("row", table("case"), ids=lambda row: row[0])
def test_example(row: list[str]) -> None:
    case, on, atr, action, act_on = row
    facts = RenewalFacts(
        renewal_on=date(2027, 3, 31),
        notice_on=date(2027, 2, 28) if case.startswith("auto") else None,
        renewal_type="auto"
        if case.startswith("auto")
        else case
        if case == "evergreen"
        else "manual",
        currency="USD",
        atr_minor=int(atr.replace(",", "")) * 100,
        contract_revision=2 if case.endswith("changed") else 1,
        has_owner=case != "unowned",
        quote=QuoteFact(date(2026, 12, 2), 1) if case.startswith("quoted") else None,
    )
    found = plan(facts, date.fromisoformat(on))
    assert (found.action, found.act_on.isoformat()) == (LABELS[action], act_on)


def test_every_action_and_step_is_explained() -> None:
    assert {row[1] for row in table("when")} == set(LABELS)
    assert [row[0] for row in table("step")] == list(STEPS)
