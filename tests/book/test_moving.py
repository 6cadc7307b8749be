"""Moves between contracts, counter-orders and locks, in the database; all safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tenure.book.commands.moving import (
    merge_contracts,
    reverse_bundle,
    split_contract,
    transfer_contract,
)
from tenure.book.commands.orders import OrderRefused, reverse_order
from tenure.book.commands.periods import LockRefused, lock_periods
from tenure.book.models import ArrMovement, Contract, Line, Order, OrderAction, PeriodLock, Product
from tenure.book.queries.orders import state_of
from tenure.book.rules.backdating import PeriodLocked, ReasonMissing
from tenure.book.rules.changes import (
    AddLine,
    ChangeQuantity,
    ChangeRefused,
    Offer,
    RemoveLine,
    Reprice,
    SetFacts,
    Suspend,
    SwapProduct,
    Terminate,
)
from tenure.book.rules.ledger import arr_on, available_to_renew, steps
from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tenure.kernel.errors import InvalidInput
from tests.book.builders import day, raised_by, segment
from tests.book.contracts import change, move, now, opened, posted
from tests.book.indices import publish
from tests.book.test_concurrency import started

MERGING = Path(__file__).with_name("merging.py")
JULY = day("2026-07-01")
ON = day("2026-07-02")
TWO = (segment("2026-01-01", "2027-01-01"), segment("2026-01-01", "2027-01-01", lot=2, quantity=5))


@pytest.fixture
def by(db: Any) -> User:
    return system_actor()


def lines_equal_the_fold(*contracts: Contract) -> None:
    """Check that lines and ledger are what the stored orders make of each contract."""
    for contract in contracts:
        state = state_of(contract)
        stored = Line.objects.filter(contract=contract).values_list("lot", "start_on", "arr_minor")
        assert sorted(stored) == [
            (lot, s.period.start, s.arr_minor)
            for lot, segments in sorted(state.lots.items()) for s in segments
        ]  # fmt: skip
        totals: dict[tuple[date, str], int] = {}
        for step in steps(state):
            key = (step.effective_on, step.kind)
            totals[key] = totals.get(key, 0) + step.amount_minor
        assert posted(contract) == [
            (str(on), kind, amount) for (on, kind), amount in sorted(totals.items()) if amount
        ]


def counts() -> tuple[int, ...]:
    tables = (Contract, Order, OrderAction, Line, ArrMovement, AuditEvent, PeriodLock)
    return tuple(table.objects.count() for table in tables)


def test_a_split_keeps_customer_clauses_and_revenue(by: User) -> None:
    contract = opened("K1", *TWO, notice_days=60, term_months=12)
    acts = [
        split_contract(
            contract_id=contract.pk, new_key=" K2 ", move=move("2026-07-01", 2), by=by, on=ON
        )
        for _ in range(2)
    ]
    before = counts()
    new = split_contract(
        contract_id=contract.pk, new_key="K2", move=move("2026-07-01", 2), by=by, on=ON
    )
    assert counts() == before
    assert {act.pk for act in acts} == {new.pk}
    contract.refresh_from_db()
    assert contract.ended_on is None
    assert (new.key, new.customer, new.notice_days) == ("K2", contract.customer, 60)
    assert (new.start_on, new.end_on, new.term_months) == (JULY, day("2027-01-01"), None)
    assert posted(contract)[1:] == [("2026-07-01", "transfer", -50_000)]
    assert posted(new) == [("2026-07-01", "transfer", 50_000)]
    assert available_to_renew(now(contract)) + available_to_renew(now(new)) == 150_000
    arrived = OrderAction.objects.get(order__contract=new)
    assert (arrived.replaces_lot, arrived.from_contract) == (2, contract)
    lines_equal_the_fold(contract, new)


@pytest.mark.parametrize(
    ("case", "act", "message"),
    [
        (
            "no lots",
            lambda k, by: split_contract(
                contract_id=k.pk, new_key="N", move=move("2026-07-01"), by=by, on=ON
            ),
            "Say which lots go",
        ),
        (
            "a key in use",
            lambda k, by: split_contract(
                contract_id=k.pk, new_key=" K9 ", move=move("2026-07-01", 1), by=by, on=ON
            ),
            "There is a contract K9 already",
        ),
        (
            "a lot that is not there",
            lambda k, by: split_contract(
                contract_id=k.pk, new_key="N", move=move("2026-07-01", 7), by=by, on=ON
            ),
            "The contract has no lot 7",
        ),
        (
            "after the end",
            lambda k, by: transfer_contract(
                contract_id=k.pk, to_customer=k.customer, new_key="N", move=move("2027-07-01"),
                by=by, on=ON,
            ),
            "Nothing of the other contract is left to move",
        ),
        (
            "back-dated without a reason",
            lambda k, by: transfer_contract(
                contract_id=k.pk, to_customer=k.customer, new_key="N",
                move=move("2026-03-01", reason=""), by=by, on=ON,
            ),
            "say why it is back-dated",
        ),
        (
            "another customer",
            lambda k, by: merge_contracts(
                into_id=k.pk, from_ids=[opened("K8", customer="C8").pk], move=move("2026-07-01"),
                by=by, on=ON,
            ),
            "K8 belongs to another customer than K1: transfer it first",
        ),
        (
            "another currency",
            lambda k, by: merge_contracts(
                into_id=k.pk, move=move("2026-07-01"), by=by, on=ON,
                from_ids=[opened("K8", segment("2026-01-01", "2027-01-01", currency="USD")).pk],
            ),
            "K8 is in USD, K1 in EUR",
        ),
        (
            "merged with itself",
            lambda k, by: merge_contracts(
                into_id=k.pk, from_ids=[k.pk], move=move("2026-07-01"), by=by, on=ON
            ),
            "Say what changes",
        ),
        (
            "a day after the common end",
            lambda k, by: merge_contracts(
                into_id=k.pk, from_ids=[opened("K8").pk], move=move("2026-07-01"), by=by, on=ON,
                end_on=JULY,
            ),
            "the term ends before",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)  # fmt: skip
def test_moves_that_are_refused_leave_nothing(
    case: str, act: Callable[[Contract, User], Any], message: str, by: User
) -> None:
    contract = opened()
    opened("K9")
    orders = Order.objects.exclude(number=1)
    with pytest.raises(Exception, match=message), transaction.atomic():
        act(contract, by)
    assert not orders.exists(), case
    assert not Contract.objects.filter(key="N").exists()


def test_a_merge_co_terminates_and_is_repeated_without_effect(by: User) -> None:
    into = opened("K1")
    others = [
        opened("K2", segment("2026-01-01", "2026-09-01"), end="2026-09-01"),
        opened("K3", segment("2026-01-01", "2028-01-01"), end="2028-01-01"),
    ]
    act = {
        "into_id": into.pk, "from_ids": [each.pk for each in others], "by": by, "on": ON,
        "move": move("2026-07-01"),
    }  # fmt: skip
    first = merge_contracts(**act)  # type: ignore[arg-type]
    before = counts()
    assert merge_contracts(**act).pk == first.pk  # type: ignore[arg-type]
    assert counts() == before
    assert {s.period.end for s in now(into).last_segments()} == {day("2027-01-01")}
    assert available_to_renew(now(into)) == 300_000
    total = [movement for each in (into, *others) for movement in posted(each)]
    assert sum(amount for _, kind, amount in total if kind == "merge") == 0
    assert not [kind for _, kind, _ in total if kind in {"churn", "contraction"}]
    lines_equal_the_fold(into, *others)


def test_a_merge_to_another_end_takes_the_contract_along(by: User) -> None:
    into, other = opened("K1"), opened("K2")
    merge_contracts(
        into_id=into.pk, from_ids=[other.pk], move=move("2026-07-01"), by=by, on=ON,
        end_on=day("2027-04-01"),
    )  # fmt: skip
    into.refresh_from_db()
    assert into.end_on == day("2027-04-01")
    assert available_to_renew(now(into)) == 200_000
    lines_equal_the_fold(into, other)


def test_nothing_moves_into_an_ended_contract(by: User) -> None:
    into, other = opened("K1"), opened("K2")
    change(into, Terminate(day("2026-06-01"), "lost"), booked="2026-05-01")
    with pytest.raises(ChangeRefused, match="The contract ended on 1 Jun 2026"):
        merge_contracts(into_id=into.pk, from_ids=[other.pk], move=move("2026-07-01"), by=by, on=ON)


def test_orders_booked_together_are_undone_together(by: User) -> None:
    into, other = opened("K1"), opened("K2")
    order = merge_contracts(
        into_id=into.pk, from_ids=[other.pk], move=move("2026-07-01"), by=by, on=ON
    )
    with pytest.raises(OrderRefused, match="booked together with orders of other contracts"):
        reverse_order(
            contract_id=into.pk, number=order.number, booked_on=ON, reason="wrong", by=by, on=ON
        )
    undone = reverse_bundle(bundle=order.bundle, booked_on=ON, reason="wrong", by=by, on=ON)
    before = counts()
    again = reverse_bundle(bundle=order.bundle, booked_on=ON, reason="wrong", by=by, on=ON)
    assert {each.pk for each in undone} == {each.pk for each in again}
    assert counts() == before
    for contract in (into, other):
        contract.refresh_from_db()
        assert contract.ended_on is None
        assert posted(contract) == [("2026-01-01", "new", 100_000)]
    lines_equal_the_fold(into, other)
    event = AuditEvent.objects.filter(detail__bundle=f"undo-{order.bundle}").first()
    assert event is not None
    assert event.detail["reason"] == "wrong"
    for nothing in ("", "merge-0-0"):
        with pytest.raises(OrderRefused, match="No orders were booked together"):
            reverse_bundle(bundle=nothing, booked_on=ON, reason="x", by=by, on=ON)


def test_a_transfer_undone_leaves_the_new_contract_empty(by: User) -> None:
    contract = opened()
    other = Customer.objects.create(key="C2", name="Other")
    new = transfer_contract(
        contract_id=contract.pk, to_customer=other, new_key="K2", move=move("2026-07-01"), by=by,
        on=ON,
    )  # fmt: skip
    bundle = new.orders.get().bundle
    reverse_bundle(bundle=bundle, booked_on=ON, reason="not signed", by=by, on=ON)
    new.refresh_from_db()
    assert (new.ended_on, new.end_reason) == (JULY, "reversed")
    assert posted(new) == []
    assert posted(contract) == [("2026-01-01", "new", 100_000)]
    lines_equal_the_fold(contract, new)


def test_an_order_is_undone_done_again_and_undone(by: User) -> None:
    contract = opened()
    change(contract, ChangeQuantity(JULY, 1, to_e4=150_000), booked="2026-06-01")

    def undo(number: int) -> int:
        return reverse_order(
            contract_id=contract.pk, number=number, booked_on=ON, reason="wrong", by=by, on=ON
        ).number

    assert [undo(2), undo(2), undo(3), undo(3), undo(2), undo(2)] == [3, 3, 4, 4, 5, 5]
    assert posted(contract) == [("2026-01-01", "new", 100_000)]
    assert list(contract.orders.order_by("number").values_list("reverses", flat=True)) == [
        None, None, 2, 3, 2,
    ]  # fmt: skip
    lines_equal_the_fold(contract)


def test_undoing_facts_gives_back_what_the_contract_had(by: User) -> None:
    contract = opened()
    facts = {"notice_days": 90, "renewal_type": "auto", "billing_months": 3, "terms_version": "2"}
    change(contract, SetFacts(JULY, facts), booked="2026-06-01")
    reverse_order(contract_id=contract.pk, number=2, booked_on=ON, reason="wrong", by=by, on=ON)
    contract.refresh_from_db()
    assert {name: getattr(contract, name) for name in facts} == {
        "notice_days": 30, "renewal_type": "manual", "billing_months": None, "terms_version": "",
    }  # fmt: skip
    with pytest.raises(ReasonMissing):
        reverse_order(contract_id=contract.pk, number=3, booked_on=ON, reason=" ", by=by, on=ON)
    with pytest.raises(ChangeRefused, match="The contract has no order 9"):
        reverse_order(contract_id=contract.pk, number=9, booked_on=ON, reason="x", by=by, on=ON)


INDEX = {"index_code": "HICP-EA", "index_lag_months": 6, "index_ceiling_bp": 500}


def test_an_index_clause_is_booked_once_its_index_is_known_and_undone(by: User) -> None:
    contract = opened()
    with pytest.raises(OrderRefused, match="there is no price index HICP-EA"):
        change(contract, SetFacts(JULY, INDEX), booked="2026-06-01")
    publish(by, on=day("2027-01-01"))
    change(contract, SetFacts(JULY, INDEX), booked="2026-06-01")
    contract.refresh_from_db()
    assert {name: getattr(contract, name) for name in INDEX} == INDEX
    reverse_order(contract_id=contract.pk, number=2, booked_on=ON, reason="wrong", by=by, on=ON)
    contract.refresh_from_db()
    assert (contract.index_code, contract.index_lag_months, contract.index_ceiling_bp) == (
        "", None, None,
    )  # fmt: skip


def test_a_transferred_contract_keeps_its_index_clause(by: User) -> None:
    publish(by, on=day("2027-01-01"))
    contract = opened("K1", *TWO)
    change(contract, SetFacts(day("2026-05-01"), INDEX), booked="2026-05-01")
    new = split_contract(
        contract_id=contract.pk, new_key="K-2", move=move("2026-07-01", 2), by=by, on=ON
    )
    assert {name: getattr(new, name) for name in INDEX} == INDEX


def test_an_order_that_others_built_on_is_not_undone(by: User) -> None:
    contract = opened()
    change(contract, ChangeQuantity(JULY, 1, to_e4=150_000), booked="2026-06-01")
    change(contract, Reprice(JULY, 1, raised=raised_by(500)), booked="2026-06-02")
    with pytest.raises(ChangeRefused, match="Order 3 changed what order 2 had made: reverse that"):
        reverse_order(contract_id=contract.pk, number=2, booked_on=ON, reason="x", by=by, on=ON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("offer", "message"),
    [
        (Offer("NEXT", 10_000, 10_000, "USD"), "lot lot-2 is in USD, the contract in EUR"),
        (Offer("NONE", 10_000, 10_000, "EUR"), "unknown product NONE"),
        (Offer("SETUP", 10_000, 10_000, "EUR"), "booked as recurring, but SETUP is charged as one"),
        (
            Offer("NEXT", 10_000, 10_000, "EUR", recurring=False),
            "booked as not recurring, but NEXT is charged as recurring",
        ),
    ],
)
def test_lines_that_do_not_fit_are_refused(offer: Offer, message: str) -> None:
    contract = opened()
    with pytest.raises(OrderRefused, match=message):
        change(contract, AddLine(JULY, offer), booked="2026-06-01")
    assert contract.orders.count() == 1


def test_orders_are_booked_one_after_another(by: User) -> None:
    contract = opened()
    change(contract, ChangeQuantity(JULY, 1, to_e4=150_000), booked="2026-06-10", key="A")
    with pytest.raises(InvalidInput, match="Order 2 was booked on 10 Jun 2026: a later order"):
        change(contract, RemoveLine(JULY, 1), booked="2026-06-09")
    again = change(contract, RemoveLine(JULY, 1), booked="2026-06-09", key="A")
    assert (again.number, again.kind) == (2, "amendment")


def test_an_audit_event_says_why_and_with_what(by: User) -> None:
    contract = opened()
    other = opened("K2")
    change(
        contract, Suspend(JULY), booked="2026-06-10", reason="no payment",
        details={"settlement": "credit"},
    )  # fmt: skip
    merge = merge_contracts(
        into_id=contract.pk, from_ids=[other.pk], move=move("2026-08-01", booked="2026-06-11"),
        by=by, on=ON,
    )  # fmt: skip
    details = [event.detail for event in AuditEvent.objects.order_by("pk")][2:]
    assert details[0] == {
        "order": 2, "kind": "suspension", "booked_on": "2026-06-10", "effective_on": "2026-07-01",
        "reason": "no payment", "settlement": "credit",
    }  # fmt: skip
    assert {detail["bundle"] for detail in details[1:]} == {merge.bundle}
    assert {detail["reason"] for detail in details[1:]} == {"as agreed"}


def test_periods_are_locked_forwards_and_not_ahead(by: User) -> None:
    lock = lock_periods(before=day("2026-04-01"), by=by, on=day("2026-04-02"))
    assert lock_periods(before=day("2026-04-01"), by=by, on=day("2026-04-03")).pk == lock.pk
    assert AuditEvent.objects.filter(verb="book.lock_periods").count() == 1
    with pytest.raises(LockRefused, match="before 1 Apr 2026 are locked already"):
        lock_periods(before=day("2026-03-01"), by=by, on=day("2026-04-03"))
    with pytest.raises(LockRefused, match="once it is over"):
        lock_periods(before=day("2026-05-01"), by=by, on=day("2026-04-30"))
    assert lock_periods(before=day("2026-05-01"), by=by, on=day("2026-05-01")).pk != lock.pk
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PeriodLock.objects.filter(pk=lock.pk).update(before=day("2020-01-01"))


def test_facts_of_a_locked_period_do_not_change(by: User) -> None:
    contract = opened()
    lock_periods(before=day("2026-04-01"), by=by, on=day("2026-04-02"))
    with pytest.raises(PeriodLocked, match="would change notice_days from 1 Mar 2026"):
        change(
            contract, SetFacts(day("2026-03-01"), {"notice_days": 90}), booked="2026-04-03",
            reason="late",
        )  # fmt: skip
    change(contract, SetFacts(day("2026-04-01"), {"notice_days": 90}), booked="2026-04-03",
           reason="late")  # fmt: skip
    with pytest.raises(PeriodLocked, match="would change lot 2 in them"):
        change(
            contract,
            AddLine(
                day("2026-03-01"), Offer("SETUP", 10_000, 10_000, "EUR", recurring=False)
            ),
            booked="2026-04-03", reason="late",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "booked", "effective"),
    [
        ("book_order", "2026-03-31", "2026-05-01"),
        ("book_arrmovement", "2026-03-31", "2026-05-01"),
        ("book_arrmovement", "2026-05-01", "2026-03-31"),
    ],
)
def test_postgresql_refuses_rows_in_locked_periods(
    table: str, booked: str, effective: str, by: User
) -> None:
    contract = opened()
    order = contract.orders.get()
    lock_periods(before=day("2026-04-01"), by=by, on=day("2026-04-02"))

    def insert(booked_on: date, effective_on: date) -> None:
        if table == "book_order":
            order.pk, order.number = None, 2
            order.booked_on, order.effective_on = booked_on, effective_on
            order.save(force_insert=True)
            return
        ArrMovement.objects.create(
            contract=contract, order_id=Order.objects.get(number=1).pk, lot=1, kind="expansion",
            effective_on=effective_on, booked_on=booked_on, amount_minor=1, currency="EUR",
        )  # fmt: skip

    with pytest.raises(DatabaseError, match="periods before 2026-04-01 are locked"):  # noqa: SIM117
        with transaction.atomic():
            insert(day(booked), day(effective))
    order.pk = None
    insert(day("2026-04-01"), day("2026-04-01"))


def test_a_term_that_ended_before_a_lock_is_closed_lost_after_it(by: User) -> None:
    contract = opened()
    lock_periods(before=day("2027-02-01"), by=by, on=day("2027-02-02"))
    with pytest.raises(PeriodLocked, match="would change ARR on 15 Jan 2027"):
        change(contract, Terminate(day("2027-01-15"), "lost"), booked="2027-02-02", reason="late")
    change(contract, Terminate(day("2027-02-01"), "lost"), booked="2027-02-02", reason="late")
    assert posted(contract)[1:] == [("2027-02-01", "churn", -100_000)]


def test_a_swapped_product_is_booked_with_its_lineage(by: User) -> None:
    contract = opened()
    change(
        contract, SwapProduct(JULY, 1, Offer("NEXT", 100_000, 1_000_000, "EUR")),
        booked="2026-06-01",
    )  # fmt: skip
    assert OrderAction.objects.get(kind="swap").replaces_lot == 1
    assert Product.objects.get(pk=OrderAction.objects.get(kind="swap").product_id).code == "NEXT"
    assert arr_on(now(contract), JULY) == 100_000
    lines_equal_the_fold(contract)


@pytest.mark.timeout(60)
@pytest.mark.django_db(transaction=True)
def test_two_merges_in_opposite_order_do_not_wait_for_each_other_for_ever() -> None:
    one, two = opened("K1"), opened("K2")
    processes = [started(MERGING, one.pk, two.pk), started(MERGING, two.pk, one.pk)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = sorted(process.communicate(timeout=50)[0].strip() for process in processes)
    assert told[1] == "merged"
    assert told[0].startswith(("The contract ended on", "Nothing of the other", "The contract has"))
    assert [process.returncode for process in processes] == [0, 0]
    total = sum(arr_on(now(contract), JULY) for contract in (one, two))
    assert total == 200_000
    lines_equal_the_fold(one, two)
