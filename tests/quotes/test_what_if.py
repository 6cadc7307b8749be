"""What a renewal would cost if something else were asked for: figures, reasons, no writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.book.commands.overages import record_overage
from tenure.book.models import Contract, Line, Product
from tenure.foundation.models import AuditEvent
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tenure.pricing.commands import publish_policy
from tenure.pricing.rules import PolicyFacts
from tenure.quotes.commands import make_quote
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries import YEARS, WhatIf, products_to_add, what_if
from tenure.quotes.rules.asked import AddedProduct, Asked, AskedLine
from tenure.renewals.models import Renewal
from tests.pricing.shelf import PACKS, bundle, percent, succeed, tiered
from tests.quotes.conftest import ON, RENEWAL_ON, Book


def line(lot: int, **asked: Any) -> AskedLine:
    return AskedLine(lot=lot, **asked)


def figures(found: WhatIf) -> list[tuple[int, int, int, int]]:
    """Return lot, expiring, asked for and entitled of each line, in minor units."""
    return [
        (
            one.lot,
            one.figures.expiring.minor,
            one.figures.proposed.minor,
            one.figures.entitled.minor,
        )
        for one in found.lines
    ]


@pytest.fixture
def renewal(book: Book) -> Renewal:
    """Give a renewal of two lots of ten at 100.00, with 5 % by policy, a cap of 7 % and a quote."""
    policy = PolicyFacts("smb", "uplift", 500, date(2020, 1, 1), segment="smb")
    publish_policy(policy=policy, name="Small business", by=book.head, on=ON)
    renewal = book.renewal(book.contract("C-1", lines=2, uplift_cap_bp=700))
    make_quote(renewal_id=renewal.pk, by=book.head, on=ON)
    return renewal


def test_nothing_asked_is_the_quote(book: Book, renewal: Renewal) -> None:
    quote = renewal.quotes.get()
    found = what_if(renewal, Asked(), quote=quote)
    assert figures(found) == [(1, 100_000, 105_000, 105_000), (2, 100_000, 105_000, 105_000)]
    assert found.chosen is not None
    [total] = found.chosen.totals
    assert (total.proposed.minor, total.expiring.minor) == (
        quote.proposed_minor, quote.expiring_minor,
    )  # fmt: skip
    assert total.difference == Money(0, "EUR")
    assert found.lines[0].pieces[0].explanation == (
        "The expiring price is changed by 5 %, the rate of the policy smb:"
        " 100.00 EUR becomes 105.00 EUR."
    )


def test_term_uplift_and_discounts(renewal: Renewal) -> None:
    asked = Asked(months=24, uplift_bp=200, discount_bp=1_000, one_time_discount_bp=5_000)
    found = what_if(renewal, asked, quote=renewal.quotes.get())
    assert found.chosen is not None
    assert found.chosen.term.last_day == date(2029, 3, 30)
    # 102.00 less 10 % is 91.80, half of it is 45.90; 10 pieces for two years.
    assert figures(found)[0] == (1, 200_000, 91_800, 210_000)
    first = found.lines[0]
    assert first.unit_price_e4 == 45_9000
    assert first.figures.leakage == Money(118_200, "EUR")
    assert first.leakage_reasons == ["a discount for this term only"]
    assert first.figures.difference == Money(91_800 - 105_000, "EUR")


def test_a_line_has_rates_of_its_own(renewal: Renewal) -> None:
    asked = Asked(
        uplift_bp=200, discount_bp=1_000, lines=(line(2, uplift_bp=0, discount_bp=0),)
    )  # fmt: skip
    assert [one.unit_price_e4 for one in what_if(renewal, asked).lines] == [91_8000, 100_0000]


def test_what_is_asked_stays_within_the_cap(renewal: Renewal) -> None:
    found = what_if(renewal, Asked(uplift_bp=2_000))
    assert figures(found)[0] == (1, 100_000, 107_000, 105_000)


def test_quantities_and_lines_taken_out(renewal: Renewal) -> None:
    asked = Asked(lines=(line(1, quantity_e4=125_000), line(2, removed=True)))
    found = what_if(renewal, asked, quote=renewal.quotes.get())
    assert figures(found) == [(1, 100_000, 131_250, 131_250), (2, 100_000, 0, 0)]
    more, gone = found.lines
    assert (more.expiring_quantity, more.quantity) == (10, Decimal("12.5"))
    assert (gone.quantity, gone.is_removed, gone.leakage_reasons) == (0, True, [])
    assert gone.figures.difference == Money(-105_000, "EUR")
    assert "taken out" in [step.step for step in gone.pieces[0].steps]


def test_a_product_is_added_at_its_list_price(book: Book, renewal: Renewal) -> None:
    waf = book.product("WAF")
    book.list_price(waf, 30_0000, date(2027, 1, 1), months=1)
    book.list_price(waf, 20_0000, date(2026, 1, 1), date(2027, 1, 1), months=1)
    added = (AddedProduct(product="WAF", quantity_e4=50_000, discount_bp=1_000),)
    found = what_if(renewal, Asked(uplift_bp=200, added=added), quote=renewal.quotes.get())
    new = found.lines[2]
    assert (new.lot, new.place, new.product, new.is_added) == (3, "added.1", "Waf", True)
    # 5 pieces at 30.00 a month less 10 %, for 12 months; neither uplift nor cap.
    assert figures(found)[2] == (3, 0, 162_000, 180_000)
    assert new.leakage_reasons == ["a discount of the deal"]
    assert new.figures.difference == Money(162_000, "EUR")
    assert new.pieces[0].explanation == (
        "The list price applies, as it is new on the contract; less discounts, stacked: 27.00 EUR."
    )


def test_a_lot_that_has_gone_lends_its_number_to_nobody(book: Book, renewal: Renewal) -> None:
    book.line(renewal.contract, 7, product=book.product("SETUP", "one_time"))
    book.list_price(book.product("WAF"), 30_0000, ON)
    found = what_if(renewal, Asked(added=(AddedProduct(product="WAF", quantity_e4=1),)))
    assert found.lines[-1].lot == 8


def test_terms_side_by_side_with_all_else_as_asked(renewal: Renewal) -> None:
    asked = Asked(months=6, discount_bp=1_000, lines=(line(2, removed=True),))
    found = what_if(renewal, asked, options=YEARS)
    assert [option.length.months for option in found.options] == [12, 24, 36]
    assert [option.totals[0].proposed.minor for option in found.options] == [
        94_500, 189_000, 283_500,
    ]  # fmt: skip
    assert [option.totals[0].expiring.minor for option in found.options] == [
        200_000, 400_000, 600_000,
    ]  # fmt: skip
    assert [option.yearly for option in found.options] == [[Money(94_500, "EUR")]] * 3
    assert found.chosen is not None
    assert found.chosen.totals[0].proposed.minor == 47_250


def test_a_co_term_date_has_odd_days(renewal: Renewal) -> None:
    found = what_if(renewal, Asked(end_on=date(2027, 5, 10)))
    assert found.chosen is not None
    assert not found.chosen.is_whole
    assert found.chosen.yearly == []
    # A month and 10 of May's days from the last of the month on, of 12 that a price pays for.
    assert 0 < found.chosen.totals[0].proposed.minor < 2 * 105_000 * 2 // 12


def test_in_every_mode_of_proration_a_new_line_is_priced(
    book: Book, renewal: Renewal, settings: Any
) -> None:
    book.list_price(book.product("WAF"), 30_0000, ON, months=1)
    asked = Asked(months=6, added=(AddedProduct(product="WAF", quantity_e4=10_000),))
    for mode in ("months", "actual_365"):
        settings.PRORATION_MODE = mode
        new = what_if(renewal, asked).lines[2]
        assert abs(new.figures.proposed.minor - 18_000) < 200, mode


def test_currencies_are_not_added_up(book: Book, renewal: Renewal) -> None:
    book.line(renewal.contract, 3, currency="JPY", price=1_000_0000)
    found = what_if(renewal, Asked(), quote=renewal.quotes.get())
    assert found.chosen is not None
    assert [(one.proposed.currency, one.quoted is None) for one in found.chosen.totals] == [
        ("EUR", False), ("JPY", True),
    ]  # fmt: skip


def test_what_cannot_be_asked_for_is_told_with_its_place(renewal: Renewal) -> None:
    found = what_if(renewal, Asked(months=99, lines=(line(9, quantity_e4=1),)))
    assert [problem.place for problem in found.problems] == ["term", "lines.9.quantity"]
    assert found.chosen is None
    assert found.lines == ()


def test_what_cannot_be_priced_is_told(book: Book, renewal: Renewal) -> None:
    found = what_if(renewal, Asked(lines=(line(1, quantity_e4=10**18 - 1),), uplift_bp=700))
    assert found.refusal == ""
    Line.objects.filter(lot=1).update(unit_price_e4=10**15)
    found = what_if(renewal, Asked(lines=(line(1, quantity_e4=10**18 - 1),)))
    assert found.refusal == "A price or its amount is too large to be stored."
    Line.objects.all().delete()
    assert what_if(renewal, Asked()).refusal == "Nothing on this contract renews."


def test_usage_is_priced_but_not_summed(book: Book, renewal: Renewal) -> None:
    traffic = book.product("TRAFFIC", "usage")
    book.line(renewal.contract, 3, product=traffic, quantity="0")
    found = what_if(renewal, Asked(uplift_bp=0, lines=(line(3, discount_bp=5_000),)))
    assert figures(found)[2] == (3, 0, 0, 0)
    assert found.lines[2].unit_price_e4 == 50_0000


def test_products_to_add_have_a_list_price_in_the_currency(book: Book, renewal: Renewal) -> None:
    for code, charge in (("WAF", "recurring"), ("SETUP", "one_time"), ("BOTS", "recurring")):
        book.list_price(book.product(code, charge), 1_0000, date(2027, 3, 31))
    book.list_price(book.product("YEN"), 1_0000, ON, currency="JPY")
    book.list_price(book.product("OVER"), 1_0000, ON, date(2027, 3, 31))
    assert [one.code for one in products_to_add(renewal, "")] == ["BOTS", "WAF"]
    assert [one.code for one in products_to_add(renewal, " wa ")] == ["WAF"]


def ask_everything(renewal: Renewal) -> WhatIf:
    asked = Asked(
        end_on=date(2028, 12, 31), uplift_bp=200, discount_bp=300, one_time_discount_bp=100,
        lines=(line(1, quantity_e4=70_000), line(2, removed=True)),
        added=(AddedProduct(product="WAF", quantity_e4=10_000),),
    )  # fmt: skip
    found = what_if(renewal, asked, quote=renewal.quotes.get(), options=YEARS)
    assert found.chosen is not None
    return found


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_set_number_of_queries_and_nothing_written(book: Book, renewal: Renewal) -> None:
    book.list_price(book.product("WAF"), 30_0000, ON)
    before = [model.objects.count() for model in (Quote, QuoteLine, Line, AuditEvent, Product)]
    few = queries_of(lambda: ask_everything(renewal))
    for lot in range(3, 43):
        book.line(renewal.contract, lot)
    assert queries_of(lambda: ask_everything(renewal)) == few == 14
    before[2] += 40
    after = [model.objects.count() for model in (Quote, QuoteLine, Line, AuditEvent, Product)]
    assert after == before
    assert Line.objects.filter(end_on=RENEWAL_ON, lot=1, quantity=10).exists()


@pytest.fixture
def suite(book: Book) -> Renewal:
    """Give a renewal of ten suites, with two seats each and three loose ones."""
    contract = book.contract("C-2", lines=0)
    book.line(contract, 1, product=book.product("SUITE"))
    book.line(contract, 2, product=book.product("SEAT"), price=1_0000, quantity="23")
    bundle(book.product("SUITE"), SEAT="2")
    return book.renewal(contract)


@pytest.mark.parametrize(
    ("lines", "place", "reason"),
    [
        ([line(1, quantity_e4=12_0000)], "lines.2.quantity", "changes with it: to 27."),
        ([line(2, quantity_e4=20_0000)], "lines.2.quantity", "changes with it: to 23."),
        ([line(2, removed=True)], "lines.2.quantity", "all of it renews, or none."),
        ([line(1, discount_bp=500)], "lines.1.discount", "one discount, not 0 %, 5 %."),
    ],
)
def test_a_bundle_is_not_broken(
    suite: Renewal, lines: list[AskedLine], place: str, reason: str
) -> None:
    [problem] = what_if(suite, Asked(lines=tuple(lines))).problems
    assert problem.place == place
    assert reason in problem.reason


def test_a_whole_bundle_changes_with_its_parts_and_others_are_added(
    book: Book, suite: Renewal
) -> None:
    book.list_price(book.product("SEAT"), 2_0000, date(2020, 1, 1))
    asked = Asked(
        discount_bp=500, lines=(line(1, quantity_e4=9_0000), line(2, quantity_e4=21_0000)),
        added=(AddedProduct(product="SEAT", quantity_e4=5_0000),),
    )  # fmt: skip
    found = what_if(suite, asked)
    assert found.problems == []
    assert [proposed for _, _, proposed, _ in figures(found)] == [85_500, 1_995, 950]


def test_tiers_packages_and_support_follow_the_quantities_that_are_asked_for(book: Book) -> None:
    tiered(book, "graduated", (("0", 100_0000), ("10", 80_0000)), product=book.product("SEAT"))
    book.list_price(book.product("GATE"), 300_0000, date(2020, 1, 1), **PACKS)
    percent(book, book.product("CARE"), 2_000)
    contract = book.contract("C-3", lines=0, price_method="list")
    for lot, code in enumerate(("SEAT", "GATE", "CARE"), start=1):
        book.line(contract, lot, product=book.product(code), quantity="1")
    renewal = book.renewal(contract)
    asked = Asked(
        discount_bp=1_000, lines=(line(1, quantity_e4=20_0000), line(2, quantity_e4=5_0000)),
        added=(AddedProduct(product="SEAT", quantity_e4=10_0000),),
    )  # fmt: skip
    found = what_if(renewal, asked, options=YEARS)
    amounts = [proposed for _, _, proposed, _ in figures(found)]
    assert amounts == [162_000, 54_000, 61_200, 90_000]
    assert [option.totals[0].proposed.minor for option in found.options] == [
        sum(amounts), 2 * sum(amounts), 3 * sum(amounts),
    ]  # fmt: skip
    found = what_if(renewal, Asked(lines=(line(1, removed=True), line(2, quantity_e4=4_0000))))
    assert [proposed for _, _, proposed, _ in figures(found)] == [0, 30_000, 6_000]


def test_what_was_used_above_the_contract_is_in_its_tier_unless_another_quantity_is_asked_for(
    book: Book,
) -> None:
    tiered(book, "graduated", (("0", 100_0000), ("10", 80_0000), ("14", 50_0000)))
    contract = book.contract("C-3", price_method="list")
    record_overage(
        contract_id=contract.pk, lot=1, quantity_e4=5_0000, true_forward=True,
        measured=Period(date(2026, 9, 30), RENEWAL_ON), by=book.head, on=ON,
    )  # fmt: skip
    renewal = book.renewal(contract)
    [(_, _, used, _)] = figures(what_if(renewal, Asked()))
    [(_, _, fewer, _)] = figures(what_if(renewal, Asked(lines=(line(1, quantity_e4=12_0000),))))
    assert (used, fewer) == (100_000 + 32_000 + 5_000, 100_000 + 16_000)
    chosen = what_if(renewal, Asked(lines=(line(1, quantity_e4=12_0000),))).chosen
    assert chosen is not None
    assert chosen.totals[0].true_up == Money(25_000, "EUR")  # five for half a year, all the same


def test_the_tier_is_that_of_the_quantity_asked_for(book: Book, renewal: Renewal) -> None:
    Contract.objects.update(price_method="list", uplift_cap_bp=None)
    tiered(book, "volume", [("0", 110_0000), ("50", 90_0000)])
    asked = Asked(lines=(line(1, quantity_e4=600_000),))
    more, as_before = what_if(renewal, asked).lines
    assert (more.unit_price_e4, as_before.unit_price_e4) == (90_0000, 110_0000)


def test_a_new_line_has_the_tier_of_its_quantity(book: Book, renewal: Renewal) -> None:
    tiered(book, "graduated", [("0", 10_0000), ("5", 4_0000)], product=book.product("WAF"))
    added = (AddedProduct(product="WAF", quantity_e4=100_000),)
    new = what_if(renewal, Asked(added=added)).lines[2]
    assert (new.unit_price_e4, new.figures.proposed.minor) == (7_0000, 7_000)


def test_a_quantity_is_of_the_product_that_expires(book: Book, renewal: Renewal) -> None:
    succeed(book.product(), book.product("EDGE2"), date(2027, 1, 1), n=2)
    first, _ = what_if(renewal, Asked(lines=(line(1, quantity_e4=30_000),))).lines
    assert (first.product, first.is_successor, first.quantity) == ("Edge2", True, 3)
    # Six of the successor at half the price.
    assert (first.unit_price_e4, first.figures.proposed.minor) == (52_5000, 31_500)
    book.list_price(book.product(), 90_0000, ON)
    asked = Asked(added=(AddedProduct(product="EDGE", quantity_e4=10_000),))
    [problem] = what_if(renewal, asked).problems
    assert problem.reason == "EDGE is at the end of its life: add EDGE2 instead."
    assert products_to_add(renewal, "EDGE") == []


def test_a_price_that_escalates_has_a_piece_for_each_year(book: Book, renewal: Renewal) -> None:
    Contract.objects.update(escalator_bp=1_000, uplift_cap_bp=None)
    renewal.refresh_from_db()
    book.list_price(book.product("WAF"), 200_0000, ON)
    added = (AddedProduct(product="WAF", quantity_e4=10_000),)
    found = what_if(renewal, Asked(months=24, added=added), options=YEARS)
    first, _, new = found.lines
    assert [piece.unit_price_e4 for piece in first.pieces] == [105_0000, 115_5000]
    assert first.figures.proposed == Money(220_500, "EUR")
    assert [piece.unit_price_e4 for piece in new.pieces] == [200_0000, 220_0000]
    assert [option.totals[0].proposed.minor for option in found.options][1] == (
        sum(one.figures.proposed.minor for one in found.lines)
    )
    longer = what_if(renewal, Asked(months=60))
    assert len(longer.lines[0].pieces) == 5
