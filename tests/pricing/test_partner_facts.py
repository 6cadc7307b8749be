"""What the book says of the partners a line is sold through, as facts of pricing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tenure.book.commands.deals import approve_deal, register_deal, withdraw_deal
from tenure.book.models import Contract, DealRegistration
from tenure.directory.commands.partners import set_partner_tier
from tenure.directory.models import Partner
from tenure.foundation.commands import system_actor
from tenure.kernel.period import Period
from tenure.pricing.commands import publish_default_policies
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import MarginFacts
from tenure.quotes.commands import make_quote
from tests.quotes.conftest import ON, RENEWAL_ON, Book

NEXT = Period.of_months(RENEWAL_ON, 12)
MARGINS = [
    MarginFacts(code="any", start_on=date(2020, 1, 1), reseller_bp=1000, distributor_bp=500),
    MarginFacts(code="gold", start_on=date(2020, 1, 1), partner_tier="gold", reseller_bp=2000),
]


def partner(book: Book, key: str, *tiers: tuple[str, date]) -> Partner:
    kind = "distributor" if key.startswith("D") else "reseller"
    made = Partner.objects.create(key=key, name=key, kind=kind)
    for tier, start in tiers:
        set_partner_tier(partner_id=made.pk, tier=tier, start_on=start, by=book.head, on=ON)
    return made


def facts(book: Book, **contract: Any) -> dict[str, Any]:
    key = f"C-{len(contract)}"
    [row] = facts_of([WantedTerm(book.contract(key, **contract).pk, NEXT)])
    return row


def names(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["partner_tier"], row["through_reseller"], row["through_distributor"]


def test_sold_directly(book: Book) -> None:
    assert names(facts(book)) == ("", False, False)


@pytest.mark.parametrize(
    ("case", "tiers", "expected"),
    [
        ("in none", [], ""),
        ("since long ago", [("gold", date(2020, 1, 1))], "gold"),
        ("from the first day of the term", [("gold", RENEWAL_ON)], "gold"),
        ("only from the day after", [("gold", date(2027, 4, 1))], ""),
        ("the latest that has begun",
         [("silver", date(2026, 1, 1)), ("gold", RENEWAL_ON), ("platinum", date(2028, 1, 1))],
         "gold"),
        ("put right for the same day", [("gold", RENEWAL_ON), ("silver", RENEWAL_ON)], "silver"),
        ("in none any more", [("gold", date(2026, 1, 1)), ("", RENEWAL_ON)], ""),
    ],
)  # fmt: skip
def test_the_tier_on_the_first_day_of_the_term(
    book: Book, case: str, tiers: list[tuple[str, date]], expected: str
) -> None:
    row = facts(book, reseller=partner(book, "R-1", *tiers))
    assert names(row) == (expected, True, False), case


def test_of_two_the_resellers_tier_counts_even_if_it_has_none(book: Book) -> None:
    long_ago = date(2020, 1, 1)
    distributor = partner(book, "D-1", ("platinum", long_ago))
    gold, none = partner(book, "R-1", ("gold", long_ago)), partner(book, "R-2")
    both = book.contract("C-1", reseller=gold, distributor=distributor)
    plain = book.contract("C-2", reseller=none, distributor=distributor)
    alone = book.contract("C-3", distributor=distributor)
    rows = facts_of([WantedTerm(contract.pk, NEXT) for contract in (both, plain, alone)])
    assert [names(row) for row in rows] == [
        ("gold", True, True), ("", True, True), ("platinum", False, True),
    ]  # fmt: skip


def test_a_margin_for_the_tier_reaches_the_price(book: Book) -> None:
    gold = partner(book, "R-1", ("gold", RENEWAL_ON))
    contracts = [book.contract("C-1"), book.contract("C-2", reseller=gold)]
    rows = facts_of([WantedTerm(contract.pk, NEXT) for contract in contracts])
    direct, sold = price_rows(rows, MARGINS)
    assert direct.columns["partner_price_e4"] is None
    assert (sold.columns["margin_code"], sold.columns["reseller_price_e4"]) == ("gold", 80_0000)
    assert sold.columns["partner_minor"] == 80_000


def registered(book: Book, contract: Contract, partner: Partner, **more: Any) -> DealRegistration:
    """Register a deal by the system and approve it."""
    system = system_actor()
    deal = register_deal(contract_id=contract.pk, partner_id=partner.pk, by=system, on=ON, **more)
    approve_deal(registration_id=deal.pk, by=book.head, on=ON)
    return deal


def deal_fact(contract: Contract) -> bool:
    [row] = facts_of([WantedTerm(contract.pk, NEXT)])
    return bool(row["registered_deal"])


def test_a_registered_deal_on_the_first_day_of_the_term(book: Book) -> None:
    seller = partner(book, "R-1")
    contract = book.contract("C-1", reseller=seller)
    assert not deal_fact(contract)
    waiting = register_deal(contract_id=contract.pk, partner_id=seller.pk, by=system_actor(), on=ON)
    assert not deal_fact(contract), "not before it is approved"
    approve_deal(registration_id=waiting.pk, by=book.head, on=ON)
    assert deal_fact(contract)
    withdraw_deal(registration_id=waiting.pk, reason="x", by=book.head, on=ON)
    assert not deal_fact(contract)


@pytest.mark.parametrize(("end_on", "counts"), [(RENEWAL_ON, False), (date(2027, 4, 1), True)])
def test_valid_on_that_day_or_not(book: Book, end_on: date, counts: bool) -> None:
    seller = partner(book, "R-1")
    contract = book.contract("C-1", reseller=seller)
    registered(book, contract, seller, end_on=end_on)
    assert deal_fact(contract) is counts


def test_whose_deal_it_is(book: Book) -> None:
    reseller, distributor, other = (partner(book, key) for key in ("R-1", "D-1", "R-2"))
    contracts = [
        book.contract(f"C-{key}", reseller=reseller, distributor=distributor) for key in "abc"
    ]
    for contract, by in zip(contracts, (reseller, distributor, other), strict=True):
        registered(book, contract, by)
    assert [deal_fact(contract) for contract in contracts] == [True, True, False]


def test_the_registered_margin_reaches_the_quote(book: Book) -> None:
    publish_default_policies(by=book.head, on=date(2020, 1, 1))
    seller = partner(book, "R-1")
    contract = book.contract("C-1", reseller=seller)
    registered(book, contract, seller)
    line = make_quote(renewal_id=book.renewal(contract).pk, by=book.head, on=ON).lines.get()
    [step] = [step for step in line.trace if step["step"] == "partner"]
    assert (step["reseller_bp"], step["registered_bp"]) == (1500, 500)
    # 100.00 + 5 % for small business, less 20 %.
    assert (line.proposed_minor, step["reseller_price_e4"]) == (105_000, 84_0000)
