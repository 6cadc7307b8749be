"""Tiers, packages, percentages, successors and bundles come in by file: whole, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tenure.book.models import (
    Bundle,
    BundleItem,
    PriceCover,
    PriceEntry,
    PriceTier,
    Succession,
)
from tests.sync.conftest import Company, rejects

pytestmark = pytest.mark.django_db(transaction=True)

PRODUCTS = (
    "product,name,family,charge\nSEAT,Seats,net,recurring\nGATE,Gates,safe,recurring\n"
    "CARE,Care,care,recurring\nSUITE,Suite,,recurring\nDESK,Desks,,recurring\n"
    "SETUP,Setup,,one_time\n"
)
PRICES = (
    "price_book,product,currency,unit_price,start,end,charge_model,from_quantity,"
    "package_quantity,percent,covers_products,covers_families,price_months\n"
)
GOOD = """\
std,SEAT,EUR,100.00,2026-01-01,,graduated,0,,,,,
std,SEAT,EUR,80.00,2026-01-01,,graduated,10,,,,,
std,SEAT,EUR,60.00,2026-01-01,,graduated,50.5,,,,,
std,SEAT,USD,120.00,2026-01-01,2026-12-31,volume,,,,,,
std,SEAT,USD,90.00,2026-01-01,2026-12-31,volume,25,,,,,
std,GATE,EUR,300.00,2026-01-01,,package,,4,,,,
std,CARE,EUR,,2026-01-01,,percent_of_total,,,20 %,SEAT; GATE,net;care,
std,CARE,USD,,2026-01-01,,percent_of_total,,,12.5%,,,
std,DESK,EUR,10.00,2026-01-01,,,,,,,,1
"""
SUCCESSIONS = "product,successor,pieces,for_pieces,start\n"
BUNDLES = "product,start,item,quantity\n"


@pytest.fixture
def stock(company: Company) -> Company:
    """Give sheets of products and prices alone."""
    company.sheets = {"products": PRODUCTS, "prices": PRICES + GOOD}
    return company


def counts(result: Any, sheet: str) -> tuple[int, int, int, int]:
    found = result.counts[sheet]
    return found["read"], found["new"], found["unchanged"], found["rejected"]


def tiers(currency: str, start: date = date(2026, 1, 1)) -> list[tuple[float, int, int]]:
    found = PriceTier.objects.filter(entry__currency=currency, entry__start_on=start)
    rows = found.order_by("from_quantity").values_list("from_quantity", "unit_price_e4", "below_e8")
    return [(float(start), each, below) for start, each, below in rows]


def test_every_charge_model_lands(stock: Company) -> None:
    result = stock.load()
    assert rejects(result) == []
    assert counts(result, "prices") == (9, 9, 0, 0)
    entries = {(one.product.code, one.currency): one for one in
               PriceEntry.objects.select_related("product")}  # fmt: skip
    assert {key: (one.charge_model, one.unit_price_e4) for key, one in entries.items()} == {
        ("SEAT", "EUR"): ("graduated", 100_0000), ("SEAT", "USD"): ("volume", 120_0000),
        ("GATE", "EUR"): ("package", 300_0000), ("CARE", "EUR"): ("percent_of_total", 0),
        ("CARE", "USD"): ("percent_of_total", 0), ("DESK", "EUR"): ("per_unit", 10_0000),
    }  # fmt: skip
    assert tiers("EUR") == [
        (0, 100_0000, 0), (10, 80_0000, 10 * 100 * 10**8),
        (50.5, 60_0000, (10 * 100_0000 + 405 * 8_0000) * 10**4),
    ]  # fmt: skip
    assert tiers("USD") == [(0, 120_0000, 0), (25, 90_0000, 0)]
    assert entries["GATE", "EUR"].package_quantity == 4
    care = entries["CARE", "EUR"]
    assert (care.percent_bp, care.covers_everything) == (2_000, False)
    covers = PriceCover.objects.values_list("product__code", "family")
    assert set(covers) == {("SEAT", ""), ("GATE", ""), (None, "net"), (None, "care")}
    assert entries["CARE", "USD"].covers_everything


def test_the_same_files_again_change_nothing(stock: Company) -> None:
    stock.sheets |= {
        "successions": SUCCESSIONS + "SEAT,DESK,3,2,2027-01-01\nDESK,,,,2027-01-01\n",
        "bundles": BUNDLES + "SUITE,2026-01-01,SEAT,2\nSUITE,2026-01-01,GATE,0.5\n"
                             "SUITE,2028-01-01,,\n",
    }  # fmt: skip
    stock.load()
    again = stock.load()
    assert rejects(again) == []
    assert counts(again, "prices") == (9, 0, 9, 0)
    assert counts(again, "successions") == (2, 0, 2, 0)
    assert counts(again, "bundles") == (3, 0, 3, 0)
    assert PriceTier.objects.count() == 5


def test_a_dry_run_writes_nothing(stock: Company) -> None:
    stock.sheets["bundles"] = BUNDLES + "SUITE,2026-01-01,SEAT,2\n"
    result = stock.load(dry_run=True)
    assert counts(result, "prices") == (9, 9, 0, 0)
    assert not PriceEntry.objects.exists()
    assert not Bundle.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "reason", "lost"),
    [
        ("std,SEAT,EUR,x,2026-01-01,,graduated,20,,,,,", "unit_price", "not a number", 3),
        ("std,SEAT,EUR,,2026-01-01,,graduated,20,,,,,", "unit_price", "is missing", 3),
        ("std,SEAT,EUR,70.00,2026-01-01,,graduated,10,,,,,", "product", "more than once", 3),
        ("std,SEAT,EUR,70.00,2026-01-01,,volume,20,,,,,", "charge_model", "one charge model", 3),
        ("std,SEAT,EUR,70.00,2026-01-01,,graduated,20,,,,,6", "charge_model", "number of months",
         3),
        ("std,SEATS,EUR,70.00,2026-01-01,,graduated,20,,,,,", "product", "no product", 3),
        ("std,SEAT,EUR,70.00,2026-01-01,,graduated,20,,,,", "", "13 cells expected", 5),
        ("std,DESK,USD,9.00,2026-01-01,,volume,5,,,,,", "from_quantity", "is from 0", 0),
        ("std,DESK,USD,9.00,2026-01-01,,,5,,,,,", "from_quantity", "have tiers", 0),
        ("std,DESK,USD,9.00,2026-01-01,,package,,,,,,", "package_quantity", "is missing", 0),
        ("std,DESK,USD,9.00,2026-01-01,,package,,0,,,,", "package_quantity", "is missing", 0),
        ("std,DESK,USD,9.00,2026-01-01,,,,4,,,,", "package_quantity", "only a package", 0),
        ("std,DESK,USD,9.00,2026-01-01,,percent_of_total,,,5,,,", "unit_price", "no unit price", 0),
        ("std,DESK,USD,,2026-01-01,,percent_of_total,,,,,,", "percent", "is missing", 0),
        ("std,DESK,USD,,2026-01-01,,percent_of_total,,,-5,,,", "percent", "not from 0 %", 0),
        ("std,DESK,USD,9.00,2026-01-01,,,,,5,,,", "percent", "only percent_of_total", 0),
        ("std,DESK,USD,9.00,2026-01-01,,,,,,SEAT,,", "covers_products", "only percent_of_total", 0),
        ("std,DESK,USD,,2026-01-01,,percent_of_total,,,5,SEAT; NONE,,", "covers_products",
         "NONE", 0),
        ("std,DESK,USD,9.00,2026-01-01,,per_weight,,,,,,", "charge_model", "not one of", 0),
        ("std,CARE,EUR,5.00,2026-06-01,,,,,,,,", "start", "overlaps", 0),
    ],
)  # fmt: skip
def test_a_bad_row_takes_its_whole_price_with_it_and_nothing_else(
    stock: Company, row: str, column: str, reason: str, lost: int
) -> None:
    line = stock.add("prices", row)
    result = stock.load()
    told = rejects(result)
    [own] = [one for one in told if int(one["line"]) == line]
    assert own["column"] == column
    assert reason in own["reason"]
    assert len(told) == lost + 1
    assert counts(result, "prices") == (10, 9 - lost, 0, lost + 1)
    assert PriceTier.objects.count() == 5 - lost
    stock.sheets["prices"] = stock.sheets["prices"].replace(row + "\n", "")
    assert rejects(stock.load()) == []
    assert PriceTier.objects.count() == 5


def test_tiers_that_come_to_more_than_can_be_stored_are_refused(stock: Company) -> None:
    for start in ("0", "90000000000000"):
        stock.add("prices", f"std,DESK,USD,90000000000000,2026-01-01,,graduated,{start},,,,,")
    told = rejects(stock.load())
    assert {one["line"] for one in told} == {"11", "12"}
    assert any("costs more than can be stored" in one["reason"] for one in told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("80.00,2026-01-01,,graduated,10", "81.00,2026-01-01,,graduated,10"),
        ("80.00,2026-01-01,,graduated,10", "80.00,2026-01-01,,graduated,11"),
        ("std,SEAT,EUR,60.00,2026-01-01,,graduated,50.5,,,,,\n", ""),
        ("package,,4", "package,,5"),
        ("percent_of_total,,,20 %", "percent_of_total,,,21 %"),
        ("SEAT; GATE,net;care", "SEAT; GATE,net"),
        ("SEAT; GATE,net;care", ","),
        ("10.00,2026-01-01,,,", "10.00,2026-01-01,,volume,"),
    ],
)
def test_what_is_published_is_never_changed(stock: Company, old: str, new: str) -> None:
    stock.load()
    stock.replace("prices", old, new)
    result = stock.load()
    told = rejects(result)
    assert told
    assert all("never changed" in one["reason"] for one in told)
    assert counts(result, "prices")[1] == 0
    assert (PriceEntry.objects.count(), PriceTier.objects.count()) == (6, 5)


def test_files_without_charge_models_leave_what_the_book_holds(stock: Company) -> None:
    stock.load()
    stock.sheets["prices"] = (
        "price_book,product,currency,unit_price,start\n"
        "std,SEAT,EUR,100.00,2026-01-01\nstd,DESK,EUR,10.00,2026-01-01\n"
    )
    result = stock.load()
    assert [(one["line"], one["column"]) for one in rejects(result)] == [("3", "start")]
    assert counts(result, "prices") == (2, 0, 1, 1)  # the other is a monthly price in the book


def test_a_later_price_supersedes_an_open_one_by_its_end(stock: Company) -> None:
    stock.replace("prices", "120.00,2026-01-01,2026-12-31", "120.00,2026-01-01,2026-12-31")
    for start, price in (("0", "130.00"), ("5", "110.00")):
        stock.add("prices", f"std,SEAT,USD,{price},2027-01-01,,volume,{start},,,,,")
    assert rejects(stock.load()) == []
    assert tiers("USD", date(2027, 1, 1)) == [(0, 130_0000, 0), (5, 110_0000, 0)]


def test_successions_land(stock: Company) -> None:
    stock.sheets["successions"] = SUCCESSIONS + (
        "SEAT,DESK,3,2,2027-01-01\nDESK,GATE,,,2028-01-01\nSEAT,,,,2029-01-01\n"
    )
    result = stock.load()
    assert rejects(result) == []
    assert counts(result, "successions") == (3, 3, 0, 0)
    found = Succession.objects.order_by("start_on").values_list(
        "product__code", "successor__code", "successor_n", "successor_d", "start_on"
    )
    assert list(found) == [
        ("SEAT", "DESK", 3, 2, date(2027, 1, 1)), ("DESK", "GATE", 1, 1, date(2028, 1, 1)),
        ("SEAT", None, 1, 1, date(2029, 1, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("SEAT,SEAT,1,1,2028-01-01", "successor", "its own place"),
        ("SEAT,,2,1,2028-01-01", "pieces", "there is none"),
        ("SEAT,SETUP,1,1,2028-01-01", "successor", "charged otherwise"),
        ("SEAT,NONE,1,1,2028-01-01", "successor", "no product"),
        ("SEAT,GATE,0,1,2028-01-01", "pieces", "whole number"),
        ("SEAT,GATE,1,1000001,2028-01-01", "for_pieces", "whole number"),
        ("SEAT,DESK,1,1,2027-01-01", "start", "more than once"),
        ("DESK,SEAT,1,1,2030-01-01", "successor", "circle"),
        ("DESK,GATE,999999,1,2028-01-01", "successor", "1,000,000 pieces"),
    ],
)
def test_a_succession_that_cannot_be_is_refused(
    stock: Company, row: str, column: str, reason: str
) -> None:
    stock.sheets["successions"] = SUCCESSIONS + "SEAT,DESK,3,2,2027-01-01\n"
    stock.load()
    line = stock.add("successions", row)
    result = stock.load()
    [told] = rejects(result)
    assert (int(told["line"]), told["column"]) == (line, column)
    assert reason in told["reason"]
    assert counts(result, "successions") == (2, 0, 1, 1)


def test_a_circle_within_the_files_is_refused_as_a_whole_and_the_rest_lands(
    stock: Company,
) -> None:
    stock.sheets["successions"] = SUCCESSIONS + (
        "SEAT,DESK,,,2027-01-01\nDESK,GATE,,,2027-01-01\nGATE,SEAT,,,2028-01-01\n"
        "SUITE,CARE,,,2027-01-01\n"
    )
    result = stock.load()
    assert {one["line"] for one in rejects(result)} == {"2", "3", "4"}
    assert Succession.objects.get().product.code == "SUITE"


def test_a_chain_of_eight_lands_and_of_nine_does_not(stock: Company) -> None:
    for number in range(10):
        stock.add("products", f"N{number},Link {number},,recurring")
    links = [f"N{number},N{number + 1},,,2027-01-01\n" for number in range(9)]
    stock.sheets["successions"] = SUCCESSIONS + "".join(links)
    assert len(rejects(stock.load())) == 9
    stock.sheets["successions"] = SUCCESSIONS + "".join(links[:8])
    assert rejects(stock.load()) == []
    stock.sheets["successions"] = SUCCESSIONS + links[8]
    [told] = rejects(stock.load())
    assert "more than 8" in told["reason"]


def test_another_word_from_the_same_day_is_refused(stock: Company) -> None:
    stock.sheets["successions"] = SUCCESSIONS + "SEAT,DESK,3,2,2027-01-01\n"
    stock.load()
    stock.replace("successions", "3,2", "3,1")
    [told] = rejects(stock.load())
    assert "never changed" in told["reason"]


def test_bundles_land_with_all_their_items(stock: Company) -> None:
    stock.sheets["bundles"] = BUNDLES + (
        "SUITE,2026-01-01,SEAT,2\nSUITE,2026-01-01,GATE,0.5\nSUITE,2028-01-01,,\n"
    )
    result = stock.load()
    assert rejects(result) == []
    assert counts(result, "bundles") == (3, 3, 0, 0)
    sizes = Bundle.objects.order_by("start_on").values_list("product__code", "start_on", "size")
    assert list(sizes) == [("SUITE", date(2026, 1, 1), 2), ("SUITE", date(2028, 1, 1), 0)]
    items = BundleItem.objects.values_list("product__code", "quantity")
    assert {(code, float(quantity)) for code, quantity in items} == {("SEAT", 2), ("GATE", 0.5)}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("SUITE,2026-01-01,SUITE,1", "item", "its own bundle"),
        ("SUITE,2026-01-01,NONE,1", "item", "no product"),
        ("SUITE,2026-01-01,DESK,", "quantity", "is missing"),
        ("SUITE,2026-01-01,DESK,0", "quantity", "is missing"),
        ("SUITE,2026-01-01,DESK,x", "quantity", "not a number"),
        ("SUITE,2026-01-01,SEAT,3", "start", "more than once"),
        ("SUITE,2026-01-01,,", "item", "stands alone"),
        ("SUITE,2026-01-01,,1", "item", "item is missing"),
    ],
)
def test_a_bad_item_takes_its_bundle_with_it_and_nothing_else(
    stock: Company, row: str, column: str, reason: str
) -> None:
    stock.sheets["bundles"] = BUNDLES + "DESK,2026-01-01,GATE,1\nSUITE,2026-01-01,SEAT,2\n"
    line = stock.add("bundles", row)
    result = stock.load()
    told = {int(one["line"]): one for one in rejects(result)}
    assert told.keys() == {line, 3}
    assert told[line]["column"] == column
    assert reason in told[line]["reason"]
    assert Bundle.objects.get().product.code == "DESK"


def test_another_bundle_from_the_same_day_is_refused(stock: Company) -> None:
    stock.sheets["bundles"] = BUNDLES + "SUITE,2026-01-01,SEAT,2\n"
    stock.load()
    stock.add("bundles", "SUITE,2026-01-01,GATE,1")
    told = rejects(stock.load())
    assert len(told) == 2
    assert all("never changed" in one["reason"] for one in told)
