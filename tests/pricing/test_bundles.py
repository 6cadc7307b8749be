"""Product bundles renew whole: the rule, and the bundles that a contract holds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.book.models import Bundle as BundleModel
from tenure.book.models import BundleItem, Contract
from tenure.pricing.queries.bundles import bundles_of
from tenure.pricing.rules.bundles import Bundle, BundledLine, BundleMember, broken_bundles
from tests.pricing.shelf import bundle, succeed
from tests.pricing.test_list_prices import refused
from tests.quotes.conftest import RENEWAL_ON, Book

# With each suite two seats and half a gate.
SUITE = Bundle(
    "Suite",
    (BundleMember("SUITE", "Suite", Fraction(1)),),
    (
        (BundleMember("SEAT", "Seat", Fraction(1, 2)),),
        (BundleMember("GATE", "Gate", Fraction(2)),),
    ),
)
HELD = {"SUITE": 10, "SEAT": 23, "GATE": 5, "OTHER": 7}


def renew(
    discounts: dict[str, int] | None = None, **quantities: float
) -> list[tuple[str, bool, str]]:
    """Return what breaks the suite when what is held, three loose seats with it, renews so."""
    lines = [
        BundledLine(code, held * 10_000, int(quantities.get(code, held) * 10_000),
                    (discounts or {}).get(code, 0))
        for code, held in HELD.items()
    ]  # fmt: skip
    found = broken_bundles(lines, [SUITE])
    return [(one.code, one.of_discount, one.reason) for one in found]


@pytest.mark.parametrize(
    "quantities",
    [
        {},
        {"SUITE": 12, "SEAT": 27, "GATE": 6},
        {"SUITE": 9, "SEAT": 21, "GATE": 4.5},
        {"SUITE": 0, "SEAT": 3, "GATE": 0},
        {"OTHER": 0},
    ],
)
def test_whole(quantities: dict[str, float]) -> None:
    assert renew(**quantities) == []


@pytest.mark.parametrize(
    ("quantities", "code", "reason"),
    [
        ({"SUITE": 12, "SEAT": 27}, "GATE", "Gate is a part of Suite and changes with it: to 6."),
        ({"SUITE": 9, "GATE": 4.5}, "SEAT", "Seat is a part of Suite and changes with it: to 21."),
        ({"SEAT": 24}, "SEAT", "Seat is a part of Suite and changes with it: to 23."),
        ({"GATE": 0}, "GATE", "Gate is a part of Suite: all of it renews, or none."),
        ({"SUITE": 0, "GATE": 0}, "SEAT", "Seat is a part of Suite: all of it renews, or none."),
    ],
)
def test_broken(quantities: dict[str, float], code: str, reason: str) -> None:
    assert renew(**quantities) == [(code, False, reason)]


def test_discounts_are_the_same_for_all_that_renews() -> None:
    assert renew({"SUITE": 500, "SEAT": 500, "GATE": 500, "OTHER": 900}) == []
    assert renew({"SUITE": 500, "SEAT": 500}) == [
        ("SUITE", True, "All parts of Suite have one discount, not 0 %, 5 %.")
    ]
    assert renew({"SEAT": 500}, SUITE=0, SEAT=3, GATE=0) == []


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 20), st.integers(1, 20))
def test_a_part_in_thirds_is_whole_as_near_as_a_quantity_comes(
    before: int, after: int, n: int, d: int
) -> None:
    thirds = Bundle("Suite", SUITE.parent, ((BundleMember("SEAT", "Seat", Fraction(d, n)),),))
    fitting = before + (2 * (after - before) * n + d) // (2 * d)
    lines = [BundledLine("SUITE", before, after), BundledLine("SEAT", before, fitting)]
    assert broken_bundles(lines, [thirds]) == []
    lines = [BundledLine("SUITE", before, after), BundledLine("SEAT", before, fitting + 2)]
    [broken] = broken_bundles(lines, [thirds])
    assert broken.code == "SEAT"


def contract(book: Book, **quantities: str) -> Contract:
    made = book.contract("C-1", lines=0)
    for lot, (code, quantity) in enumerate(quantities.items(), start=1):
        book.line(made, lot, product=book.product(code), quantity=quantity)
    return made


def parts(found: Bundle) -> list[dict[str, Fraction]]:
    return [{one.code: one.share for one in part} for part in (found.parent, *found.parts)]


def test_the_bundles_of_a_contract(book: Book) -> None:
    held = contract(book, SUITE="10", SEAT="23", OTHER="1")
    for code in ("GATE", "ELSE"):
        book.product(code)
    bundle(book.products["SUITE"], SEAT="2", GATE="0.5")
    bundle(book.products["SUITE"], date(2028, 1, 1), SEAT="3")
    bundle(book.products["ELSE"], SEAT="1")
    [found] = bundles_of(held.pk, RENEWAL_ON)
    assert (found.name, found.codes) == ("Suite", {"SUITE", "SEAT"})
    assert parts(found) == [{"SUITE": Fraction(1)}, {"SEAT": Fraction(1, 2)}]
    assert bundles_of(held.pk, date(2028, 3, 31)) == []


def test_a_bundle_that_was_ended_is_none(book: Book) -> None:
    held = contract(book, SUITE="10", SEAT="20")
    bundle(book.products["SUITE"], SEAT="2")
    bundle(book.products["SUITE"], RENEWAL_ON)
    assert bundles_of(held.pk, RENEWAL_ON) == []


def test_a_bundle_stays_one_when_its_parts_are_renewed_as_others(book: Book) -> None:
    """A suite of two seats; a seat became three places, later of half a desk; a suite two kits."""
    held = contract(book, KIT="20", DESK="30", PLACE="6")
    for code in ("SUITE", "SEAT"):
        book.product(code)
    bundle(book.products["SUITE"], SEAT="2")
    succeed(book.products["SUITE"], book.products["KIT"], date(2025, 1, 1), n=2)
    succeed(book.products["SEAT"], book.products["PLACE"], date(2025, 1, 1), n=3)
    succeed(book.products["PLACE"], book.products["DESK"], date(2026, 1, 1), d=2)
    [found] = bundles_of(held.pk, RENEWAL_ON)
    assert parts(found) == [
        {"KIT": Fraction(1, 2)}, {"DESK": Fraction(1, 3), "PLACE": Fraction(1, 6)},
    ]  # fmt: skip
    lines = [
        BundledLine("KIT", 20_0000, 22_0000), BundledLine("DESK", 30_0000, 33_0000),
        BundledLine("PLACE", 6_0000, 6_0000),
    ]  # fmt: skip
    assert broken_bundles(lines, [found]) == []
    assert broken_bundles(lines[:1], [found])


def test_postgresql_holds_bundles_whole(book: Book) -> None:
    suite, seat = book.product("SUITE"), book.product("SEAT")
    made = bundle(suite, SEAT="2")
    ended = bundle(suite, RENEWAL_ON)
    for one in (made, ended):
        with refused("not whole"):
            BundleItem.objects.create(bundle=one, product=book.product("GATE"), quantity=1)
    with refused("append-only"):
        BundleItem.objects.update(quantity=3)
    with refused("append-only"):
        BundleModel.objects.update(size=3)
    with refused("no items"):
        BundleModel.objects.create(product=seat, start_on=RENEWAL_ON, size=1)
    with refused("not whole"):
        bundle(seat, SEAT="1")
    with refused("bundleitem_sane"):
        bundle(seat, SUITE="0")
    with refused("bundle_once"):
        bundle(suite, SEAT="3")
