"""The table of what-ifs in docs/pricing.md, from the texts of a form to the figures."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.rules import WATERFALL, LineFacts
from tenure.quotes.rules.asked import (
    Renewable,
    RenewableLot,
    asked_rows,
    read_asked,
    settled,
    term_asked,
)
from tests.docs.test_pricing_doc import PAGE

START = date(2027, 4, 1)
RENEWABLE = Renewable(
    start_on=START, usual_months=12, first_start_on=date(2026, 4, 1),
    lots={1: RenewableLot(lot=1, quantity_e4=100_000)},
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    lines = PAGE.read_text().splitlines()
    first = next(at for at, text in enumerate(lines) if text.startswith("| what if |"))
    table = lines[first : lines.index("", first)]
    cells = [[cell.strip() for cell in text.strip("|").split("|")] for text in table]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def facts(quantity_e4: int, term: Period) -> dict[str, object]:
    assert term.end is not None
    return LineFacts(
        line_id=1, quantity_e4=quantity_e4, expiring_price_e4=1_000_000, price_months=12,
        currency="EUR", term_start_on=term.start, term_end_on=term.end, contract_uplift_bp=500,
        cap_bp=700, list_price_e4=1_200_000, list_price_months=12,
    ).row()  # fmt: skip


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["what if"])
def test_worked_what_if(row: dict[str, str]) -> None:
    quantity, _, new = row["quantity"].partition(" ")
    place = "added.1" if new else "lines.1"
    texts = {
        "term": row["months"], "uplift": row["uplift"], "discount": row["discount"],
        "one_time": row["once"], f"{place}.quantity": quantity,
        f"{place}.product": "NEW" if new else "",
    }  # fmt: skip
    asked, problems = read_asked(texts)
    assert problems == []
    asked = settled(asked, RENEWABLE)
    term = term_asked(asked, RENEWABLE)
    wanted = 10_000 * int(quantity or 10)
    lot = 2 if new else 1
    given = {"lot": lot, **facts(100_000 if asked.removed else wanted, term)}
    [changed] = asked_rows(
        asked, [given], expiring={1: 100_000}, added=dict(enumerate(asked.added, start=2))
    )
    [got] = price_rows([{name: changed[name] for name in changed if name in WATERFALL.facts}])
    columns = got.columns
    shown = {
        "expiring": columns["expiring_minor"], "asked for": columns["proposed_minor"],
        "entitled": columns["entitled_minor"], "leakage": columns["leakage_minor"],
    }  # fmt: skip
    assert {name: Money(minor, "EUR").format() for name, minor in shown.items()} == {
        name: f"{row[name]} EUR" for name in shown
    }
    reason = WATERFALL.words["leakage_reason"].get(columns["leakage_reason"], "")
    assert reason == row["because"]
