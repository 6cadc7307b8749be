"""Support is a share of what it covers, which is priced first, in the same call, exactly."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tenure.book.models import ChargeModel, Contract, PriceCover, PriceEntry
from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.period import Period
from tenure.pricing.queries import (
    bulk_engine,
    load_csv,
    load_policies,
    price_csv,
    price_rows,
    price_table,
)
from tenure.pricing.queries.facts import FACT_NAMES, WantedTerm, copy_facts, facts_of
from tenure.pricing.rules import (
    AnyPolicy,
    DiscountFacts,
    PolicyFacts,
    PricedLine,
    explain,
    short_reason,
    told_steps,
    trace_of,
)
from tenure.quotes.commands import make_quotes
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries import reproduce
from tests.pricing.oracle import covered_exactly, nearest, price_exactly
from tests.pricing.shelf import LONG_AGO, percent, succeed
from tests.pricing.test_list_prices import in_full, refused
from tests.quotes.conftest import ON, RENEWAL_ON, Book

YEAR = Period(RENEWAL_ON, RENEWAL_ON.replace(year=RENEWAL_ON.year + 1))
FIVE = PolicyFacts("p", "uplift", 500, LONG_AGO)


def lines(contract: Contract, policies: Iterable[AnyPolicy] = (), term: Period = YEAR,
          **more: object) -> list[PricedLine]:  # fmt: skip
    rows = [row | more for row in facts_of([WantedTerm(contract.pk, term)])]
    return price_rows(rows, list(policies))


def supported(book: Book, bp: int = 2_000, **facts: Any) -> Contract:
    """Make a contract with ten EDGE at 100.00, four WAF at 50.00, and support for them at 1.00."""
    percent(book, book.product("CARE", family="support"), bp, **facts.pop("covers", {}))
    contract = book.contract("C-1", lines=0, **facts)
    book.line(contract, 1, product=book.product("EDGE", family="net"))
    book.line(contract, 2, product=book.product("WAF", family="safe"), price=50_0000, quantity="4")
    book.line(contract, 3, product=book.product("CARE"), price=1_0000, quantity="1")
    return contract


def test_support_follows_what_it_covers_whatever_the_method(book: Book) -> None:
    contract = supported(book)
    edge, waf, care = lines(contract, [FIVE])
    assert (edge.proposed_price_e4, waf.proposed_price_e4) == (105_0000, 52_5000)
    assert care.columns["covered_price_e4"] == 1_260_0000
    assert (care.proposed_price_e4, care.proposed_minor) == (252_0000, 25_200)
    assert (care.columns["method"], care.columns["method_source"]) == ("list", "support")
    trace = trace_of(care)
    assert explain(trace, "EUR").startswith("The list price applies, as a share of what it covers")
    assert short_reason(trace) == "20 % of what it covers"
    listed = next(step for step in told_steps(trace, "EUR") if step.step == "listed")
    assert listed.note == "The list price of a piece, 20 % of the 1,260.00 EUR that it covers"


@pytest.mark.parametrize(
    ("covers", "wanted"),
    [
        ({}, 240_0000),
        ({"families": ["net"]}, 200_0000),
        ({"families": ["net", "safe"]}, 240_0000),
        ({"products": ["WAF"]}, 40_0000),
        ({"families": ["safe"], "products": ["WAF"]}, 40_0000),
        ({"families": ["support"]}, 1_0000),
        ({"families": ["ne", "afe"]}, 1_0000),
    ],
)
def test_what_is_covered(book: Book, covers: dict[str, list[str]], wanted: int) -> None:
    """Without anything that it covers the expiring price stays."""
    for code in ("EDGE", "WAF"):
        book.product(code, family={"EDGE": "net", "WAF": "safe"}[code])
    care = lines(supported(book, covers=covers))[-1]
    assert care.proposed_price_e4 == wanted


def test_discounts_lower_support_once_and_this_terms_not_at_all(book: Book) -> None:
    contract = supported(book)
    years = DiscountFacts(code="d", start_on=LONG_AGO, two_years_bp=1_000)
    term = Period(RENEWAL_ON, RENEWAL_ON.replace(year=RENEWAL_ON.year + 2))
    care = lines(contract, [years], term)[-1]
    assert (care.columns["covered_price_e4"], care.proposed_price_e4) == (1_080_0000, 216_0000)
    care = lines(contract, [years], term, one_time_discount_bp=5_000)[-1]
    assert (care.columns["covered_price_e4"], care.proposed_price_e4) == (1_080_0000, 108_0000)
    care = lines(contract, asked_uplift_bp=1_000, escalator_bp=1_000, escalator_years=1)[-1]
    assert care.proposed_price_e4 == nearest(Fraction(240_0000 * 121, 100))


def test_the_clauses_hold_for_support_as_well(book: Book) -> None:
    care = lines(supported(book, uplift_cap_bp=700))[-1]
    assert care.proposed_price_e4 == 1_0700


def test_usage_other_contracts_other_terms_and_support_are_not_covered(book: Book) -> None:
    contract = supported(book)
    book.line(contract, 4, product=book.product("CALLS", "usage"), price=9_0000)
    percent(book, book.product("MORE"), 1_000)
    book.line(contract, 5, product=book.product("MORE"), price=1_0000, quantity="2")
    other = book.contract("C-2", lines=3)
    terms = [WantedTerm(one.pk, YEAR) for one in (contract, other)]
    terms.append(WantedTerm(contract.pk, Period(RENEWAL_ON, date(2030, 3, 31))))
    rows = facts_of(terms)
    covered = [line.columns["covered_price_e4"] for line in price_rows(rows)]
    three_years = price_rows([row for row in rows if row["term_months"] == 36])
    assert covered.count(1_200_0000) == 2
    assert covered.count(600_0000) == 2  # a piece of two
    assert [line.proposed_minor for line in three_years][2] == 3 * 24_000


def test_of_a_product_that_is_renewed_as_another(book: Book) -> None:
    contract = supported(book, covers={"families": ["new"]})
    succeed(book.product("EDGE"), book.product("CORE", family="new"), RENEWAL_ON, n=3, d=7)
    succeed(book.product("WAF"), book.product("WALL", family="old"), RENEWAL_ON)
    _, _, care = lines(contract)
    pieces, each = nearest(Fraction(300_000, 7)), nearest(Fraction(7_000_000, 3))
    assert care.columns["covered_price_e4"] == nearest(Fraction(pieces * each, 10_000))


def test_prices_for_other_months_are_added_up_exactly(book: Book) -> None:
    """A monthly price, one for 7 and one for 17 months, for support that is paid by the quarter."""
    percent(book, book.product("CARE"), 1_850)
    contract = book.contract("C-1", lines=0)
    given = [(1, 3_3333, "7"), (7, 11_1111, "3.5"), (17, 99_9999, "0.0001"), (36, 1, "3")]
    for lot, (months, each, quantity) in enumerate(given, start=1):
        book.line(contract, lot, price=each, quantity=quantity, price_months=months)
    book.line(contract, 9, product=book.product("CARE"), price_months=3, quantity="3")
    *_, care = lines(contract)
    total = sum(Fraction(each) * Fraction(pieces) / months for months, each, pieces in given)
    assert care.columns["covered_price_e4"] == nearest(total * 3 / 3)
    assert care.proposed_price_e4 == nearest(Fraction(nearest(total * 3 / 3) * 1_850, 10_000))


def test_drawn_contracts_against_fractions_in_a_row_and_in_bulk(book: Book, tmp_path: Path) -> None:
    rng = random.Random(3)
    policies = [
        FIVE,
        PolicyFacts("net", "same", 0, LONG_AGO, family="net"),
        DiscountFacts(code="d", start_on=LONG_AGO, family="safe", volume_1_from_e4=50_000,
                      volume_1_bp=700, three_years_bp=900),
    ]  # fmt: skip
    sold = [book.product(f"P{n}", family=rng.choice(["net", "safe", ""])) for n in range(8)]
    for product in sold[:4]:
        book.list_price(product, rng.randrange(10**7), LONG_AGO, months=rng.choice([1, 12]))
    care = [book.product(f"CARE{n}", family="net") for n in range(4)]
    percent(book, care[0], 2_000)
    percent(book, care[1], 1_875, families=["net"])
    percent(book, care[2], 333, families=["safe"], products=["P0", "P1"])
    percent(book, care[3], 12_345, products=["P2", "P3", "P4"])
    terms = []
    for number in range(60):
        contract = book.contract(
            f"C-{number}", lines=0, price_method=rng.choice(["", "list", "same"]),
            uplift_cap_bp=rng.choice([None, 300, 10**8]),
        )  # fmt: skip
        for lot in range(1, rng.randrange(2, 9)):
            chosen = rng.choice(sold if rng.random() < 0.7 else care)
            book.line(contract, lot, product=chosen, price=rng.randrange(10**8),
                      quantity=str(Decimal(rng.randrange(1, 10**6)) / 10_000),
                      price_months=rng.choice([1, 3, 12, 12, 36]))  # fmt: skip
        years = rng.randrange(1, 5)
        terms.append(
            WantedTerm(contract.pk, Period(RENEWAL_ON, RENEWAL_ON.replace(year=2027 + years)))
        )
    rows = [in_full(row) for row in facts_of(terms)]
    marks = {product.pk: {f"product {product.pk}", f"family {product.family}"} for product in sold}
    wanted = {}
    for row in rows:
        if row["covers"] is not None:
            named = set(row["covers"].split("\x1f")) - {""}
            covered = [other for other in rows if other["sold_with"] == row["sold_with"]
                       and other["covers"] is None
                       and (not named or named & marks[other["sold_product"]])]  # fmt: skip
            row["covered_price_e4"] = covered_exactly(row, covered, policies)
    for row in rows:
        wanted[row["line_id"]] = price_exactly(row, policies)
    assert sum(row["covered_price_e4"] is not None for row in rows) > 30

    few = price_rows(facts_of(terms), policies)
    assert {line.line_id: {name: line.columns[name] for name in wanted[line.line_id]}
            for line in few} == wanted  # fmt: skip

    copy_facts(terms, tmp_path / "facts.csv")
    with bulk_engine(tmp_path, memory_mb=256) as engine:
        load_csv(engine, tmp_path / "facts.csv", FACT_NAMES)
        load_policies(engine, policies)
        price_csv(engine, tmp_path / "priced.csv")
        price_table(engine, only=["proposed_minor"])
        found = dict(engine.execute("SELECT line_id, proposed_minor FROM priced").fetchall())
        ids = sorted(found)
        half = range(ids[0], ids[len(ids) // 2])
        price_table(engine, into="part", lines=half)
        part = dict(engine.execute("SELECT line_id, proposed_minor FROM part").fetchall())
    amounts = {line_id: exact["proposed_minor"] for line_id, exact in wanted.items()}
    assert found == amounts
    assert part == {line_id: amounts[line_id] for line_id in ids if line_id in half}
    assert len((tmp_path / "priced.csv").read_text().splitlines()) == len(rows)


def test_what_does_not_fit_is_refused(book: Book) -> None:
    rows = facts_of([WantedTerm(supported(book).pk, YEAR)])
    huge = {"quantity_e4": 10**16, "expiring_price_e4": 10**16}
    with pytest.raises(MoneyOverflow):
        price_rows([rows[0] | huge, *rows[1:]])
    many = [rows[0] | {"quantity_e4": 10**14, "expiring_price_e4": 10**9}] * 3 + rows[2:]
    with pytest.raises(MoneyOverflow):
        price_rows([*many[:-1], many[-1] | {"quantity_e4": 1}])
    with pytest.raises(InvalidInput, match="months"):
        price_rows([*rows[:-1], rows[-1] | {"covered_months": 5}])


def test_a_book_without_such_a_price_writes_and_looks_at_nothing(book: Book) -> None:
    [row] = facts_of([WantedTerm(book.contract("C-1").pk, YEAR)])
    names = ("support_bp", "covers", "covered_months", "sold_with", "sold_product")
    assert {row[name] for name in names} == {None}


def test_a_quote_with_support_is_kept_whole_and_comes_to_the_same_again(book: Book) -> None:
    contract = supported(book, price_method="same")
    book.renewal(contract)
    make_quotes(by=book.head, on=ON)
    quote, care = Quote.objects.get(), QuoteLine.objects.get(lot=3)
    assert quote.proposed_minor == 100_000 + 20_000 + 24_000
    assert (care.proposed_price_e4, care.inputs["support_bp"]) == (240_0000, 2_000)
    assert reproduce(quote).is_same
    # One line that is refused makes the others be priced each by itself.
    edge = QuoteLine.objects.get(lot=1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        QuoteLine.objects.filter(pk=edge.pk).update(inputs=edge.inputs | {"price_months": 0})
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert [line.outcome for line in reproduce(quote).lines] == ["refused", "same", "same"]


def test_postgresql_holds_what_is_covered(book: Book) -> None:
    edge, care = book.product("EDGE"), book.product("CARE")
    everything = percent(book, care, 2_000)
    some = percent(book, book.product("MORE"), 2_000, families=["net"])
    for entry in (everything, some):
        with refused("is said already"):
            PriceCover.objects.create(entry=entry, product=edge)
    with refused("append-only"):
        PriceCover.objects.update(family="other")
    with refused("covers nothing"):
        percent(book, book.product("LESS"), 2_000, families=[])
    flat = book.list_price(edge, 1, LONG_AGO)
    with refused("is said already"):
        PriceCover.objects.create(entry=flat, family="net")
    for both in ({"product": edge, "family": "net"}, {}):
        with pytest.raises(DatabaseError, match="names_one"), transaction.atomic():
            PriceCover.objects.create(entry=some, **both)


@pytest.mark.parametrize(
    "facts",
    [
        {"charge_model": ChargeModel.PERCENT},
        {"charge_model": ChargeModel.PERCENT, "percent_bp": -1},
        {"charge_model": ChargeModel.PERCENT, "percent_bp": 1_000_001},
        {"charge_model": ChargeModel.PER_UNIT, "percent_bp": 100},
        {"charge_model": ChargeModel.PER_UNIT, "covers_everything": False},
        {"charge_model": ChargeModel.PERCENT, "percent_bp": 100, "price": 1},
    ],
)
def test_what_a_percentage_cannot_be(book: Book, facts: dict[str, Any]) -> None:
    with refused("priceentry_percent"):
        book.list_price(book.product(), facts.pop("price", 0), LONG_AGO, **facts)
    assert not PriceEntry.objects.exists()
