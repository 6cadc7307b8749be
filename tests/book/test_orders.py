"""Booking orders: what is written, what is refused, what a repetition does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from tenure.book.commands.orders import (
    OrderDraft,
    OrderRefused,
    book_order,
    book_renewal,
    book_termination,
    open_contract,
)
from tenure.book.models import ArrMovement, Contract, Line, Order, OrderAction, Product
from tenure.book.queries.orders import state_of
from tenure.book.rules.facts import Action
from tenure.book.rules.ledger import arr_on
from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tests.book.builders import day, segment

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 1)


@pytest.fixture
def actor() -> User:
    return system_actor()


@pytest.fixture
def contract(actor: User) -> Contract:
    Product.objects.create(code="PLAT", name="Platform")
    customer = Customer.objects.create(key="C1", name="Acme")
    return open_contract(
        key="K1", customer=customer, draft=new_draft(), by=actor, on=ON, name="Platform deal"
    )


def new_draft(**terms: Any) -> OrderDraft:
    return OrderDraft(
        kind="new",
        effective_on=ON,
        booked_on=ON,
        actions=[Action("add", segment("2026-01-01", "2027-01-01"))],
        terms={"currency": "EUR", "end_on": date(2027, 1, 1), "notice_days": 60, **terms},
        key="O1",
    )


def test_opening_writes_order_action_line_movement_and_one_event(contract: Contract) -> None:
    assert (contract.revision, contract.notice_days, contract.end_on) == (1, 60, date(2027, 1, 1))
    assert Order.objects.get().terms["end_on"] == "2027-01-01"
    assert OrderAction.objects.get().kind == "add"
    assert Line.objects.get().arr_minor == 100_000
    assert ArrMovement.objects.get().kind == "new"
    assert [event.verb for event in AuditEvent.objects.all()] == ["book.book_order"]


def test_repeating_an_order_changes_nothing(contract: Contract, actor: User) -> None:
    again = open_contract(key="K1", customer=contract.customer, draft=new_draft(), by=actor, on=ON)
    assert again.pk == contract.pk
    book_order(contract_id=contract.pk, draft=new_draft(), by=actor, on=ON)
    assert Order.objects.count() == AuditEvent.objects.count() == 1


def test_renewal_moves_the_term_and_posts_the_price_rise(contract: Contract, actor: User) -> None:
    book_renewal(
        contract_id=contract.pk,
        segments=[segment("2027-01-01", "2028-01-01", price=105)],
        end_on=date(2028, 1, 1),
        booked_on=date(2026, 12, 20),
        by=actor,
        on=ON,
    )
    contract.refresh_from_db()
    assert (contract.start_on, contract.end_on, contract.revision) == (
        date(2027, 1, 1), date(2028, 1, 1), 2,
    )  # fmt: skip
    rise = ArrMovement.objects.get(kind="price_increase")
    assert (rise.amount_minor, rise.effective_on) == (5_000, date(2027, 1, 1))
    assert rise.booked_on == date(2026, 12, 20)


def test_termination_ends_lines_and_posts_churn(contract: Contract, actor: User) -> None:
    book_termination(
        contract_id=contract.pk, ended_on=date(2026, 7, 1), booked_on=date(2026, 5, 1),
        reason="loss of budget", by=actor, on=ON,
    )  # fmt: skip
    contract.refresh_from_db()
    assert (contract.ended_on, contract.end_reason) == (date(2026, 7, 1), "loss of budget")
    assert Line.objects.get().end_on == date(2026, 7, 1)
    assert sum(m.amount_minor for m in ArrMovement.objects.all()) == 0


def test_lines_are_the_fold_of_the_stored_orders(contract: Contract, actor: User) -> None:
    change = OrderDraft(
        "amendment", day("2026-03-01"), day("2026-03-01"),
        [
            Action("change_quantity", segment("2026-03-01", "2027-01-01", quantity=25)),
            Action("add", segment("2026-03-01", "2027-01-01", lot=2, quantity=3)),
        ],
    )  # fmt: skip
    book_order(contract_id=contract.pk, draft=change, by=actor, on=ON)
    state = state_of(contract)
    stored = {(line.lot, line.start_on, line.end_on, line.arr_minor) for line in Line.objects.all()}
    assert stored == {
        (s.lot, s.period.start, s.period.end, s.arr_minor)
        for lot in state.lots.values()
        for s in lot
    }
    total = sum(m.amount_minor for m in ArrMovement.objects.all())
    assert total == arr_on(state, date(2030, 1, 1)) == 280_000


@pytest.mark.parametrize(
    ("case", "change", "message"),
    [
        ("other currency", {"currency": "USD"}, "is in USD, the contract in EUR"),
        ("unknown product", {"product": "NOPE"}, "unknown product NOPE"),
    ],
)
def test_refused_orders_leave_nothing(
    case: str, change: dict[str, str], message: str, contract: Contract, actor: User
) -> None:
    draft = OrderDraft(
        "amendment", ON, ON, [Action("add", segment("2026-01-01", None, lot=9, **change))]
    )
    with pytest.raises(OrderRefused, match=message):
        book_order(contract_id=contract.pk, draft=draft, by=actor, on=ON)
    assert Order.objects.count() == 1, case


def test_renewal_cannot_start_inside_the_term(contract: Contract, actor: User) -> None:
    with pytest.raises(OrderRefused, match="before the current one ends"):
        book_renewal(
            contract_id=contract.pk,
            segments=[segment("2026-12-01", "2027-12-01")],
            end_on=date(2027, 12, 1),
            booked_on=ON,
            by=actor,
            on=ON,
        )


@pytest.mark.parametrize("model", [Order, OrderAction, ArrMovement, AuditEvent])
def test_booked_facts_are_append_only_in_postgresql(contract: Contract, model: Any) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(id=-1)


def test_postgresql_refuses_overlapping_segments_of_a_lot(contract: Contract) -> None:
    line = Line.objects.get()
    line.pk, line.start_on, line.end_on = None, date(2026, 6, 1), date(2027, 6, 1)
    with pytest.raises(IntegrityError, match="line_lot_followed_once"), transaction.atomic():
        line.save(force_insert=True)
    line.pk, line.prior_end_on = None, date(2027, 1, 1)
    with pytest.raises(IntegrityError, match="line_follows"), transaction.atomic():
        line.save(force_insert=True)
    line.prior_end_on = date(2026, 5, 1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS line_lot_chain IMMEDIATE")
    with pytest.raises(IntegrityError, match="line_lot_chain"), transaction.atomic():
        line.save(force_insert=True)
    line.pk, line.lot, line.prior_end_on = None, 2, None
    line.save(force_insert=True)
