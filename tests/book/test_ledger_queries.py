"""Book-wide figures against the rules, contract by contract; the roll-forward ties."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.book.models import ArrMovement, Contract, Order
from tenure.book.queries import ledger
from tenure.book.queries.orders import booked_orders, state_of
from tenure.book.rules.facts import ContractState
from tenure.book.rules.fold import fold, known_on
from tenure.book.rules.ledger import arr_on, available_to_renew
from tenure.directory.models import StaffMember
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.sync.files.commands import import_files
from tests.book.changing import Changer
from tests.book.test_load import ON, Book

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(settings: Any, tmp_path: Path) -> Changer:
    """Import a book and change it for some weeks."""
    settings.DATA_DIR = tmp_path / "data"
    by = system_actor()
    import_files(paths=[Book(5, contracts=30).write(tmp_path / "book")], by=by, on=ON)
    changer = Changer(5, by=by, on=ON)
    changer.change(120)
    return changer


def states() -> list[tuple[Contract, ContractState]]:
    return [(contract, state_of(contract)) for contract in Contract.objects.all()]


def is_up(state: ContractState, start: date, end: date) -> bool:
    if state.end_on is None or not start <= state.end_on < end:
        return False
    return state.ended_on is None or state.ended_on >= state.end_on


def test_arr_is_that_of_the_contracts(changed: Changer) -> None:
    for day in (date(2023, 6, 1), ON, changed.day):
        expected: Counter[str] = Counter()
        committed: Counter[str] = Counter()
        for contract, state in states():
            expected[contract.currency] += arr_on(state, day)
            committed[contract.currency] += arr_on(state, date(2199, 1, 1))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = ledger.arr_by_currency(changed.by, on=day)
        assert len(queries) <= 2
        assert {arr.currency: arr.arr_minor for arr in found} == dict(expected)
        assert {arr.currency: arr.committed_minor for arr in found} == dict(committed)


def test_the_roll_forward_ties_to_arr_on_both_days(changed: Changer) -> None:
    known = changed.day - timedelta(days=60)
    for start, end in [(date(2022, 1, 1), date(2024, 1, 1)), (ON, ON + timedelta(days=400))]:
        for day in (None, known):
            begin, arr = (
                {
                    a.currency: a.arr_minor
                    for a in ledger.arr_by_currency(changed.by, on=on, known_on=day)
                }
                for on in (start, end)
            )
            rolled = ledger.roll_forward(changed.by, start=start, end=end, known_on=day)
            assert all(roll.ties for roll in rolled)
            assert all(begin[roll.currency] == roll.begin_minor for roll in rolled)
            assert {r.currency: r.end_minor for r in rolled if r.end_minor} == {
                currency: minor for currency, minor in arr.items() if minor
            }
    assert any("churn" in roll.movements for roll in rolled)


def test_what_ends_with_terms_of_a_window_is_up(changed: Changer) -> None:
    start, end = date(2022, 1, 1), date(2028, 1, 1)
    for day in (None, ON, changed.day - timedelta(days=50)):
        expected: Counter[str] = Counter()
        contracts: Counter[str] = Counter()
        for contract in Contract.objects.all():
            orders = booked_orders(contract)
            known = orders if day is None else known_on(orders, day)
            state = fold(known)
            if known and is_up(state, start, end) and available_to_renew(state):
                expected[contract.currency] += available_to_renew(state)
                contracts[contract.currency] += 1
        found = ledger.available_to_renew_between(changed.by, start=start, end=end, known_on=day)
        assert {atr.currency: atr.atr_minor for atr in found} == dict(expected), day
        assert {atr.currency: atr.contracts for atr in found} == dict(contracts)


def test_an_orders_net_arr_is_what_it_posted(changed: Changer) -> None:
    for order in Order.objects.select_related("contract").order_by("?")[:20]:
        posted = sum(move.amount_minor for move in ArrMovement.objects.filter(order=order))
        net = ledger.net_arr_of_order(order.contract_id, order.number, user=changed.by)
        assert net is not None
        assert (net.minor, net.currency) == (posted, order.contract.currency)
    assert ledger.net_arr_of_order(order.contract_id, 99, user=changed.by) is None


def test_nothing_is_counted_that_the_user_does_not_see(changed: Changer) -> None:
    alice = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    mine = StaffMember.objects.create(code="A", name="Alice", user=alice)
    chosen = Contract.objects.order_by("id")[3:9]
    Contract.objects.filter(pk__in=[contract.pk for contract in chosen]).update(owner=mine)
    expected: Counter[str] = Counter()
    for contract in chosen:
        expected[contract.currency] += arr_on(state_of(contract), ON)
    found = ledger.arr_by_currency(alice, on=ON)
    assert {arr.currency: arr.arr_minor for arr in found if arr.arr_minor} == +expected
    window = {"start": date(2022, 1, 1), "end": date(2030, 1, 1)}
    as_now = ledger.available_to_renew_between(alice, **window)
    assert ledger.available_to_renew_between(alice, **window, known_on=changed.day) == as_now
    assert sum(atr.contracts for atr in as_now) <= 6
    other = Order.objects.exclude(contract__in=chosen).first()
    assert other is not None
    assert ledger.net_arr_of_order(other.contract_id, other.number, user=alice) is None


def test_a_ledger_that_does_not_balance_is_named(changed: Changer) -> None:
    assert ledger.ledger_differences() == []
    move = ArrMovement.objects.order_by("id")[10]
    order, amount, kind = move.order, move.amount_minor, move.kind
    posted = {"contract": move.contract, "lot": move.lot, "effective_on": move.effective_on}
    ArrMovement.objects.create(
        **posted, order=order, kind="fx", booked_on=ON, amount_minor=7, currency=move.currency
    )
    ArrMovement.objects.create(
        **posted, order=order, kind=kind, booked_on=ON, amount_minor=-amount,
        currency=move.currency,
    )  # fmt: skip
    where = (move.contract.key, move.lot, move.effective_on)
    wrong = ledger.Difference(*where, kind, 0, amount)
    assert sorted(ledger.ledger_differences(), key=str) == sorted(
        [wrong, ledger.Difference(*where, "fx", 7, 0)], key=str
    )
    assert len(ledger.ledger_differences([move.contract_id], most=1)) == 1
    others = Contract.objects.exclude(pk=move.contract_id).values_list("pk", flat=True)
    assert ledger.ledger_differences(list(others)) == []
