"""The set-based fold of a whole book gives what the rules give, for any day of knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tenure.book.models import Contract
from tenure.book.queries.as_of import BookAsOf, book_as_of
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.facts import ContractState
from tenure.book.rules.fold import fold, known_on
from tenure.book.rules.ledger import steps
from tenure.foundation.commands import system_actor
from tenure.sync.files.commands import import_files
from tests.book.changing import Changer
from tests.book.test_load import Book

ON = date(2026, 11, 23)
FACTS = ("start_on", "end_on", "ended_on", "renewal_type")
LINES = (
    "SELECT c, lot, p.code, suspended, quantity, unit_price, price_months, currency, arr, "
    '"start", "end" FROM lines JOIN codes p ON p.id = product_id'
)

STEPS = "SELECT c, lot, day, kind, sum(amount) FROM steps GROUP BY ALL HAVING sum(amount) <> 0"


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    """Keep what the fold and imports write in the test's own folder."""
    settings.DATA_DIR = tmp_path / "data"


def states(day: date | None, ids: Iterable[int]) -> dict[int, ContractState]:
    """Return what the rules make of the orders known on a day, by contract."""
    found = {}
    for contract in Contract.objects.filter(pk__in=ids):
        orders = booked_orders(contract)
        if known := orders if day is None else known_on(orders, day):
            found[contract.pk] = fold(known)
    return found


def lines_of(state: ContractState) -> set[tuple[Any, ...]]:
    return {
        (lot, s.product, s.suspended, s.quantity_e4, s.unit_price_e4, s.price_months, s.currency,
         s.arr_minor, s.period.start, s.period.end)
        for lot, segments in state.lots.items() for s in segments
    }  # fmt: skip


def steps_of(state: ContractState) -> dict[tuple[Any, ...], int]:
    found: Counter[tuple[Any, ...]] = Counter()
    for step in steps(state):
        found[step.lot, step.effective_on, step.kind] += step.amount_minor
    return {key: amount for key, amount in found.items() if amount}


def by_contract(book: BookAsOf, query: str) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for contract, *row in book.duck.execute(query).fetchall():
        found.setdefault(contract, []).append(tuple(row))
    return found


def require_same(day: date | None, ids: Sequence[int] | None) -> int:
    """Hold the fold of these contracts (none: all) equal to the rules; return its odd lots."""
    everyone = Contract.objects.order_by("id").values_list("pk", flat=True)
    ruled = states(day, everyone if ids is None else ids)
    with book_as_of(day, contract_ids=ids) as book:
        book.make_steps()
        book.duck.execute("CREATE TABLE codes (id BIGINT, code VARCHAR)")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, code FROM book_product")
            book.duck.executemany("INSERT INTO codes VALUES (?, ?)", cursor.fetchall())
        facts = {
            c: row
            for c, [row] in by_contract(
                book, f"SELECT c, revision, {', '.join(FACTS)} FROM facts"
            ).items()
        }
        lines = by_contract(book, LINES)
        found = by_contract(book, STEPS)
        odd = book.count("SELECT count(*) FROM odd")
    assert facts.keys() == ruled.keys()
    for contract, state in ruled.items():
        told = [state.terms.get(name) for name in FACTS]
        assert [x and str(x) for x in facts[contract]] == [str(state.revision), *told], contract
        assert set(lines.get(contract, [])) == lines_of(state), (contract, day)
        assert len(lines.get(contract, [])) == len(lines_of(state))
        rows = {row[:3]: row[3] for row in found.get(contract, [])}
        assert rows == steps_of(state), (contract, day)
    return odd


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_the_fold_of_the_book_is_the_fold_of_its_contracts(seed: int, tmp_path: Path) -> None:
    book, by = Book(seed, contracts=40), system_actor()
    import_files(paths=[book.write(tmp_path / "book")], by=by, on=ON)
    require_same(None, None)
    changer = Changer(seed, by=by, on=ON)
    changer.change(160)
    book.change()
    import_files(paths=[book.write(tmp_path / "book")], by=by, on=changer.day)
    changer.change(120)
    assert len(changer.booked) >= 12, changer.booked
    assert require_same(None, None) > 40
    days = [date(2021, 1, 1), date(2023, 5, 5), ON, ON + timedelta(days=90), changer.day]
    for day in days:
        require_same(day, None)
    some = list(Contract.objects.order_by("?").values_list("pk", flat=True)[:7])
    require_same(days[3], some)
    require_same(None, [])
