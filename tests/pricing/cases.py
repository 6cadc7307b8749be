"""The tables of cases in the steps' files, and how one of their rows is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.kernel.money import Money, quantity_e4, unit_price_e4
from tenure.kernel.percent import Percent
from tenure.pricing.queries import price
from tenure.pricing.rules import (
    AnyPolicy,
    DiscountFacts,
    LineFacts,
    MarginFacts,
    PolicyFacts,
    Step,
    Waterfall,
    explain,
    trace_of,
)

# The line that a case changes: ten pieces at 100.00 a year, in EUR, from 2027-04-01.
USUAL: dict[str, Any] = {
    "line_id": 1,
    "quantity_e4": 100_000,
    "expiring_price_e4": 1_000_000,
    "price_months": 12,
    "currency": "EUR",
    "term_start_on": date(2027, 4, 1),
    "term_end_on": date(2028, 4, 1),
}
NAMED = set(LineFacts.__dataclass_fields__) - {"more"}


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a Markdown table."""
    lines = [line.strip() for line in table.strip().splitlines()]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    for row in cells[2:]:
        yield dict(zip(cells[0], row, strict=True))


def value(name: str, text: str, kind: str, currency: str) -> Any:
    """Return a cell as the column holds it: the end of its name says how it is written."""
    plain = text.replace(",", "")
    if name.endswith(("quantity_e4", "_from_e4")):
        return quantity_e4(Decimal(plain))
    if name.endswith("_e4"):
        return unit_price_e4(Decimal(plain))
    if name.endswith("_bp"):
        return Percent.parse(text).basis_points
    if name.endswith("_minor"):
        return Money.from_decimal(Decimal(plain), currency).minor
    if name.endswith(("_on", "_until")):
        return date.fromisoformat(text)
    if kind == "BOOLEAN":
        return text == "yes"
    return int(text) if re.fullmatch(r"-?\d+", text) else text


@dataclass(frozen=True)
class Case:
    """A row of a table: the line and its policies, and how the columns are to come out."""

    facts: LineFacts
    policies: list[AnyPolicy]
    wanted: dict[str, Any]


def case_of(row: dict[str, str], waterfall: Waterfall) -> Case:
    """Return what a row says; every column that is no fact is one that comes out."""
    given, more, wanted = dict(USUAL), dict[str, object](), dict[str, Any]()
    currency = row.get("currency") or "EUR"
    for name, text in row.items():
        if name in {"case", "policy", "discount", "margin", "says"}:
            continue
        fact = waterfall.facts.get(name)
        if fact is None and name not in NAMED:
            wanted[name] = value(name, text, "", currency) if text else None
        elif text:
            held = value(name, text, fact.type if fact else "", currency)
            (given if name in NAMED else more)[name] = held
    return Case(LineFacts(**given, more=more), policies(row), wanted)


def try_case(row: dict[str, str], waterfall: Waterfall) -> None:
    """Price the row's line; the columns must come out as the row says."""
    case = case_of(row, waterfall)
    [line] = price([case.facts], case.policies, waterfall)
    for name, wanted in case.wanted.items():
        assert line.columns[name] == wanted, f"{name}: {line.columns}"
    if says := row.get("says"):
        assert says in explain(trace_of(line, waterfall), row.get("currency") or "EUR", waterfall)


LONG_AGO = date(2020, 1, 1)


def policies(row: dict[str, str]) -> list[AnyPolicy]:
    """Return the policies that a row publishes for anyone."""
    method, _, rate = row.get("policy", "").partition(" ")
    basis_points = Percent.parse(rate).basis_points if rate else 0
    found: list[AnyPolicy] = []
    if method:
        found.append(PolicyFacts("p", method, basis_points, LONG_AGO))
    if given := row.get("discount"):
        found.append(DiscountFacts(code="d", start_on=LONG_AGO, **_named(given)))
    if given := row.get("margin"):
        found.append(MarginFacts(code="m", start_on=LONG_AGO, **_named(given)))
    return found


def _named(text: str) -> dict[str, Any]:
    """Return what a cell such as "two_years_bp=4 %, best_of=yes" says."""
    pairs = (part.split("=") for part in text.split(", "))
    flags = {"best_of", "off_list"}
    return {
        name: value(name, given, "BOOLEAN" if name in flags else "BIGINT", "EUR")
        for name, given in pairs
    }


def cases_of(step: Step) -> list[dict[str, str]]:
    return list(rows(step.cases)) if step.cases else []
