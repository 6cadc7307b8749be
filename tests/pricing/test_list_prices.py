"""List prices by tiers and packages, from the book through the facts to the engine, exactly."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tenure.book.models import ChargeModel, Contract, PriceEntry, PriceTier
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import WATERFALL, PricedLine
from tenure.quotes.commands import make_quotes
from tenure.quotes.models import QuoteLine
from tests.pricing.oracle import nearest, price_exactly
from tests.pricing.shelf import LONG_AGO, PACKS, add_tiers, tiered
from tests.quotes.conftest import ON, RENEWAL_ON, Book

# From 0 at 100.00, from 10 at 80.00, from 50 at 60.00, a year.
TIERS = (("0", 100_0000), ("10", 80_0000), ("50", 60_0000))


def priced(contract: Contract) -> tuple[list[dict[str, Any]], list[PricedLine]]:
    """Return the facts of the contract's lines for the next year, and their prices."""
    term = Period(RENEWAL_ON, RENEWAL_ON.replace(year=RENEWAL_ON.year + 1))
    rows = facts_of([WantedTerm(contract.pk, term)])
    return rows, price_rows(rows)


def in_full(row: dict[str, Any]) -> dict[str, Any]:
    """Return facts with those that nobody gave, as the oracle wants them."""
    return {name: fact.default for name, fact in WATERFALL.facts.items()} | row


def costs(tiers: tuple[tuple[str, int], ...], quantity: Fraction, *, by_volume: bool) -> Fraction:
    """Return what a quantity costs a year, in 1/10,000, straight from the price list."""
    bounds = [(Fraction(start), each) for start, each in tiers]
    if by_volume:
        return quantity * next(each for start, each in reversed(bounds) if quantity >= start)
    ends = [start for start, _ in bounds[1:]] + [quantity]
    return sum(
        (each * max(min(quantity, end) - start, Fraction(0)))
        for (start, each), end in zip(bounds, ends, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize("model", [ChargeModel.VOLUME, ChargeModel.GRADUATED])
@pytest.mark.parametrize(
    "quantity", ["0.0001", "1", "9.9999", "10", "10.0001", "49.9999", "50", "70.5", "12345.6789"]
)
def test_a_quantity_is_priced_by_its_tiers(book: Book, model: str, quantity: str) -> None:
    tiered(book, model, TIERS)
    contract = book.contract("C-1", lines=0, price_method="list")
    book.line(contract, 1, quantity=quantity)
    [row], [line] = priced(contract)
    pieces = Fraction(quantity)
    each = nearest(costs(TIERS, pieces, by_volume=model == ChargeModel.VOLUME) / pieces)
    assert line.proposed_price_e4 == each
    assert line.proposed_minor == nearest(pieces * each / 100)
    exact = price_exactly(in_full(row), [])
    assert {name: line.columns[name] for name in exact} == exact
    assert line.columns["list_model"] == model


def test_drawn_tiers_and_quantities(book: Book) -> None:
    rng = random.Random(4)
    contract = book.contract("C-1", lines=0, price_method="list")
    wanted = []
    for lot in range(1, 81):
        starts = sorted({0, *(rng.randrange(1, 10**7) for _ in range(rng.randrange(5)))})
        tiers = tuple((str(Decimal(s) / 10_000), rng.randrange(10**8)) for s in starts)
        model = rng.choice([ChargeModel.VOLUME, ChargeModel.GRADUATED])
        product = book.product(f"P{lot}")
        tiered(book, model, tiers, product=product)
        pieces = Fraction(rng.choice([*starts[1:], rng.randrange(1, 2 * 10**7)]), 10_000)
        book.line(
            contract, lot, product=product, quantity=str(Decimal(int(pieces * 10_000)) / 10_000)
        )
        total = costs(tiers, pieces, by_volume=model == ChargeModel.VOLUME)
        wanted.append(nearest(total / pieces))
    _, lines = priced(contract)
    assert [line.proposed_price_e4 for line in lines] == wanted


@pytest.mark.parametrize(("quantity", "packages"), [("1", 1), ("4", 1), ("4.0001", 2), ("10", 3)])
def test_whole_packages_are_paid(book: Book, quantity: str, packages: int) -> None:
    book.list_price(book.product(), 300_0000, LONG_AGO, **PACKS)
    contract = book.contract("C-1", lines=0, price_method="list")
    book.line(contract, 1, quantity=quantity)
    [row], [line] = priced(contract)
    assert line.proposed_price_e4 == nearest(Fraction(packages * 300_0000) / Fraction(quantity))
    exact = price_exactly(in_full(row), [])
    assert {name: line.columns[name] for name in exact} == exact


def test_monthly_tiers_for_a_line_that_pays_by_the_year(book: Book) -> None:
    tiered(book, ChargeModel.GRADUATED, (("0", 10_0000), ("10", 8_0000)), months=1)
    contract = book.contract("C-1", price_method="list")
    book.line(contract, 2, quantity="20")
    _, lines = priced(contract)
    assert [line.proposed_price_e4 for line in lines] == [120_0000, 108_0000]


def test_the_tiers_of_the_price_that_holds_when_the_term_starts(book: Book) -> None:
    edge = book.product()
    add_tiers(book.list_price(edge, 1_0000, LONG_AGO, RENEWAL_ON, charge_model="volume"),
              (("0", 1_0000), ("5", 2_0000)))  # fmt: skip
    book.list_price(edge, 130_0000, RENEWAL_ON)
    _, [line] = priced(book.contract("C-1", price_method="list"))
    assert (line.proposed_price_e4, line.columns["list_model"]) == (130_0000, None)


def test_a_usage_line_without_pieces_has_the_first_tier(book: Book) -> None:
    calls = book.product("CALLS", "usage")
    tiered(book, ChargeModel.GRADUATED, (("0", 375), ("1000", 250)), product=calls)
    contract = book.contract("C-1", lines=0, price_method="list")
    book.line(contract, 1, product=calls, price=400, quantity="0")
    _, [line] = priced(contract)
    assert (line.proposed_price_e4, line.proposed_minor) == (375, 0)


@pytest.mark.parametrize("quantity", [99_999, 500_000, 10**9])
@pytest.mark.parametrize("model", [ChargeModel.VOLUME, ChargeModel.GRADUATED])
def test_another_quantity_than_the_tier_was_looked_up_for_is_refused(
    book: Book, model: str, quantity: int
) -> None:
    tiered(book, model, TIERS)
    [row], _ = priced(book.contract("C-1", price_method="list"))
    with pytest.raises(InvalidInput, match="not in the tier"):
        price_rows([row | {"quantity_e4": quantity}])


def test_a_quote_by_tiers_says_so(book: Book) -> None:
    tiered(book, ChargeModel.GRADUATED, TIERS)
    contract = book.contract("C-1", lines=0, price_method="list")
    book.line(contract, 1, quantity="60")
    book.renewal(contract)
    make_quotes(by=book.head, on=ON)
    line = QuoteLine.objects.get()
    assert (line.proposed_price_e4, line.proposed_minor) == (80_0000, 480_000)
    assert {"step": "list", "list_model": "graduated", "list_price_e4": 60_0000,
            "listed_price_e4": 80_0000} in line.trace  # fmt: skip


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), checked():
        yield


@contextmanager
def checked() -> Iterator[None]:
    """Check at the end what PostgreSQL would check at the end of the transaction."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_postgresql_holds_the_tiers_whole(book: Book) -> None:
    entry = tiered(book, ChargeModel.GRADUATED, TIERS)
    below = list(entry.tiers.order_by("from_quantity").values_list("below_e8", flat=True))
    assert below == [0, 10 * 100 * 10**8, (10 * 100 + 40 * 80) * 10**8]
    with refused("not whole"):  # one more, later
        PriceTier.objects.create(entry=entry, from_quantity=99, unit_price_e4=1, below_e8=0)
    with refused("append-only"):
        entry.tiers.update(unit_price_e4=1)
    flat = book.list_price(book.product("WAF"), 100_0000, LONG_AGO)
    with refused("not whole"):
        PriceTier.objects.create(entry=flat, from_quantity=0, unit_price_e4=100_0000)


@pytest.mark.parametrize(
    "tiers",
    [
        (("1", 100_0000, 0),),
        (("0", 90_0000, 0),),
        (("0", 100_0000, 1),),
        (("0", 100_0000, 0), ("10", 80_0000, 0)),
        (("0", 100_0000, 0), ("10", 80_0000, 10 * 100 * 10**8 + 1)),
        (("0", 100_0000, 0), ("0", 80_0000, 0)),
        (("0", 100_0000, 0), ("10", -1, 10 * 100 * 10**8)),
    ],
)
def test_broken_tiers_are_refused(book: Book, tiers: tuple[tuple[str, int, int], ...]) -> None:
    entry = book.list_price(book.product(), 100_0000, LONG_AGO, charge_model="graduated")
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceTier.objects.bulk_create(
            PriceTier(entry=entry, from_quantity=start, unit_price_e4=each, below_e8=below)
            for start, each, below in tiers
        )
    add_tiers(entry, TIERS)


def test_a_tiered_price_without_tiers_is_refused(book: Book) -> None:
    with refused("has no tiers"):
        book.list_price(book.product(), 100_0000, LONG_AGO, charge_model="volume")


@pytest.mark.parametrize(
    ("model", "pieces"), [("package", None), ("package", 0), ("per_unit", 4), ("by_weight", None)]
)
def test_a_package_has_pieces_and_nothing_else_has(book: Book, model: str, pieces: Any) -> None:
    with refused("priceentry_charge_model"):
        book.list_price(book.product(), 1, LONG_AGO, charge_model=model, package_quantity=pieces)
    assert not PriceEntry.objects.exists()
