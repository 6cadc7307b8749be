"""What a contract with many order actions is, read and folded; and one more order on it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.benches import BenchResult

if TYPE_CHECKING:
    from tenure.book.rules.changes import Change
    from tenure.foundation.models import User

SCALE = 1_000
LOTS = 20
PER_ORDER = 5
ROUNDS = 41
ON = date(2026, 1, 1)
LAST = date(2035, 12, 31)
_ROWS = """
    SELECT a.*, o.number, p.code, p.charge FROM book_orderaction a
    JOIN book_order o ON o.id = a.order_id JOIN book_product p ON p.id = a.product_id
    WHERE o.contract_id = %s ORDER BY o.number, a.id"""


def run(scale: int) -> BenchResult:
    """Book `scale` actions on one contract; take its state many times, then book on it."""
    actor = session.set_up()
    from django.db import connection

    from tenure.book.queries.effects import contract_as_of
    from tenure.book.rules.fold import fold

    contract_id = _open(actor)
    number = 0
    while _actions(contract_id) < scale:
        _book_one(contract_id, number, PER_ORDER, actor)
        number += 1

    def state() -> Any:
        return contract_as_of(contract_id, day=LAST, known=LAST, user=actor)

    def rows() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [contract_id])
            return cursor.fetchall()

    orders = state().orders
    actions = _actions(contract_id)
    seconds, floor = _median(state), _median(rows)
    folding = _median(lambda: fold(orders))
    further = iter(range(len(orders), 10**9))
    booking = _median(lambda: _book_one(contract_id, next(further), 1, actor))
    return {
        "name": "contract",
        "per_second": 1 / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the same rows of actions fetched by the bare driver, and nothing made of them",
        "note": (
            f"A contract of {LOTS} lots with {actions:,} order actions in {len(orders):,} orders: "
            f"its state takes {seconds * 1000:.1f} ms with reading, {folding * 1000:.1f} ms when "
            f"its orders are read. One more order with its lines, movements and audit event: "
            f"{booking * 1000:.1f} ms. Medians of {ROUNDS}. Per second: states with reading."
        ),
        "goal": "under 10 ms for the state of 1,000 order actions, once they are read",
    }


def _open(actor: User) -> int:
    """Import a contract of some lots for ten years; return its id."""
    from tenure.book.queries.contracts import contract_keyed
    from tenure.sync.files.commands import import_files

    path = Path(os.environ["TENURE_DATA_DIR"]) / "contract.csv"
    rows = ["customer,contract,line,product,quantity,unit_price,currency,start,end"]
    rows += [f"K1,C1,L{lot:02},SEAT,100,120.00,EUR,{ON},{LAST}" for lot in range(LOTS)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    import_files(paths=[path], profile="plain", by=actor, on=ON)
    contract = contract_keyed("C1", user=actor)
    assert contract is not None
    return contract.pk


def _book_one(contract_id: int, number: int, changes: int, actor: User) -> None:
    """Book an order that changes the quantity of some lots for some weeks."""
    from tenure.book.commands.orders import change_contract

    first = number * PER_ORDER
    change_contract(
        contract_id=contract_id,
        changes=[_change(first + place) for place in range(changes)],
        booked_on=ON + timedelta(days=number // 2),
        by=actor,
        on=ON,
        reason="bench",
    )


def _actions(contract_id: int) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_ROWS}) AS rows", [contract_id])
        return int(cursor.fetchone()[0])


def _change(number: int) -> Change:
    """Return a change that no other is like; days come in no order."""
    from tenure.book.rules.changes import ChangeQuantity

    from_on = ON + timedelta(days=number * 37 % 3_400)
    quantity = (number % 900 + 101) * 10_000
    return ChangeQuantity(
        from_on, number % LOTS + 1, to_e4=quantity, until=from_on + timedelta(days=50)
    )


def _median(work: Callable[[], Any]) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
