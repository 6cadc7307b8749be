"""What the people of each partner see of a quote: their own price, and no margin of the other."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tenure.book.models import Contract
from tenure.directory.models import Partner, PartnerSeat
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.pricing.commands import publish_policy
from tenure.pricing.rules import MarginFacts, PolicyFacts
from tenure.quotes.commands import make_quote
from tenure.quotes.models import Quote
from tests.quotes.conftest import ON, Book, book

__all__ = ["book"]
LONG_AGO = date(2020, 1, 1)
# The customer pays 105.00 a piece, the reseller 15 % less, the distributor 6 % less than that.
CUSTOMER, RESELLER, DISTRIBUTOR, INVOICED = "105.00", "89.25", "83.895", "838.95"
INTERNAL = ("margin", "15 %", "6 %", "entitled", "leakage", "How this price came about",
            "any-secret", "Reseller pays", "Distributor pays")  # fmt: skip


@dataclass
class Deal:
    """A quote, and clients of the people who look at it."""

    quote: Quote
    open_as: Callable[[str], Client]

    def page(self, name: str) -> str:
        response = self.open_as(name).get(f"/quotes/{self.quote.pk}/")
        assert response.status_code == 200
        return str(response.content.decode())


def made(book: Book, *, reseller: bool = True, distributor: bool = True) -> Deal:
    """Make a quote of a deal with partners; Charlie is at the reseller, Dita at the distributor."""
    chain: dict[str, Any] = {}
    for kind, name, wanted in (
        ("reseller", "charlie", reseller),
        ("distributor", "dita", distributor),
    ):
        partner = Partner.objects.create(key=kind, name=kind.title(), kind=kind)
        user = User.objects.create(username=name, role=Role.PARTNER)
        PartnerSeat.objects.create(partner=partner, user=user)
        if wanted:
            chain[kind] = partner
    publish_policy(policy=PolicyFacts("any-secret", "uplift", 500, LONG_AGO), name="Any",
                   by=book.head, on=ON)  # fmt: skip
    margin = MarginFacts(code="any-secret-margin", start_on=LONG_AGO, reseller_bp=1500,
                         distributor_bp=600)  # fmt: skip
    publish_policy(policy=margin, name="Margin", by=book.head, on=ON)
    quote = make_quote(renewal_id=book.due("C-1", **chain).pk, by=book.head, on=ON)

    def open_as(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return Deal(quote, open_as)


def main_of(body: str) -> str:
    return body.split("<main", 1)[1]


def test_people_inside_see_every_tier_and_why(book: Book) -> None:
    body = main_of(made(book).page("hana"))
    for text in (CUSTOMER, RESELLER, DISTRIBUTOR, INVOICED, "What partners pay", "15 %",
                 "How this price came about"):  # fmt: skip
        assert text in body, text


@pytest.mark.parametrize(
    ("name", "sees", "not_sees"),
    [
        ("charlie", [CUSTOMER, RESELLER], [DISTRIBUTOR, INVOICED]),
        ("dita", [CUSTOMER, DISTRIBUTOR, INVOICED], [RESELLER]),
    ],
)
def test_a_partner_sees_its_own_price_and_not_the_other_tiers(
    book: Book, name: str, sees: list[str], not_sees: list[str]
) -> None:
    body = main_of(made(book).page(name))
    assert "What you pay" in body
    for text in sees:
        assert text in body, text
    for text in (*not_sees, *INTERNAL):
        assert text not in body, text


def test_a_reseller_who_buys_from_us_sees_what_it_is_invoiced(book: Book) -> None:
    body = main_of(made(book, distributor=False).page("charlie"))
    assert RESELLER in body
    assert "892.50" in body
    for text in INTERNAL:
        assert text not in body, text


def test_a_distributor_alone(book: Book) -> None:
    body = main_of(made(book, reseller=False).page("dita"))
    assert "98.70" in body  # 105.00 less 6 %
    assert "987.00" in body


def test_a_direct_deal_has_no_such_card(book: Book) -> None:
    deal = made(book, reseller=False, distributor=False)
    assert "What partners pay" not in deal.page("hana")
    assert deal.open_as("charlie").get(f"/quotes/{deal.quote.pk}/").status_code == 404


def test_a_stale_quote_tells_the_partners_of_today_nothing(book: Book) -> None:
    deal = made(book)
    Contract.objects.update(revision=2)
    assert "What you pay" not in deal.page("charlie")
    assert "What partners pay" in deal.page("hana")


def test_the_document_has_only_the_customers_price_whoever_opens_it(book: Book) -> None:
    deal = made(book)
    for name in ("hana", "charlie", "dita"):
        response = deal.open_as(name).get(f"/quotes/{deal.quote.pk}/document/")
        assert response.status_code == 200
        pages = PdfReader(io.BytesIO(response.content)).pages
        text = " ".join(page.extract_text() for page in pages)
        assert CUSTOMER in text
        for hidden in (RESELLER, DISTRIBUTOR, INVOICED, "argin", "ntitled", "any-secret"):
            assert hidden not in text, hidden


@pytest.mark.parametrize("name", ["charlie", "dita"])
def test_no_other_page_tells_a_partner_of_prices_inside(book: Book, name: str) -> None:
    deal = made(book)
    client, quote = deal.open_as(name), deal.quote
    for address in (f"/quotes/{quote.pk}/explanation/", "/policies/", "/policies.csv", "/audit/",
                    f"/quotes/{quote.pk}/what-if/"):  # fmt: skip
        assert client.get(address).status_code in {403, 404}, address
    for address in ("/", f"/renewals/{quote.renewal_id}/", "/worklist.csv",
                    f"/contracts/{quote.renewal.contract_id}/"):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200, address
        body = response.getvalue().decode()
        for text in (RESELLER, DISTRIBUTOR, INVOICED, "any-secret", "eakage", "ntitled"):
            assert not re.search(re.escape(text), body), (address, text)
