"""Two processes change one contract at the same time: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tenure.book.commands.orders import OrderDraft, open_contract
from tenure.book.models import ArrMovement, Contract, Line, Order, OrderAction, Product
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.facts import Action
from tenure.book.rules.fold import fold
from tenure.book.rules.ledger import arr_on, steps
from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent
from tests.book.builders import segment

PROGRAM = Path(__file__).with_name("booking.py")
EACH = 500
START = date(2026, 1, 1)


def opened(key: str) -> Contract:
    Product.objects.get_or_create(code="PLAT", name="Platform")
    customer, _ = Customer.objects.get_or_create(key="C1", name="Acme")
    draft = OrderDraft(
        kind="new",
        effective_on=START,
        booked_on=START,
        actions=[Action("add", segment("2026-01-01", "2027-01-01"))],
        terms={"currency": "EUR", "end_on": date(2027, 1, 1)},
        key=f"first-{key}",
    )
    return open_contract(key=key, customer=customer, draft=draft, by=system_actor(), on=START)


def started(program: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start a program on this test's database; it says when it is ready."""
    name = str(connection.settings_dict["NAME"])
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    process = subprocess.Popen(
        [sys.executable, str(program), *map(str, arguments)],
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1][-4000:]
    return process


@pytest.mark.timeout(240)
@pytest.mark.django_db(transaction=True)
def test_two_processes_book_a_thousand_orders_on_one_contract() -> None:
    contract = opened("K1")
    processes = [started(PROGRAM, contract.pk, name, EACH) for name in ("one", "two")]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    assert [out.strip() for out, _ in told] == ["0", "0"], "a repeated key made another order"

    orders = Order.objects.filter(contract=contract)
    numbers = list(orders.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 2 * EACH + 2))
    kinds = Counter(
        OrderAction.objects.filter(order__contract=contract).values_list("kind", flat=True)
    )
    repriced = 2 * EACH // 5
    assert kinds == {"add": 1, "change_quantity": 2 * EACH - repriced, "reprice": repriced}
    assert orders.values("key").distinct().count() == 2 * EACH + 1
    assert AuditEvent.objects.filter(verb="book.book_order").count() == 2 * EACH + 1

    state = fold(booked_orders(contract))
    last = state.lots[1][-1]
    assert last.quantity_e4 == 100_000 + (2 * EACH - repriced) * 10_000
    contract.refresh_from_db()
    assert contract.revision == state.revision == 2 * EACH + 1
    lines = Line.objects.filter(contract=contract).order_by("start_on")
    assert [line.arr_minor for line in lines] == [s.arr_minor for s in state.lots[1]]
    posted: Counter[tuple[date, str]] = Counter()
    for movement in ArrMovement.objects.filter(contract=contract):
        posted[movement.effective_on, movement.kind] += movement.amount_minor
    assert {key: amount for key, amount in posted.items() if amount} == {
        (step.effective_on, step.kind): step.amount_minor for step in steps(state)
    }
    assert sum(posted.values()) == arr_on(state, date(2026, 7, 1))
