"""What people do with renewals: own, group, forecast, close."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenure.book.models import Contract, Order
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import NotAllowed, TenureError
from tenure.renewals.commands.contacts import add_missing_contact
from tenure.renewals.commands.decisions import (
    OutcomeFollowsOrder,
    ReasonMissing,
    close_renewal,
    set_forecast,
)
from tenure.renewals.commands.groups import NotCoTerminating, group_renewals, ungroup_renewal
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.owners import (
    OwnerUnfit,
    assign_contract_owner,
    assign_owner,
    assign_owners,
)
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.commands.scope import RenewalClosed, RenewalNotFound
from tenure.renewals.models import Finding, Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
END = ON + timedelta(days=100)


def renewal_of(book: Book, key: str = "K1", **facts: object) -> Renewal:
    contract = book.contract(key, **({"end": END} | facts))  # type: ignore[arg-type]
    open_renewals(on=ON, by=book.head)
    return Renewal.objects.get(contract=contract)


def events(verb: str) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


def test_rule_gives_owner_to_renewal_and_contract_and_clears_the_finding(book: Book) -> None:
    alice = book.manager("alice")
    book.manager("zoe", region="AMER")
    renewal = renewal_of(book, owner=None)
    assert renewal.next_action == "assign_owner"
    review_quality(by=book.head, on=ON)
    assert Finding.objects.get().check_code == "no_owner"
    assert assign_owners(by=book.head, on=ON) == 1
    renewal.refresh_from_db()
    assert (renewal.owner, renewal.next_action) == (alice, "prepare")
    assert Contract.objects.get().owner == alice
    assert Finding.objects.get().cleared_on == ON
    [event] = AuditEvent.objects.filter(verb="renewals.assign_owner")
    assert event.detail == {"owner": alice.code, "why": "fewest open renewals in EMEA: 0"}
    assert assign_owners(by=book.head, on=ON) == 0


def test_by_hand_another_owner_and_only_once(book: Book) -> None:
    renewal = renewal_of(book)
    bob = book.manager("bob")
    for _ in range(2):
        assign_owner(renewal_id=renewal.pk, staff_id=bob.pk, by=book.head, on=ON)
    renewal.refresh_from_db()
    assert renewal.owner == bob
    assert events("renewals.assign_owner") == 1


def test_a_renewal_handed_over_takes_its_contract_along(book: Book) -> None:
    renewal = renewal_of(book)
    zoe = book.manager("zoe", region="AMER")
    assert renewal.contract.owner not in {None, zoe}
    assign_owner(renewal_id=renewal.pk, staff_id=zoe.pk, by=book.head, on=ON)
    assert Contract.objects.get().owner == zoe
    assert zoe.user
    assert Contract.objects.visible_to(zoe.user).exists()


def test_controlled_customers_want_a_cleared_owner(book: Book) -> None:
    book.customer("SECRET", export_controlled=True)
    renewal = renewal_of(book, customer="SECRET", owner=None)
    alice, carol = book.manager("alice"), book.manager("carol", cleared=True)
    with pytest.raises(OwnerUnfit, match="not cleared"):
        assign_owner(renewal_id=renewal.pk, staff_id=alice.pk, by=book.head, on=ON)
    assert assign_owners(by=book.head, on=ON) == 1
    renewal.refresh_from_db()
    assert renewal.owner == carol


def test_contract_owner_takes_its_unowned_renewals(book: Book) -> None:
    renewal = renewal_of(book, owner=None)
    alice = book.manager("alice")
    assign_contract_owner(contract_id=renewal.contract_id, staff_id=alice.pk, by=book.head, on=ON)
    renewal.refresh_from_db()
    assert (renewal.owner, renewal.contract.owner) == (alice, alice)


def test_only_who_may_and_sees(book: Book) -> None:
    renewal = renewal_of(book, owner="alice")
    far = book.manager("zoe", region="AMER").user
    assert far is not None
    with pytest.raises(RenewalNotFound):
        set_forecast(renewal_id=renewal.pk, amount_minor=1, reason="x", by=far, on=ON)
    executive = User.objects.create(username="eve", role=Role.ACCOUNT_EXECUTIVE)
    with pytest.raises(NotAllowed):
        set_forecast(renewal_id=renewal.pk, amount_minor=1, reason="x", by=executive, on=ON)


def test_forecast_wants_a_reason_and_is_told_once(book: Book) -> None:
    renewal = renewal_of(book)
    for _ in range(2):
        set_forecast(
            renewal_id=renewal.pk, amount_minor=80_000, reason="seats", by=book.head, on=ON
        )
    renewal.refresh_from_db()
    assert (renewal.forecast_minor, renewal.atr_minor) == (80_000, 100_000)
    assert events("renewals.set_forecast") == 1
    with pytest.raises(ReasonMissing):
        set_forecast(renewal_id=renewal.pk, amount_minor=1, reason=" ", by=book.head, on=ON)


def test_group_and_ungroup(book: Book) -> None:
    one = renewal_of(book, "A", customer="ACME")
    two = renewal_of(book, "B", customer="ACME")
    other = renewal_of(book, "C")
    for _ in range(2):
        group = group_renewals(renewal_ids=[one.pk, two.pk], by=book.head, on=ON)
    assert group.renewals.count() == 2
    assert events("renewals.group") == 1
    for wrong in ([one.pk], [one.pk, other.pk]):
        with pytest.raises(NotCoTerminating):
            group_renewals(renewal_ids=wrong, by=book.head, on=ON)
    ungroup_renewal(renewal_id=one.pk, by=book.head, on=ON)
    assert group.renewals.count() == 1


def test_closing_lost_books_the_termination(book: Book) -> None:
    renewal = renewal_of(book)
    close_renewal(renewal_id=renewal.pk, kind="churned", reason="merged", by=book.head, on=ON)
    renewal.refresh_from_db()
    assert (renewal.outcome.kind, renewal.final_minor, renewal.closed_on) == ("churned", 0, ON)
    assert Order.objects.filter(kind="termination").count() == 1
    assert Contract.objects.get().ended_on == END
    with pytest.raises(RenewalClosed):
        close_renewal(renewal_id=renewal.pk, kind="churned", reason="x", by=book.head, on=ON)


def test_renewed_by_hand_only_for_evergreen(book: Book) -> None:
    renewal = renewal_of(book)
    with pytest.raises(OutcomeFollowsOrder):
        close_renewal(renewal_id=renewal.pk, kind="renewed", reason="x", by=book.head, on=ON)
    start = END.replace(year=END.year - 2)
    book.contract("E1", end=None, start=start, renewal_type="evergreen")
    open_renewals(on=ON, by=book.head)
    review = Renewal.objects.get(renewal_type="evergreen")
    close_renewal(renewal_id=review.pk, kind="renewed", reason="goes on", by=book.head, on=ON)
    review.refresh_from_db()
    assert review.final_minor == review.atr_minor == 100_000


def test_a_missing_contact_is_added_and_its_finding_cleared(book: Book) -> None:
    customer = book.customer("ACME", contact=False)
    book.contract("K1", end=END, customer="ACME")
    review_quality(by=book.head, on=ON)
    assert Finding.objects.get(check_code="no_contact").cleared_on is None
    for _ in range(2):
        add_missing_contact(
            customer_id=customer.pk, name="Dana", email="dana@acme.example", by=book.head, on=ON
        )
    assert customer.contacts.count() == 1
    assert Finding.objects.get(check_code="no_contact").cleared_on == ON
    with pytest.raises(TenureError, match="not an e-mail"):
        add_missing_contact(customer_id=customer.pk, name="D", email="no", by=book.head, on=ON)
