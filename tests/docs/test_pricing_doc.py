"""The worked tables of docs/pricing.md, run: against the engine and against exact fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.book.rules.day_counts import Mode
from tenure.kernel.money import Money, quantity_e4, unit_price_e4
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period
from tenure.pricing.queries import price
from tenure.pricing.rules import (
    DiscountFacts,
    LineFacts,
    MarginFacts,
    PolicyFacts,
    times_paid,
)
from tests.book.proration_slowly import half_up
from tests.pricing.slowly import price_slowly
from tests.pricing.times_slowly import times_slowly

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pricing.md"
LONG_AGO = date(2020, 1, 1)
POLICIES = [
    PolicyFacts("any", "uplift", 300, LONG_AGO),
    PolicyFacts("smb", "uplift", 500, LONG_AGO, segment="smb"),
    PolicyFacts("smb-2027", "uplift", 600, date(2027, 1, 1), segment="smb"),
    PolicyFacts("smb-edge", "uplift", 700, LONG_AGO, segment="smb", family="edge"),
    PolicyFacts("distributor", "uplift", 200, LONG_AGO, channel="distributor"),
]

DISCOUNTS = [
    DiscountFacts(
        code="volume", start_on=LONG_AGO, family="edge", volume_1_from_e4=50_0000,
        volume_1_bp=500, volume_2_from_e4=100_0000, volume_2_bp=800,
    ),
    DiscountFacts(code="years", start_on=LONG_AGO, two_years_bp=500, three_years_bp=800),
    DiscountFacts(
        code="school", start_on=LONG_AGO, program="edu", program_bp=4_000, floor_bp=5_000
    ),
    DiscountFacts(
        code="best", start_on=LONG_AGO, segment="strategic", volume_1_from_e4=10_0000,
        volume_1_bp=1_000, three_years_bp=1_200, best_of=True,
    ),
]  # fmt: skip
MARGINS = [
    MarginFacts(
        code="partners", start_on=LONG_AGO, reseller_bp=1_500, registered_bp=500,
        distributor_bp=600,
    ),
    MarginFacts(code="gold", start_on=LONG_AGO, partner_tier="gold", reseller_bp=2_000),
]  # fmt: skip


def rows(having: str = "", first: str = "case") -> Iterator[dict[str, str]]:
    """Yield the rows of the tables whose first column is called so and that have another."""
    header: list[str] = []
    for text in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not text.startswith("|"):
            header = []
        elif not header:
            header = cells if cells[0] == first else []
        elif not re.fullmatch(r"[-|]+", text):
            row = dict(zip(header, cells, strict=True))
            if having in {"", *row}:
                yield row


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def rate(text: str | None) -> int | None:
    return Percent.parse(text).basis_points if text else None


def policies(row: dict[str, str]) -> list[PolicyFacts]:
    if "chosen" in row:
        return POLICIES
    method, _, uplift = row.get("policy", "").partition(" ")
    return [PolicyFacts("p", method, rate(uplift) or 0, LONG_AGO)] if method else []


def facts(row: dict[str, str]) -> LineFacts:
    start = date.fromisoformat(row.get("start", "2027-04-01"))
    end = date.fromisoformat(row["end"]) if "end" in row else start.replace(year=start.year + 1)
    hold = row.get("hold until")
    listed = row.get("list")
    return LineFacts(
        line_id=1,
        quantity_e4=quantity_e4(number(row.get("quantity", "10"))),
        expiring_price_e4=unit_price_e4(number(row.get("expiring", "100"))),
        price_months=int(row.get("months paid", "12")),
        currency=row.get("currency", "EUR"),
        term_start_on=start,
        term_end_on=end,
        contract_method=row.get("method", ""),
        line_uplift_bp=rate(row.get("line uplift")),
        contract_uplift_bp=rate(row.get("contract uplift")),
        cap_bp=rate(row.get("cap")),
        hold_until=date.fromisoformat(hold) if hold else None,
        list_price_e4=unit_price_e4(number(listed)) if listed else None,
        list_price_months=12 if listed else None,
        segment=row.get("segment", ""),
        family=row.get("family", ""),
        channel=row.get("channel", ""),
    )


PRICED = [row for row in rows() if not {"discount policy", "margin policy", "mode"} & row.keys()]


@pytest.mark.parametrize("row", PRICED, ids=lambda row: row["case"])
def test_worked_example(row: dict[str, str]) -> None:
    line = facts(row)
    [got] = price([line], policies(row))
    slow = price_slowly(line, policies(row))
    assert got.proposed_price_e4 == unit_price_e4(number(row["price"])) == slow.proposed_price_e4
    assert got.proposed_minor == slow.proposed_minor
    if "proposed" in row:
        wanted = Money.from_decimal(number(row["proposed"]), line.currency)
        assert got.proposed_minor == wanted.minor
    if "chosen" in row:
        assert (
            (got.columns["policy_code"] or "none") == row["chosen"] == (slow.policy_code or "none")
        )


@pytest.mark.parametrize("row", list(rows("discount policy")), ids=lambda row: row["case"])
def test_worked_discount_policy(row: dict[str, str]) -> None:
    line = replace(facts(row | {"list": "100"}), more={"program": row["program"]})
    [got] = price([line], DISCOUNTS)
    assert got.columns["discount_code"] == row["discount policy"]
    assert got.proposed_price_e4 == unit_price_e4(number(row["price"]))
    assert got.proposed_minor == Money.from_decimal(number(row["proposed"]), "EUR").minor


@pytest.mark.parametrize("row", list(rows("margin policy")), ids=lambda row: row["case"])
def test_worked_margin_policy(row: dict[str, str]) -> None:
    more = {
        "partner_tier": row["partner tier"],
        "through_reseller": row["through"] in {"reseller", "both"},
        "through_distributor": row["through"] in {"distributor", "both"},
        "registered_deal": row["registered"] == "yes",
    }
    [got] = price([replace(facts(row), more=more)], MARGINS)
    assert got.columns["margin_code"] == row["margin policy"]
    assert got.proposed_price_e4 == unit_price_e4(number(row["price"]))
    for column, cell in (("reseller_price_e4", "reseller pays"),
                         ("distributor_price_e4", "distributor pays")):  # fmt: skip
        wanted = unit_price_e4(number(row[cell])) if row[cell] else None
        assert got.columns[column] == wanted, column


@pytest.mark.parametrize("row", list(rows("mode")), ids=lambda row: row["case"])
def test_mode_of_proration(row: dict[str, str]) -> None:
    line = facts(row | {"quantity": "1"})
    term, began = Period(line.term_start_on, line.term_end_on), date.fromisoformat(row["began"])
    times = times_paid(term, term, line.price_months, Mode(row["mode"]), first_start_on=began)
    assert times == times_slowly(term, term, line.price_months, row["mode"], began)
    assert f"{half_up(times * 10**6) / 10**6:.6f}" == row["times"]
    part = {"part_n": times.numerator, "part_d": times.denominator}
    [got] = price([replace(line, more=part)])
    assert got.proposed_minor == Money.from_decimal(number(row["proposed"]), line.currency).minor
    if row["mode"] == "months":
        assert price([line])[0].proposed_minor == got.proposed_minor


def test_the_page_has_its_tables() -> None:
    assert len({row["case"] for row in rows()}) == len(list(rows())) >= 60
