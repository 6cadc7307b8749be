"""Products at the end of their life renew as their successors, to the last 1/10,000."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from tenure.book.models import ChargeModel, Contract, Product, Succession
from tenure.kernel.period import Period
from tenure.pricing.queries import policies, price_rows
from tenure.pricing.queries.facts import FACT_NAMES, WantedTerm, lines_of
from tenure.pricing.rules import PolicyFacts, PricedLine
from tenure.quotes.commands import make_quotes, requote
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries import changes_since
from tests.pricing.oracle import nearest, price_exactly
from tests.pricing.shelf import LONG_AGO, succeed, tiered
from tests.pricing.test_list_prices import in_full
from tests.quotes.conftest import ON, RENEWAL_ON, Book
from tests.quotes.test_make_quotes import publish


def renewed(contract: Contract, start: date = RENEWAL_ON) -> list[tuple[str, PricedLine]]:
    """Return the codes of what the contract's lines renew as in a term, and their prices."""
    term = Period(start, start.replace(year=start.year + 1))
    rows = lines_of([WantedTerm(contract.pk, term)])
    lines = price_rows([{name: row[name] for name in FACT_NAMES} for row in rows], policies())
    codes = dict(Product.objects.values_list("pk", "code"))
    return [(codes[row["product_id"]], line) for row, line in zip(rows, lines, strict=True)]


def code_on(book: Book, start: date) -> str:
    """Return what an EDGE renews as in a term that starts on a day."""
    contract = book.contract(f"C-{start}", end=start)
    [(code, _)] = renewed(contract, start)
    return code


def test_dates_chains_and_a_later_word(book: Book) -> None:
    edge, core, pack, rack = (book.product(code) for code in ("EDGE", "CORE", "PACK", "RACK"))
    succeed(edge, core, date(2027, 1, 1))
    succeed(core, pack, date(2026, 1, 1))
    succeed(core, rack, date(2028, 1, 1))
    succeed(edge, None, date(2029, 1, 1))
    succeed(edge, pack, date(2030, 1, 1))
    succeed(pack, rack, date(2031, 1, 1))
    wanted = {
        date(2026, 6, 1): "EDGE", date(2026, 12, 31): "EDGE", date(2027, 1, 1): "PACK",
        date(2027, 12, 31): "PACK", date(2028, 1, 1): "RACK", date(2028, 12, 31): "RACK",
        date(2029, 1, 1): "EDGE", date(2030, 1, 1): "PACK", date(2031, 1, 1): "RACK",
    }  # fmt: skip
    assert {day: code_on(book, day) for day in wanted} == wanted


def test_one_row_for_a_product_and_a_day_however_they_are_drawn(book: Book) -> None:
    """Followed link by link in Python, every product renews as the same on every day."""
    rng = random.Random(7)
    products = [book.product(f"P{number}") for number in range(12)]
    said: dict[int, list[tuple[date, int | None, Fraction]]] = {}
    for place, product in enumerate(products[:-1]):
        for year in sorted(rng.sample(range(2025, 2033), rng.randrange(4))):
            later = rng.randrange(place + 1, min(place + 3, len(products)))
            n, d = (rng.randrange(1, 4), rng.randrange(1, 4)) if rng.random() < 0.8 else (0, 0)
            succeed(product, products[later] if n else None, date(year, 3, 1), n=n or 1, d=d or 1)
            told = (date(year, 3, 1), later if n else None, Fraction(n or 1, d or 1))
            said.setdefault(place, []).append(told)
    contract = book.contract("C-1", lines=0)
    for lot, product in enumerate(products, start=1):
        book.line(contract, lot, product=product, quantity="36")
    for year in range(2025, 2034):
        start = date(year, 3, 1)
        contract.lines.update(end_on=start, start_on=date(2020, 1, 1))
        got = renewed(contract, start)
        for place, (code, line) in enumerate(got):
            at, ratio = place, Fraction(1)
            while True:
                told = [each for each in said.get(at, []) if each[0] <= start]
                if not told or told[-1][1] is None:
                    break
                at, ratio = told[-1][1], ratio * told[-1][2]
            assert code == f"P{at}"
            assert line.columns["converted_quantity_e4"] == nearest(360_000 * ratio)


def test_the_engine_finds_the_converted_quantity_in_its_tier(book: Book) -> None:
    """Tiers that begin exactly at, just below and just above what a quantity is converted to."""
    rng = random.Random(11)
    contract = book.contract("C-1", lines=0, price_method="list")
    wanted = []
    for lot in range(1, 101):
        old, new = book.product(f"OLD{lot}"), book.product(f"NEW{lot}")
        n, d = rng.randrange(1, 30), rng.randrange(1, 30)
        pieces = rng.randrange(1, 10 ** rng.randrange(1, 9))
        converted = nearest(Fraction(pieces * n, d))
        succeed(old, new, LONG_AGO, n=n, d=d)
        start = converted + rng.choice([-1, 0, 1])
        tiers = [("0", 100_0000)] + ([(str(Decimal(start) / 10_000), 80_0000)] if start > 0 else [])
        tiered(book, ChargeModel.VOLUME, tiers, product=new)
        book.line(contract, lot, product=old, quantity=str(Decimal(pieces) / 10_000))
        below = start <= 0 or converted < start or not converted
        wanted.append((converted, 100_0000 if below else 80_0000))
    got = [(line.columns["converted_quantity_e4"], line.columns["list_price_e4"])
           for _, line in renewed(contract)]  # fmt: skip
    assert got == wanted


def test_facts_of_a_converted_line_against_fractions(book: Book) -> None:
    old, new = book.product("OLD"), book.product("NEW")
    succeed(old, new, RENEWAL_ON, n=3, d=7)
    tiered(book, ChargeModel.GRADUATED, (("0", 300_0000), ("2", 210_0001)), product=new)
    contract = book.contract("C-1", lines=0, price_method="list", uplift_cap_bp=300)
    book.line(contract, 1, product=old, quantity="5.0001", price=77_7777)
    [row] = lines_of([WantedTerm(contract.pk, Period(RENEWAL_ON, date(2028, 4, 15)))])
    facts = {name: row[name] for name in FACT_NAMES}
    [line] = price_rows([facts])
    exact = price_exactly(in_full(facts), [])
    assert {name: line.columns[name] for name in exact} == exact


def test_policies_are_those_of_the_renewed_products_family(book: Book) -> None:
    old = book.product("OLD", family="classic")
    succeed(old, book.product("NEW", family="edge"), RENEWAL_ON)
    publish(book, code="classic", uplift_bp=900, family="classic")
    publish(book, code="edge", uplift_bp=100, family="edge")
    contract = book.contract("C-1", lines=0)
    book.line(contract, 1, product=old)
    [(_, line)] = renewed(contract)
    assert line.columns["policy_code"] == "edge"
    assert isinstance(policies()[0], PolicyFacts)


def test_the_quote_shows_what_is_renewed_and_what_expires(book: Book) -> None:
    old, new = book.product("OLD"), book.product("NEW")
    succeed(old, new, RENEWAL_ON, n=2)
    renewal = book.renewal(book.contract("C-1", lines=0))
    book.line(renewal.contract, 1, product=old, quantity="10")
    make_quotes(by=book.head, on=ON)
    quote, line = Quote.objects.get(), QuoteLine.objects.get()
    assert (line.product, line.expiring_product) == (new, old)
    assert (line.quantity, line.expiring_quantity) == (Decimal(20), Decimal(10))
    assert (line.expiring_price_e4, line.proposed_price_e4) == (100_0000, 50_0000)
    assert (line.expiring_minor, line.proposed_minor) == (100_000, 100_000)
    assert changes_since(quote) == []
    type(renewal.contract).objects.update(revision=2)
    type(renewal.contract.lines.get()).objects.update(quantity=12)
    [change] = changes_since(Quote.objects.get())
    assert (change.kind, change.product) == ("changed", "Old")
    again = requote(renewal_id=renewal.pk, by=book.head, on=ON)
    assert again.lines.get().quantity == Decimal(24)


@pytest.mark.parametrize("links", [["B", "A"], ["B", "C", "A"], [f"L{n}" for n in range(9)]])
def test_circles_and_endless_chains_are_refused(book: Book, links: list[str]) -> None:
    before = book.product("A")
    *good, last = links
    for code in good:
        succeed(before, book.product(code), RENEWAL_ON)
        before = book.product(code)
    with pytest.raises(DatabaseError, match="circle"), transaction.atomic():
        succeed(before, book.product(last), RENEWAL_ON.replace(year=2030))
    assert Succession.objects.count() == len(good)


def test_a_pair_that_swaps_places_on_a_day_is_no_circle(book: Book) -> None:
    one, other = book.product("EDGE"), book.product("CORE")
    succeed(one, other, date(2027, 1, 1))
    succeed(one, None, date(2029, 1, 1))
    succeed(other, one, date(2029, 1, 1))
    assert [code_on(book, date(year, 6, 1)) for year in (2026, 2027, 2029)] == [
        "EDGE", "CORE", "EDGE",
    ]  # fmt: skip


def test_what_a_succession_cannot_be(book: Book) -> None:
    edge, core = book.product("EDGE"), book.product("CORE")
    calls = book.product("CALLS", "usage")
    bad = [
        {"product": edge, "successor": edge},
        {"product": edge, "successor": core, "n": 0},
        {"product": edge, "successor": core, "d": 1_000_001},
        {"product": edge, "successor": None, "n": 2},
        {"product": edge, "successor": calls},
    ]
    for facts in bad:
        with pytest.raises(DatabaseError), transaction.atomic():
            succeed(start=RENEWAL_ON, **facts)  # type: ignore[arg-type]
    succeed(edge, core, RENEWAL_ON)
    with pytest.raises(DatabaseError, match="once"), transaction.atomic():
        succeed(edge, core, RENEWAL_ON, n=2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Succession.objects.update(successor_n=2)
    succeed(core, book.product("PACK"), RENEWAL_ON, n=999_999)
    with pytest.raises(DatabaseError, match="too long"), transaction.atomic():
        succeed(book.product("PACK"), book.product("RACK"), RENEWAL_ON, n=1_000)
