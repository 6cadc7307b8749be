"""The tables of docs/pricing.md about what the book gives pricing: from the book to the price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tenure.book.commands.deals import approve_deal, register_deal, withdraw_deal
from tenure.book.commands.overages import record_overage
from tenure.directory.commands.partners import set_partner_tier
from tenure.directory.models import Partner
from tenure.foundation.commands import system_actor
from tenure.kernel.money import Money, quantity_e4, unit_price_e4
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import MarginFacts, PolicyFacts
from tenure.programs.commands import enrol, publish_program
from tenure.programs.rules import Effect
from tests.quotes.conftest import ON, RENEWAL_ON, Book, book

__all__ = ["book"]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "pricing.md"
LONG_AGO = date(2020, 1, 1)
NEXT = Period.of_months(RENEWAL_ON, 12)
MARGINS = [
    MarginFacts(code="any", start_on=LONG_AGO, reseller_bp=1000, distributor_bp=500),
    MarginFacts(
        code="gold", start_on=LONG_AGO, partner_tier="gold", reseller_bp=2000, distributor_bp=800
    ),
]


def rows(first: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the page's table whose first column has this name."""
    header: list[str] = []
    for text in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not text.startswith("|"):
            header = []
        elif not header:
            header = cells if cells[0] == first else []
        elif not re.fullmatch(r"[-|]+", text):
            yield dict(zip(header, cells, strict=True))


def price_of(text: str) -> int | None:
    return unit_price_e4(text) if text else None


def minor_of(text: str) -> int | None:
    return Money.from_decimal(text.replace(",", ""), "EUR").minor if text else None


def partner(book: Book, kind: str, tier: str) -> Partner | None:
    """Make a partner of a tier; none where the cell is empty, "none" for one without a tier."""
    if not tier:
        return None
    made = Partner.objects.create(key=f"{kind}-{tier}", name=kind, kind=kind)
    named = "" if tier == "none" else tier
    set_partner_tier(partner_id=made.pk, tier=named, start_on=LONG_AGO, by=book.head, on=ON)
    return made


PROGRAMS = {
    "at-risk": Effect(start_on=LONG_AGO, discount_bp=10_000),
    "non-profit": Effect(start_on=LONG_AGO, uplift_bp=0),
    "start-up": Effect(start_on=LONG_AGO, discount_bp=2000, end_on=RENEWAL_ON),
    "schools": Effect(start_on=LONG_AGO),
}
PRICES = [
    PolicyFacts("any", "uplift", 500, LONG_AGO),
    PolicyFacts("schools", "uplift", 200, LONG_AGO, program="schools"),
]


def enrolled(book: Book, cell: str) -> None:
    """Enrol the customer as a cell says: "at-risk until 2027-03-30, verify by 2028-01-01"."""
    for one in filter(None, cell.split("; ")):
        code, until, verified = re.fullmatch(  # type: ignore[union-attr]
            r"([\w-]+)(?: until ([\d-]+))?(?:, verify by ([\d-]+))?", one
        ).groups()
        last = date.fromisoformat(until) + timedelta(days=1) if until else None
        publish_program(
            code=code, name=code, sentence="x", terms=PROGRAMS[code], by=book.head, on=ON
        )
        enrol(
            program=code, customer_id=book.customer.pk, evidence="x", start_on=LONG_AGO,
            end_on=last, reverify_on=date.fromisoformat(verified or "2030-01-01"),
            by=book.head, on=ON,
        )  # fmt: skip


@pytest.mark.parametrize("row", list(rows("enrolled")), ids=lambda row: row["enrolled"])
def test_what_a_program_is_worth(book: Book, row: dict[str, str]) -> None:
    enrolled(book, row["in"])
    agreed = Percent.parse(row["agreed uplift"]).basis_points if row["agreed uplift"] else None
    contract = book.contract("C-1", uplift_bp=agreed)
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]), PRICES)
    counts = line.columns["enrolled_in"] if line.columns["lapsed_on"] is None else None
    assert (counts or "") == row["counts"]
    assert line.proposed_price_e4 == price_of(row["price"])


@pytest.mark.parametrize("row", list(rows("sold")), ids=lambda row: row["sold"])
def test_what_partners_pay(book: Book, row: dict[str, str]) -> None:
    contract = book.contract(
        "C-1",
        reseller=partner(book, "reseller", row["reseller's tier"]),
        distributor=partner(book, "distributor", row["distributor's tier"]),
    )
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]), MARGINS)
    assert (line.columns["margin_code"] or "") == row["policy"]
    assert line.proposed_price_e4 == price_of(row["customer pays"])
    assert line.columns["reseller_price_e4"] == price_of(row["reseller pays"])
    assert line.columns["distributor_price_e4"] == price_of(row["distributor pays"])


@pytest.mark.parametrize("row", list(rows("used")), ids=lambda row: row["used"])
def test_what_use_above_the_contract_costs(book: Book, row: dict[str, str]) -> None:
    contract = book.contract("C-1", lines=0)
    book.line(contract, 1, price_months=int(row["months paid"]))
    if more := row["pieces more"]:
        start, last = (date.fromisoformat(row[name]) for name in ("from", "until"))
        record_overage(
            contract_id=contract.pk, lot=1, quantity_e4=quantity_e4(more),
            measured=Period.from_last_day(start, last), true_forward=bool(row["true-forward"]),
            by=book.head, on=ON,
        )  # fmt: skip
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]))
    assert line.columns["true_up_minor"] == minor_of(row["true-up"])
    assert line.proposed_minor == minor_of(row["proposed"])


REGISTERED = MarginFacts(code="m", start_on=LONG_AGO, reseller_bp=1500, registered_bp=500)


@pytest.mark.parametrize("row", list(rows("claim")), ids=lambda row: row["claim"])
def test_what_a_registered_deal_is_worth(book: Book, row: dict[str, str]) -> None:
    sellers = {kind: partner(book, kind, "none") for kind in ("reseller", "distributor")}
    contract = book.contract("C-1", **sellers)
    sellers["another"] = Partner.objects.create(key="A", name="Another", kind="reseller")
    who, _, state = row["by"].partition(", ")
    if who:
        last = row["valid through"]
        deal = register_deal(
            contract_id=contract.pk, partner_id=sellers[who].pk, by=system_actor(), on=ON,
            end_on=date.fromisoformat(last) + timedelta(days=1) if last else None,
        )  # fmt: skip
        if state != "waiting":
            approve_deal(registration_id=deal.pk, by=book.head, on=ON)
        if state == "withdrawn":
            withdraw_deal(registration_id=deal.pk, reason="x", by=book.head, on=ON)
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]), [REGISTERED])
    assert line.columns["reseller_price_e4"] == price_of(row["reseller pays"])


def test_the_page_has_its_tables() -> None:
    assert len(list(rows("used"))) >= 6
    assert len(list(rows("sold"))) >= 6
    assert len(list(rows("claim"))) >= 8
    assert len(list(rows("enrolled"))) >= 8
