"""The set-based load gives what the rules give, contract by contract, also when files change."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tenure.book.models import ArrMovement, Contract, Line
from tenure.book.queries.orders import state_of
from tenure.book.rules.fold import chained
from tenure.book.rules.ledger import steps
from tenure.foundation.commands import system_actor
from tenure.sync.files.commands import import_files

ON = date(2026, 11, 23)
PRODUCTS = {"SEAT": "recurring", "PRO": "recurring", "SETUP": "one_time", "CALLS": "usage"}
CURRENCIES = ["EUR", "JPY", "KWD", "CLF"]


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    """Keep what imports write in the test's own folder."""
    settings.DATA_DIR = tmp_path / "data"


def differences() -> list[str]:
    """Return what the tables hold otherwise than the fold of the orders gives."""
    found = []
    for contract in Contract.objects.order_by("id"):
        state = state_of(contract)
        folded = {
            (s.lot, s.lot_key, s.product, s.quantity_e4, s.unit_price_e4, s.price_months,
             s.currency, s.period.start, s.period.end, s.arr_minor, s.list_price_e4, s.uplift_bp,
             prior_end)
            for segments in state.lots.values() for s, prior_end in chained(segments)
        }  # fmt: skip
        lines = {
            (x.lot, x.lot_key, x.product.code, int(x.quantity * 10_000), x.unit_price_e4,
             x.price_months, x.currency, x.start_on, x.end_on, x.arr_minor, x.list_price_e4,
             x.uplift_bp, x.prior_end_on)
            for x in Line.objects.filter(contract=contract).select_related("product")
        }  # fmt: skip
        if folded != lines:
            found.append(f"{contract.key} lines: {folded ^ lines}")
        ruled: Counter[Any] = Counter()
        for step in steps(state):
            ruled[step.lot, step.effective_on, step.kind] += step.amount_minor
        posted: Counter[Any] = Counter()
        for move in ArrMovement.objects.filter(contract=contract):
            posted[move.lot, move.effective_on, move.kind] += move.amount_minor
        if +ruled != +posted or -ruled != -posted:
            found.append(f"{contract.key} ledger: {ruled} {posted}")
        for name, value in state.terms.items():
            held = getattr(contract, name)
            if str(held) != str(value):
                found.append(f"{contract.key} {name}: {held} {value}")
        if state.revision != contract.revision:
            found.append(f"{contract.key} revision")
    return found


class Book:
    """A random book of contracts as plain sheets, which can be changed at random."""

    def __init__(self, seed: int, contracts: int) -> None:
        self.dice = random.Random(seed)
        self.contracts: dict[str, dict[str, Any]] = {}
        self.orders: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        for number in range(contracts):
            self._open(f"C{number}")

    def _open(self, key: str) -> None:
        dice = self.dice
        start = date(2022, 1, 1) + timedelta(days=dice.randrange(900))
        terms = dice.randrange(1, 4)
        currency = dice.choice(CURRENCIES)
        end = start + timedelta(days=365 * terms)
        self.contracts[key] = {
            "contract": key, "customer": "K1", "currency": currency,
            "start": end - timedelta(days=365), "end": end - timedelta(days=1),
            "first_start": start, "ended_on": "", "notice_days": 30, "uplift": "",
        }  # fmt: skip
        if dice.random() < 0.15:
            self.contracts[key]["end"] = ""
        if dice.random() < 0.2:
            self.contracts[key]["ended_on"] = start + timedelta(days=dice.randrange(1, 365 * terms))
        keys = [self._order(key, start + timedelta(days=365 * n), n) for n in range(terms)]
        for lot in range(dice.randrange(0, 5)):
            self._lot(key, f"L{lot}", start, terms, keys, currency)

    def _order(self, contract: str, day: date, n: int) -> str:
        key = f"{contract}-O{n}"
        self.orders.append(
            {"order": key, "contract": contract, "kind": "renewal" if n else "new",
             "effective_on": day, "booked_on": day - timedelta(days=self.dice.randrange(30))}
        )  # fmt: skip
        return key

    def _lot(
        self, contract: str, lot: str, start: date, terms: int, keys: list[str], currency: str
    ) -> None:
        dice = self.dice
        product = dice.choice(list(PRODUCTS))
        day = start + timedelta(days=dice.choice([0, 0, 0, 90]))
        for n in range(dice.randrange(terms) if dice.random() < 0.3 else 0, terms):
            last = start + timedelta(days=365 * (n + 1) - 1)
            if dice.random() < 0.2:
                product = dice.choice(list(PRODUCTS))
            end = last - timedelta(days=dice.choice([0, 0, 0, 60]))
            if day <= end:
                self._segment(contract, lot, product, day, end, currency, keys[n])
            day = last + timedelta(days=1 + dice.choice([0, 0, 0, 40]))

    def _segment(
        self, contract: str, lot: str, product: str, day: date, end: date, currency: str, key: str
    ) -> None:
        dice = self.dice
        self.lines.append(
            {"contract": contract, "line": lot, "product": product,
             "quantity": f"{dice.choice([1, 2, 10, 10, 999])}{dice.choice(['', '.5', '.3333'])}",
             "unit_price": f"{dice.choice([0, 7, 7, 100, 123456])}.{dice.randrange(10_000):04d}",
             "price_months": dice.choice([1, 12, 36]), "currency": currency, "start": day,
             "end": end, "order": key if dice.random() < 0.9 else "", "uplift": ""}
        )  # fmt: skip

    def change(self) -> None:
        """Change about a third of the contracts the way their source system would."""
        dice = self.dice
        for key, contract in self.contracts.items():
            if dice.random() > 0.35:
                continue
            mine = [line for line in self.lines if line["contract"] == key]
            for line in mine:
                self._change_line(line, mine)
            change = dice.randrange(5)
            if change == 0 and contract["end"]:
                self._renew(key, contract, mine)
            elif change == 1:
                contract["ended_on"] = contract["first_start"] + timedelta(
                    days=dice.randrange(1, 700)
                )
            elif change == 2:
                contract["uplift"] = "5%"
            elif change == 3:
                contract["ended_on"] = ""

    def _change_line(self, line: dict[str, Any], mine: list[dict[str, Any]]) -> None:
        dice = self.dice
        change = dice.randrange(6)
        if change == 0:
            line["quantity"] = str(dice.randrange(1, 50))
        elif change == 1:
            line["unit_price"] = str(dice.randrange(1, 500))
        elif change == 2 and line["end"] > line["start"] + timedelta(days=40):
            cut = line["start"] + timedelta(days=dice.randrange(10, 30))
            if dice.random() < 0.7:
                # The rest of the segment goes on at another quantity, by an order of its own.
                key = f"{line['contract']}-A{len(self.orders)}"
                self.orders.append(
                    {"order": key, "contract": line["contract"], "kind": "amendment",
                     "effective_on": cut, "booked_on": cut}
                )  # fmt: skip
                self.lines.append({**line, "start": cut, "quantity": "77", "order": key})
            line["end"] = cut - timedelta(days=1)
        elif change == 3:
            line["product"] = dice.choice(list(PRODUCTS))

    def _renew(self, key: str, contract: dict[str, Any], mine: list[dict[str, Any]]) -> None:
        start = contract["end"] + timedelta(days=1)
        end = start + timedelta(days=364)
        order = f"{key}-R{start:%Y%m%d}"
        self.orders.append(
            {"order": order, "contract": key, "kind": "renewal", "effective_on": start,
             "booked_on": ON}
        )  # fmt: skip
        contract |= {"start": start, "end": end}
        for line in mine:
            if line["end"] == start - timedelta(days=1) and self.dice.random() < 0.8:
                self.lines.append(
                    {**line, "start": start, "end": end, "order": order, "unit_price": "55"}
                )

    def write(self, folder: Path) -> Path:
        """Write the sheets."""
        folder.mkdir(exist_ok=True)
        products = [{"product": k, "name": k, "charge": v} for k, v in PRODUCTS.items()]
        sheets: dict[str, list[dict[str, Any]]] = {
            "customers": [{"customer": "K1", "name": "Kite"}], "products": products,
            "contracts": list(self.contracts.values()), "orders": self.orders, "lines": self.lines,
        }  # fmt: skip
        for name, rows in sheets.items():
            text = [",".join(rows[0])] + [",".join(map(str, row.values())) for row in rows]
            (folder / f"{name}.csv").write_text("\n".join(text) + "\n")
        return folder


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_load_agrees_with_the_rules_at_first_and_after_changes(
    seed: int, tmp_path: Path
) -> None:
    book = Book(seed, contracts=60)
    by = system_actor()
    first = import_files(paths=[book.write(tmp_path / "book")], by=by, on=ON)
    assert first.rejected == 0
    assert Line.objects.count() == len(book.lines)
    assert differences() == []
    for _ in range(3):
        book.change()
        folder = book.write(tmp_path / "book")
        changed = import_files(paths=[folder], by=by, on=ON)
        assert changed.rejected == 0, changed.rejects and changed.rejects.read_text()
        assert Line.objects.count() == len(book.lines)
        assert differences() == []
        again = import_files(paths=[folder], by=by, on=ON)
        assert all(c["new"] == c["changed"] == 0 for c in again.counts.values())


@pytest.mark.django_db
def test_a_lots_movements_sum_to_its_arr(tmp_path: Path) -> None:
    book = Book(9, contracts=80)
    import_files(paths=[book.write(tmp_path / "book")], by=system_actor(), on=ON)
    checked = 0
    for line in Line.objects.select_related("contract", "product"):
        ended = line.contract.ended_on
        if line.arr_minor == 0 or (ended and line.start_on >= ended):
            continue
        day = line.start_on
        moves = ArrMovement.objects.filter(
            contract=line.contract, lot=line.lot, effective_on__lte=day
        )
        assert sum(move.amount_minor for move in moves) == line.arr_minor
        checked += 1
    assert checked > 50
