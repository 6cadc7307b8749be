"""A small book to quote: one customer, contracts made line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tenure.book.models import Contract, Line, PriceBook, PriceEntry, Product
from tenure.directory.models import Customer
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.money import annual_amount, quantity_e4
from tenure.renewals.models import Renewal

ON = date(2026, 12, 1)
RENEWAL_ON = date(2027, 3, 31)


@dataclass
class Book:
    """Makes what tests need; every contract renews on RENEWAL_ON unless told otherwise."""

    head: User
    customer: Customer
    products: dict[str, Product] = field(default_factory=dict)

    def product(self, code: str = "EDGE", charge: str = "recurring", **facts: str) -> Product:
        if code not in self.products:
            self.products[code] = Product.objects.create(
                code=code, name=code.title(), charge=charge, **facts
            )
        return self.products[code]

    def contract(
        self, key: str, *, end: date = RENEWAL_ON, lines: int = 1, **facts: object
    ) -> Contract:
        given: dict[str, object] = {
            "customer": self.customer, "currency": "EUR", "end_on": end,
            "start_on": end - timedelta(days=365), "first_start_on": end - timedelta(days=365),
            "term_months": 12, "revision": 1,
        }  # fmt: skip
        contract = Contract.objects.create(key=key, **(given | facts))
        for lot in range(1, lines + 1):
            self.line(contract, lot)
        return contract

    def line(
        self, contract: Contract, lot: int, *, price: int = 100_0000, quantity: str = "10",
        product: Product | None = None, **facts: object,
    ) -> Line:  # fmt: skip
        product = product or self.product()
        given: dict[str, object] = {
            "lot_key": f"L{lot}", "currency": contract.currency, "start_on": contract.start_on,
            "end_on": contract.end_on, "price_months": 12,
        }  # fmt: skip
        given |= facts
        arr = annual_amount(
            quantity_e4(quantity), price, int(str(given["price_months"])), contract.currency
        )
        before = Line.objects.filter(contract=contract, lot=lot).order_by("start_on").last()
        return Line.objects.create(
            contract=contract, lot=lot, prior_end_on=before.end_on if before else None,
            product=product, quantity=Decimal(quantity), unit_price_e4=price, arr_minor=arr.minor,
            **given,
        )  # fmt: skip

    def renewal(self, contract: Contract, **facts: object) -> Renewal:
        assert contract.end_on is not None
        given: dict[str, object] = {
            "contract": contract, "customer": contract.customer, "renewal_on": contract.end_on,
            "due_on": contract.end_on - timedelta(days=1), "currency": contract.currency,
            "renewal_type": contract.renewal_type, "atr_minor": 1, "forecast_minor": 1,
            "contract_revision": 1, "opened_on": ON, "act_on": contract.end_on,
        }  # fmt: skip
        return Renewal.objects.create(**(given | facts))

    def due(self, key: str, **facts: object) -> Renewal:
        """Make a contract with an open renewal."""
        return self.renewal(self.contract(key, **facts))  # type: ignore[arg-type]

    def list_price(self, product: Product, price: int, start: date, end: date | None = None,
                   *, currency: str = "EUR", months: int = 12, **model: object,
    ) -> PriceEntry:  # fmt: skip
        book, _ = PriceBook.objects.get_or_create(code="standard", defaults={"name": "Standard"})
        return PriceEntry.objects.create(
            price_book=book, product=product, currency=currency, unit_price_e4=price,
            price_months=months, start_on=start, end_on=end, **model,
        )  # fmt: skip


@pytest.fixture
def book(db: None, tmp_path: object, settings: object) -> Book:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    head = User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)
    customer = Customer.objects.create(key="AUR", name="Aurora Shipping", segment="smb")
    return Book(head=head, customer=customer)
