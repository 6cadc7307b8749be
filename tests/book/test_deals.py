"""Deals are registered by partners, approved by somebody else, and one is in force at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tenure.book.commands.deals import DealRefused, approve_deal, register_deal, withdraw_deal
from tenure.book.models import Contract, DealApproval, DealRegistration
from tenure.book.queries.deals import deals_of_contract, deals_of_partner, deals_to_decide
from tenure.directory.models import Customer, Partner, PartnerSeat
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import NotAllowed

ON = date(2026, 12, 1)
RENEWAL_ON = date(2027, 3, 31)


@dataclass
class Deals:
    """A contract sold by Harbour; Charlie is Harbour's, Dora and Sam are ours."""

    contract: Contract
    harbour: Partner
    rival: Partner
    users: dict[str, User]

    def register(self, partner: Partner | None = None, by: str = "charlie", **more: Any
                 ) -> DealRegistration:  # fmt: skip
        given = {"by": self.users[by], "on": ON} | more
        return register_deal(
            contract_id=self.contract.pk, partner_id=(partner or self.harbour).pk, **given
        )

    def approve(self, deal: DealRegistration, by: str = "dora", on: date = ON) -> DealApproval:
        return approve_deal(registration_id=deal.pk, by=self.users[by], on=on)

    def withdraw(self, deal: DealRegistration, by: str = "dora", on: date = ON) -> None:
        withdraw_deal(registration_id=deal.pk, reason="lost", by=self.users[by], on=on)

    def states(self, by: str = "dora", on: date = ON) -> list[str]:
        found = deals_of_contract(self.contract.pk, on=on, user=self.users[by])
        return [view.state for view in found]


@pytest.fixture
def deals(db: None) -> Deals:
    customer = Customer.objects.create(key="AUR", name="Aurora")
    harbour, rival = (
        Partner.objects.create(key=key, name=key, kind="reseller") for key in ("Harbour", "Rival")
    )
    contract = Contract.objects.create(
        key="C-1", customer=customer, currency="EUR", start_on=date(2026, 3, 31),
        first_start_on=date(2026, 3, 31), end_on=RENEWAL_ON, reseller=harbour,
    )  # fmt: skip
    users = {
        name: User.objects.create(username=name, role=role)
        for name, role in (
            ("charlie", Role.PARTNER), ("ralph", Role.PARTNER), ("dora", Role.DEAL_DESK),
            ("sam", Role.SALES_OPERATIONS), ("ada", Role.AUDITOR),
        )
    }  # fmt: skip
    PartnerSeat.objects.create(partner=harbour, user=users["charlie"])
    PartnerSeat.objects.create(partner=rival, user=users["ralph"])
    return Deals(contract, harbour, rival, users)


def test_valid_through_the_first_day_of_the_next_term(deals: Deals) -> None:
    deal = deals.register()
    assert (deal.start_on, deal.end_on) == (ON, date(2027, 4, 1))
    assert deals.states() == ["to be decided"]
    deals.approve(deal)
    assert [deals.states(on=day) for day in (RENEWAL_ON, date(2027, 4, 1))] == [
        ["in force"], ["expired"],
    ]  # fmt: skip


def test_each_act_is_recorded_once(deals: Deals) -> None:
    deal = deals.register()
    assert deals.register(on=date(2026, 12, 2)) == deal
    assert deals.approve(deal) == deals.approve(deal, by="sam")
    deals.withdraw(deal)
    deals.withdraw(deal)
    events = AuditEvent.objects.filter(subject_id=deals.contract.pk).order_by("pk")
    assert [event.verb for event in events] == [
        "book.register_deal", "book.approve_deal", "book.withdraw_deal",
    ]  # fmt: skip
    assert events[2].detail == {"deal": str(deal.pk), "partner": "Harbour", "reason": "lost"}
    assert DealRegistration.objects.count() == 1


def test_one_is_in_force_at_a_time(deals: Deals) -> None:
    ours, theirs = deals.register(), deals.register(deals.rival, by="sam")
    deals.approve(ours)
    with pytest.raises(DealRefused, match="Another registration"):
        deals.approve(theirs)
    deals.withdraw(ours)
    deals.approve(theirs)
    assert deals.states() == ["in force", "withdrawn"]
    made = DealApproval.objects.get(registration=theirs)
    other = deals.register(end_on=date(2027, 2, 1), on=ON)
    with pytest.raises(IntegrityError, match="deal_one_in_force"), transaction.atomic():
        DealApproval.objects.create(
            registration=other, contract=deals.contract, partner=deals.harbour,
            start_on=made.start_on, end_on=made.end_on, approved_on=ON,
            approved_by=deals.users["dora"],
        )  # fmt: skip


def test_withdrawn_before_its_first_day_it_has_none(deals: Deals) -> None:
    deal = deals.register()
    deals.approve(deal)
    deals.withdraw(deal)
    assert DealApproval.objects.get().end_on == ON
    again = deals.register()
    assert again != deal
    deals.approve(again)


def test_a_partner_prolongs_its_own(deals: Deals) -> None:
    short = deals.register(end_on=date(2027, 1, 1))
    deals.approve(short)
    longer = deals.register(on=date(2026, 12, 20))
    deals.approve(longer, on=date(2026, 12, 20))
    assert deals.states(on=date(2026, 12, 20)) == ["in force", "replaced"]
    assert DealApproval.objects.get(registration=short).end_on == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("case", "more", "reason"),
    [
        ("it ends at once", {"end_on": ON}, "beyond today"),
        ("the term is over", {"on": date(2027, 4, 1)}, "beyond today"),
        ("a long note", {"note": "x" * 501}, "at most 500"),
    ],
)
def test_refused_to_register(deals: Deals, case: str, more: dict[str, Any], reason: str) -> None:
    with pytest.raises(DealRefused, match=reason):
        deals.register(**more)
    assert not DealRegistration.objects.exists(), case


def test_an_open_or_ended_contract(deals: Deals) -> None:
    Contract.objects.update(end_on=None, renewal_type="evergreen")
    with pytest.raises(DealRefused, match="has no end"):
        deals.register()
    assert deals.register(end_on=date(2027, 1, 1)).end_on == date(2027, 1, 1)
    Contract.objects.update(ended_on=ON)
    with pytest.raises(DealRefused, match="ended on 1 Dec 2026"):
        deals.register(end_on=date(2027, 2, 1))


def test_refused_to_approve(deals: Deals) -> None:
    own = deals.register(by="sam")
    with pytest.raises(DealRefused, match="Somebody else"):
        deals.approve(own, by="sam")
    with pytest.raises(DealRefused, match="valid until 1 Apr 2027 only"):
        deals.approve(own, on=date(2027, 4, 1))
    deals.withdraw(own, by="sam")
    with pytest.raises(DealRefused, match="withdrawn"):
        deals.approve(own)
    with pytest.raises(DealRefused, match="no such registration"):
        approve_deal(registration_id=0, by=deals.users["dora"], on=ON)


def test_who_may_do_what(deals: Deals) -> None:
    deal = deals.register()
    for name in ("charlie", "ada"):
        with pytest.raises(NotAllowed):
            deals.approve(deal, by=name)
    with pytest.raises(NotAllowed):
        deals.register(by="ada")
    with pytest.raises(NotAllowed):
        deals.withdraw(deal, by="ada")
    with pytest.raises(DealRefused, match="do not act for it"):
        deals.register(deals.rival, by="charlie")
    with pytest.raises(DealRefused, match="no such contract"):
        deals.register(deals.rival, by="ralph")  # a contract that it does not sell
    deals.withdraw(deal, by="charlie")


def test_a_partner_sees_its_own_claims_only(deals: Deals) -> None:
    Contract.objects.update(distributor=deals.rival)
    ours, theirs = deals.register(), deals.register(deals.rival, by="ralph")
    assert len(deals.states()) == 2
    [seen] = deals_of_contract(deals.contract.pk, on=ON, user=deals.users["charlie"])
    assert (seen.deal, seen.may_approve, seen.may_withdraw) == (ours, False, True)
    with pytest.raises(DealRefused):
        deals.withdraw(theirs, by="charlie")
    waiting = deals_to_decide(on=ON, user=deals.users["dora"])
    assert [(view.deal, view.may_approve) for view in waiting] == [(theirs, True), (ours, True)]
    [mine] = deals_of_partner(deals.harbour.pk, on=ON, user=deals.users["dora"])
    assert mine.deal == ours


def test_the_database_keeps_what_is_registered(deals: Deals) -> None:
    deal = deals.register()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        DealRegistration.objects.filter(pk=deal.pk).update(end_on=date(2030, 1, 1))
