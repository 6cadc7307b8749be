"""The worked tables of docs/escalations.md, run as they stand there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tenure.desk.queries.causes import causes
from tenure.desk.rules.escalations import (
    DEFAULT_ESCALATION_RULES,
    Found,
    Rung,
    Severity,
    climbs_at,
    in_force,
    severity_of,
)
from tenure.desk.rules.escalations.defaults import HOURS
from tenure.desk.rules.saves import SaveOutcome, kept_minor
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.percent import Percent
from tenure.quotes.rules.approvals import Place

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "escalations.md").read_text()


def table(heading: str) -> list[list[str]]:
    found = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert found
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found[1].splitlines()]


def test_every_cause_is_explained_and_has_a_rule() -> None:
    assert sorted(row[0] for row in table("cause")) == sorted(causes())
    assert {rule.cause for rule in DEFAULT_ESCALATION_RULES} == set(causes())
    for code, _, days in table("cause"):
        assert causes()[code].ahead == days.startswith("left")


@pytest.mark.parametrize("row", table("found"), ids=lambda row: " ".join(row[:2]))
def test_severity(row: list[str]) -> None:
    cause, days, amount, currency, share, severity = row
    money = Money.from_decimal(amount.replace(",", ""), currency)
    found = Found(int(days), money.minor, currency, Percent.parse(share).basis_points)
    rules = in_force(DEFAULT_ESCALATION_RULES, date(2027, 1, 1))
    rules = [rule for rule in rules if rule.cause == cause]
    given = severity_of(found, rules, ahead=causes()[cause].ahead)
    assert (given.name.lower() if given else "none") == severity


@pytest.mark.parametrize("row", table("place"), ids=lambda row: row[0])
def test_ladder(row: list[str]) -> None:
    place, severity, *instants = row
    since, *expected = (
        datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) for text in instants
    )
    hours, found = HOURS[Severity[severity.upper()]], []
    for rung in (Rung.OWNER, Rung.MANAGER, Rung.HEAD):
        due = climbs_at(rung, since, hours, Place(*place.split()))
        assert due is not None
        found.append(due)
        since = due
    assert found == expected
    assert climbs_at(Rung.EXECUTIVE, since, hours, Place()) is None


@pytest.mark.parametrize("row", table("outcome"), ids=lambda row: " ".join(row))
def test_what_is_kept(row: list[str]) -> None:
    outcome, atr, told, kept = (cell.replace(",", "") for cell in row)
    given = SaveOutcome(outcome), int(atr), int(told) if told else None
    if kept == "refused":
        with pytest.raises(InvalidInput):
            kept_minor(*given)
    else:
        assert kept_minor(*given) == int(kept)
