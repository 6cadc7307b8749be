"""A small book, made by booking orders: what renewals are opened from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tenure.book.commands.orders import OrderDraft, book_order, book_renewal, open_contract
from tenure.book.models import Contract, Order, Product
from tenure.book.rules.facts import Action, Segment
from tenure.directory.models import Contact, Customer, StaffMember, Team
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.months import add_months
from tenure.kernel.period import Period

ON = date(2027, 1, 15)


@dataclass
class Book:
    """Makes customers, contracts and people; `head` sees everything."""

    on: date = ON
    head: User = field(
        default_factory=lambda: User.objects.create(
            username="hana", role=Role.HEAD_OF_RENEWALS, email="hana@example.com", cleared=True
        )
    )
    system: User = field(default_factory=system_actor)

    def customer(self, key: str = "ACME", *, contact: bool = True, **facts: Any) -> Customer:
        """Make a customer of EMEA, with a contact."""
        found = Customer.objects.filter(key=key).first()
        if found is not None:
            return found
        made = Customer.objects.create(key=key, **{"name": key.title(), "region": "EMEA"} | facts)
        if contact:
            Contact.objects.create(
                key=f"{key}-1", customer=made, name="Dana", email="dana@example.com"
            )
        return made

    def manager(self, name: str = "alice", *, region: str = "EMEA", **facts: Any) -> StaffMember:
        """Make a renewals manager who can sign in."""
        found = StaffMember.objects.filter(code=f"{name}@example.com").first()
        if found is not None:
            return found
        user = User.objects.create(
            username=name, role=Role.RENEWALS_MANAGER, email=f"{name}@example.com",
            cleared=facts.pop("cleared", False),
        )  # fmt: skip
        team, _ = Team.objects.get_or_create(
            code=region, defaults={"name": region, "region": region}
        )
        return StaffMember.objects.create(
            code=user.email, name=name.title(), email=user.email, role=Role.RENEWALS_MANAGER,
            region=region, team=team, user=user, **facts,
        )  # fmt: skip

    def contract(
        self,
        key: str,
        *,
        end: date | None,
        owner: str | None = "alice",
        customer: str | None = None,
        product: str | None = None,
        price: int = 1000,
        currency: str = "EUR",
        start: date | None = None,
        lots: int = 1,
        **terms: Any,
    ) -> Contract:
        """Open a contract of one-year terms that ends before `end`; `price` in units a year."""
        begin = start or add_months(end or self.on, -12)
        segments = [
            self.segment(begin, end, lot=lot, price=price, currency=currency,
                         product=product or f"P-{key}")
            for lot in range(1, lots + 1)
        ]  # fmt: skip
        draft = OrderDraft(
            kind="new", effective_on=begin, booked_on=begin, key=f"{key}-O1",
            actions=[Action("add", segment) for segment in segments],
            terms={"currency": currency, "end_on": end, **terms},
        )  # fmt: skip
        return open_contract(
            key=key, customer=self.customer(customer or f"CU-{key}"), draft=draft, by=self.system,
            on=begin, owner=self.manager(owner) if owner else None,
        )  # fmt: skip

    def segment(
        self, start: date, end: date | None, *, lot: int = 1, price: int = 1000,
        currency: str = "EUR", product: str = "EDGE", quantity: int = 1,
    ) -> Segment:  # fmt: skip
        """Make one lot's segment, its product with it."""
        Product.objects.get_or_create(code=product, defaults={"name": product.title()})
        return Segment(
            lot=lot, lot_key=f"L{lot}", product=product, quantity_e4=quantity * 10_000,
            unit_price_e4=price * 10_000, price_months=12, currency=currency,
            period=Period(start, end),
        )  # fmt: skip

    def renew(
        self, contract: Contract, *, booked_on: date, price: int = 1000, lots: int = 1,
        start: date | None = None,
    ) -> Order:  # fmt: skip
        """Book the next year of the first `lots` lots."""
        contract.refresh_from_db()
        assert contract.end_on is not None
        begin = start or contract.end_on
        end = add_months(begin, 12)
        segments = [
            self.segment(begin, end, lot=lot, price=price, currency=contract.currency,
                         product=f"P-{contract.key}")
            for lot in range(1, lots + 1)
        ]  # fmt: skip
        return book_renewal(
            contract_id=contract.pk, segments=segments, end_on=end, booked_on=booked_on,
            by=self.system, on=booked_on,
        )  # fmt: skip

    def amend(self, contract: Contract, *, booked_on: date, **terms: Any) -> Order:
        """Book an amendment of contract facts."""
        draft = OrderDraft(
            kind="amendment", effective_on=booked_on, booked_on=booked_on, actions=[], terms=terms
        )
        return book_order(contract_id=contract.pk, draft=draft, by=self.system, on=booked_on)

    def add(self, contract: Contract, *, lot: int, start: date, price: int) -> Order:
        """Book another lot until the term's end."""
        segment = self.segment(start, contract.end_on, lot=lot, price=price,
                               currency=contract.currency, product=f"P-{contract.key}")  # fmt: skip
        draft = OrderDraft(
            kind="amendment", effective_on=start, booked_on=start, actions=[Action("add", segment)]
        )
        return book_order(contract_id=contract.pk, draft=draft, by=self.system, on=start)
