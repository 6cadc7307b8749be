"""A small book for the command line's tests: two contracts of one customer."""

from __future__ import annotations

from datetime import date

from tenure.book.commands.orders import OrderDraft, open_contract
from tenure.book.models import Contract, Product
from tenure.book.rules.facts import Action
from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tests.book.builders import segment

ON = date(2026, 1, 1)


def open_book() -> list[Contract]:
    """Open C-1 (lot 1, 10 x 100.00 EUR a year) and C-2 (the same), both for 2026."""
    Product.objects.create(code="PLAT", name="Platform")
    Product.objects.create(code="PRO", name="Platform Pro")
    customer = Customer.objects.create(key="K1", name="Kite")
    Customer.objects.create(key="K2", name="Kestrel")
    return [
        open_contract(
            key=key, customer=customer, by=system_actor(), on=ON,
            draft=OrderDraft(
                "new", ON, ON, [Action("add", segment("2026-01-01", "2027-01-01"))],
                {"currency": "EUR", "end_on": date(2027, 1, 1), "notice_days": 30},
            ),
        )
        for key in ("C-1", "C-2")
    ]  # fmt: skip
