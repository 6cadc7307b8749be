"""The worked tables of docs/pricing.md on list prices, run from a book to the offer."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.book.models import ChargeModel
from tenure.kernel.money import Money, quantity_e4, unit_price_e4
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.bundles import bundles_of
from tenure.pricing.queries.facts import FACT_NAMES, WantedTerm, facts_of, lines_of
from tenure.pricing.rules.bundles import BundledLine, broken_bundles
from tests.docs.test_pricing_doc import number, policies, rate, rows
from tests.pricing.conftest import book
from tests.pricing.shelf import LONG_AGO, PACKS, bundle, percent, succeed, tiered
from tests.quotes.conftest import RENEWAL_ON, Book

__all__ = ["book"]
TERM = Period(RENEWAL_ON, RENEWAL_ON.replace(year=RENEWAL_ON.year + 1))


@pytest.mark.parametrize("row", list(rows(first="priced")), ids=lambda row: row["priced"])
def test_list_price(book: Book, row: dict[str, str]) -> None:
    if row["model"] == ChargeModel.PACKAGE:
        book.list_price(book.product(), 300_0000, LONG_AGO, **PACKS)
    else:
        tiered(book, row["model"], (("0", 100_0000), ("10", 80_0000), ("50", 60_0000)))
    contract = book.contract("C-1", lines=0, price_method="list")
    book.line(contract, 1, quantity=row["quantity"])
    [line] = price_rows(facts_of([WantedTerm(contract.pk, TERM)]))
    assert line.proposed_price_e4 == unit_price_e4(number(row["price"]))
    assert line.proposed_minor == Money.from_decimal(number(row["proposed"]), "EUR").minor


@pytest.mark.parametrize("row", list(rows(first="renewed")), ids=lambda row: row["renewed"])
def test_succession(book: Book, row: dict[str, str]) -> None:
    server, core, pack = (book.product(code) for code in ("SERVER", "CORE", "PACK"))
    succeed(server, core, date(2027, 1, 1), n=2)
    succeed(core, pack, date(2027, 7, 1), d=3)
    book.list_price(pack, 90_0000, LONG_AGO)
    start = date.fromisoformat(row["start"])
    contract = book.contract("C-1", lines=0, end=start, price_method=row["method"])
    book.line(contract, 1, product=server)
    [given] = lines_of([WantedTerm(contract.pk, Period(start, start.replace(year=start.year + 1)))])
    [line] = price_rows([{name: given[name] for name in FACT_NAMES}])
    assert given["product_id"] == book.products[row["product"]].pk
    assert line.columns["carried_price_e4"] == unit_price_e4(number(row["carried"]))
    assert line.columns["converted_quantity_e4"] == quantity_e4(number(row["quantity"]))
    assert line.proposed_price_e4 == unit_price_e4(number(row["price"]))
    assert line.proposed_minor == Money.from_decimal(number(row["proposed"]), "EUR").minor


@pytest.mark.parametrize("row", list(rows(first="supported")), ids=lambda row: row["supported"])
def test_support(book: Book, row: dict[str, str]) -> None:
    months = int(row["months paid"])
    care = book.product("CARE")
    percent(book, care, 2_000, families=[row["covers"]] if row["covers"] else None)
    contract = book.contract("C-1", lines=0, uplift_cap_bp=rate(row["cap"]))
    book.line(contract, 1, product=book.product("SEAT", family="seats"))
    gates = book.product("GATE", family="gates")
    book.line(contract, 2, product=gates, price=50_0000, quantity="4")
    book.line(
        contract, 3, product=care, price=200_0000, quantity=row["pieces"], price_months=months
    )
    once = {"one_time_discount_bp": rate(row["term discount"])}
    given = [each | once for each in facts_of([WantedTerm(contract.pk, TERM)])]
    line = price_rows(given, policies(row))[-1]
    covered = unit_price_e4(number(row["covered"])) if row["covered"] else None
    assert line.columns["covered_price_e4"] == covered
    assert line.proposed_price_e4 == unit_price_e4(number(row["price"]))
    assert line.proposed_minor == Money.from_decimal(number(row["proposed"]), "EUR").minor


@pytest.mark.parametrize("row", list(rows(first="bundled")), ids=lambda row: row["bundled"])
def test_bundle(book: Book, row: dict[str, str]) -> None:
    contract = book.contract("C-1", lines=0)
    book.line(contract, 1, product=book.product("SUITE"))
    book.line(contract, 2, product=book.product("SEAT"), quantity="23")
    bundle(book.product("SUITE"), SEAT="2")
    lines = [
        BundledLine(
            code, quantity_e4(number(held)), quantity_e4(number(row[f"{name}s"])),
            rate(row[f"{name} discount"]) or 0,
        )
        for code, name, held in (("SUITE", "suite", "10"), ("SEAT", "seat", "23"))
    ]  # fmt: skip
    found = broken_bundles(lines, bundles_of(contract.pk, RENEWAL_ON))
    assert [one.reason for one in found] == [row["stands against it"]] * bool(
        row["stands against it"]
    )


def test_the_page_has_its_tables() -> None:
    assert len(list(rows(first="bundled"))) == 7
    assert len(list(rows(first="supported"))) == 8
    assert len(list(rows(first="priced"))) == 10
    assert len(list(rows(first="renewed"))) == 5
