"""Each kind of discrepancy on a realistic case; what is known, gone, accepted, matched by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tenure.book.commands.orders import OrderDraft, book_order, change_contract
from tenure.book.models import Contract, Order
from tenure.book.rules.changes import Terminate
from tenure.book.rules.facts import Action
from tenure.closing.commands import (
    DiscrepancyNotOpen,
    StatementRefused,
    match_key,
    own_discrepancies,
    reconcile,
    settle_discrepancies,
)
from tenure.closing.models import Discrepancy, Reconciliation, StatementContract
from tenure.closing.rules import Kind, Settled, Side, Tolerance
from tenure.foundation.models import AuditEvent
from tenure.kernel.errors import InvalidInput
from tests.closing.conftest import ON
from tests.closing.exports import Export
from tests.renewals.builders import Book

Change = Callable[[Export, Book], None]


def run(book: Book, tmp_path: Path, *exports: Export, on: date = ON) -> Reconciliation:
    for export in exports:
        export.load(tmp_path, by=book.head, on=on)
    return reconcile(by=book.head, on=on)


def agreed(side: Side = Side.BILLING, on: date = ON) -> Export:
    return Export.that_agrees(side, on)


def test_three_sides_that_agree_have_nothing_to_show(book: Book, tmp_path: Path) -> None:
    made = run(book, tmp_path, agreed(Side.CRM), agreed(Side.BILLING))
    assert made.counts == {"found": 0, "new": 0, "known": 0, "gone": 0}
    assert made.crm is not None
    assert made.billing is not None


def test_without_an_export_there_is_nothing_to_compare_with(book: Book) -> None:
    with pytest.raises(InvalidInput, match="no export"):
        reconcile(by=book.head, on=ON)


def _missing(export: Export, book: Book) -> None:
    del export.contracts["C1"]
    export.lines = [row for row in export.lines if row["contract"] != "C1"]


def _line_missing(export: Export, book: Book) -> None:
    book.add(Contract.objects.get(key="C1"), lot=7, start=ON, price=300)


def _unknown(export: Export, book: Book) -> None:
    export.contracts["X9"] = {**export.contracts["C1"], "key": "X9", "customer": "STRANGER"}
    export.lines.append({**export.line("C1"), "contract": "X9"})


def _duplicate_contract(export: Export, book: Book) -> None:
    export.contracts["X9"] = {**export.contracts["C1"], "key": "X9"}
    export.lines.append({**export.line("C1"), "contract": "X9"})


def _duplicate_line(export: Export, book: Book) -> None:
    export.lines.append(dict(export.line("C1")))


def _currency(export: Export, book: Book) -> None:
    export.contracts["C1"]["currency"] = "USD"
    export.line("C1")["currency"] = "USD"


def _quantity(export: Export, book: Book) -> None:
    export.line("C1")["quantity"] *= 2


def _price(export: Export, book: Book) -> None:
    export.line("C1")["price"] += 100_0000


def _amount(export: Export, book: Book) -> None:
    """Bill two lots as two lines of other prices than ours, which come to more."""
    for row in export.lines:
        if row["contract"] == "C2":
            row["price"] += 10_0000


def _date(export: Export, book: Book) -> None:
    export.contracts["C1"]["end"] += timedelta(days=30)


def _uplift(export: Export, book: Book) -> None:
    """Renew C1 at 5 % more, and go on billing the price of the term before."""
    contract = Contract.objects.get(key="C1")
    book.renew(contract, booked_on=date(2027, 1, 2), price=1260)
    export.contracts["C1"]["end"] = date(2028, 6, 1)
    export.line("C1")["start"] = date(2027, 6, 1)
    export.line("C1")["end"] = date(2028, 6, 1)


def _terminated(export: Export, book: Book) -> None:
    change_contract(
        contract_id=Contract.objects.get(key="C1").pk,
        changes=[Terminate(date(2027, 1, 10), "lost")], booked_on=date(2027, 1, 10),
        by=book.system, on=date(2027, 1, 10),
    )  # fmt: skip


YEAR = 1200_00
CASES: list[tuple[str, Change, date, str, int]] = [
    # what happened, on which day it is seen, the kind, and by how much a year they differ
    ("a contract is not there", _missing, ON, Kind.MISSING, -YEAR),
    ("an added lot is not there", _line_missing, ON, Kind.PRICE, 0),
    ("a contract of a stranger", _unknown, ON, Kind.UNKNOWN, YEAR),
    ("a contract twice", _duplicate_contract, ON, Kind.DUPLICATE, YEAR),
    ("a line twice", _duplicate_line, ON, Kind.DUPLICATE, YEAR),
    ("dollars for euros", _currency, ON, Kind.CURRENCY, 0),
    ("twice the quantity", _quantity, ON, Kind.QUANTITY, YEAR),
    ("another price", _price, ON, Kind.PRICE, 100_00),
    ("two lots at other prices", _amount, ON, Kind.AMOUNT, 20_00),
    ("the term ends a month later", _date, ON, Kind.DATE, 0),
    ("the uplift is not billed", _uplift, date(2027, 7, 1), Kind.UPLIFT, -60_00),
    ("billed after the termination", _terminated, ON, Kind.AFTER_TERMINATION, YEAR),
]


@pytest.mark.parametrize("side", [Side.CRM, Side.BILLING])
@pytest.mark.parametrize(
    ("change", "on", "kind", "at_stake"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES if case[1] is not _line_missing],
)
def test_each_kind(
    book: Book, tmp_path: Path, side: Side, change: Change, on: date, kind: str, at_stake: int
) -> None:
    export = agreed(side)
    change(export, book)
    made = run(book, tmp_path, export, on=on)
    found = Discrepancy.objects.get()
    assert (found.side, found.kind, found.at_stake_minor) == (side, kind, at_stake)
    assert found.currency in {"EUR", "USD"}
    assert found.owner == (Contract.objects.get(key="C1").owner if found.contract else None)
    assert made.counts["new"] == 1
    told = AuditEvent.objects.get(verb="closing.open_discrepancy")
    assert told.subject_id == found.pk


def test_a_lot_that_the_other_side_lacks_is_a_matter_of_quantity(
    book: Book, tmp_path: Path
) -> None:
    export = agreed()
    _line_missing(export, book)
    run(book, tmp_path, export)
    found = Discrepancy.objects.get()
    assert (found.kind, found.at_stake_minor) == (Kind.QUANTITY, -300_00)
    assert found.ours["quantity_e4"] == 20_000


def test_a_product_that_the_other_side_lacks_is_missing(book: Book, tmp_path: Path) -> None:
    contract = Contract.objects.get(key="C1")
    export = agreed()
    segment = book.segment(ON, contract.end_on, lot=7, price=300, product="OTHER")
    draft = OrderDraft(
        kind="amendment", effective_on=ON, booked_on=ON, actions=[Action("add", segment)]
    )
    book_order(contract_id=contract.pk, draft=draft, by=book.system, on=ON)
    run(book, tmp_path, export)
    found = Discrepancy.objects.get()
    assert (found.kind, found.product_key, found.at_stake_minor) == (Kind.MISSING, "OTHER", -300_00)


def test_a_product_of_another_name_is_the_same(book: Book, tmp_path: Path) -> None:
    export = agreed()
    export.line("C1")["product"] = "billing-sku-1"
    assert run(book, tmp_path, export).counts["found"] == 0


def test_small_differences_are_none(book: Book, tmp_path: Path) -> None:
    export = agreed()
    export.line("C1")["price"] += 1_0000  # 1.00 a year: within the tolerance
    assert run(book, tmp_path, export).counts["found"] == 0
    exact = reconcile(by=book.head, on=ON, tolerance=Tolerance(amount_minor=99))
    assert exact.counts["new"] == 1


def test_another_key_of_the_same_customer_is_matched_by_likeness(
    book: Book, tmp_path: Path
) -> None:
    export = agreed()
    export.contracts["C1"]["key"] = "SUB-77"
    export.line("C1")["contract"] = "SUB-77"
    assert run(book, tmp_path, export).counts["found"] == 0
    export.line("SUB-77")["price"] = 2000_0000
    assert run(book, tmp_path, export).counts["found"] == 2, "too far apart: missing and unknown"


def test_a_key_is_matched_by_hand_and_told_apart_again(book: Book, tmp_path: Path) -> None:
    export = agreed()
    export.contracts["C1"].update(key="SUB-77", customer="PAYER")
    export.line("C1").update(contract="SUB-77", price=2000_0000)
    run(book, tmp_path, export)
    assert {row.kind for row in Discrepancy.objects.all()} == {Kind.MISSING, Kind.UNKNOWN}

    contract = Contract.objects.get(key="C1")
    given = {"side": Side.BILLING, "key": "SUB-77", "by": book.head, "on": ON}
    first = match_key(contract_id=contract.pk, **given)  # type: ignore[arg-type]
    assert match_key(contract_id=contract.pk, **given).pk == first.pk  # type: ignore[arg-type]
    made = reconcile(by=book.head, on=ON)
    assert made.counts == {"found": 1, "new": 1, "known": 0, "gone": 2}
    assert Discrepancy.objects.get(settlement=None).kind == Kind.PRICE

    match_key(contract_id=None, **given)  # type: ignore[arg-type]
    assert reconcile(by=book.head, on=ON).counts["new"] == 2


def test_running_again_changes_nothing(book: Book, tmp_path: Path) -> None:
    export = agreed()
    _price(export, book)
    run(book, tmp_path, export)
    before = list(Discrepancy.objects.values("pk", "evidence", "opened_on", "owner"))
    later = ON + timedelta(days=3)
    again = reconcile(by=book.head, on=later)
    assert again.counts == {"found": 1, "new": 0, "known": 1, "gone": 0}
    assert list(Discrepancy.objects.values("pk", "evidence", "opened_on", "owner")) == before
    assert Discrepancy.objects.get().seen_by == again


def test_what_agrees_again_is_settled_and_opens_anew_when_it_comes_back(
    book: Book, tmp_path: Path
) -> None:
    wrong, right = agreed(), agreed()
    _price(wrong, book)
    run(book, tmp_path, wrong)
    assert run(book, tmp_path, right).counts["gone"] == 1
    assert Discrepancy.objects.get().settlement.reason == Settled.GONE  # type: ignore[union-attr]
    assert run(book, tmp_path, wrong).counts["new"] == 1
    assert Discrepancy.objects.filter(settlement=None).count() == 1


def test_the_side_that_has_not_spoken_is_left_alone(book: Book, tmp_path: Path) -> None:
    run(book, tmp_path, agreed(Side.CRM))
    assert not Discrepancy.objects.filter(side=Side.BILLING).exists()


def test_what_was_accepted_stays_so_until_somebody_says_something_else(
    book: Book, tmp_path: Path
) -> None:
    export = agreed()
    _price(export, book)
    run(book, tmp_path, export)
    found = Discrepancy.objects.get()
    with pytest.raises(InvalidInput, match="Say why"):
        settle_discrepancies(ids=[found.pk], reason=Settled.ACCEPTED, by=book.head, on=ON)
    settle_discrepancies(
        ids=[found.pk], reason=Settled.ACCEPTED, note="Billed with the partner's fee.",
        by=book.head, on=ON,
    )  # fmt: skip
    assert reconcile(by=book.head, on=ON).counts["new"] == 0
    export.line("C1")["price"] += 50_0000
    assert run(book, tmp_path, export).counts["new"] == 1


def test_an_order_settles_only_its_own_contract(book: Book, tmp_path: Path) -> None:
    export = agreed()
    _price(export, book)
    run(book, tmp_path, export)
    found = Discrepancy.objects.get()
    other = Order.objects.get(contract__key="C2")
    own = Order.objects.get(contract__key="C1")
    given = {"ids": [found.pk], "reason": Settled.ORDER, "by": book.head, "on": ON}
    with pytest.raises(InvalidInput, match="Name the order"):
        settle_discrepancies(order_id=other.pk, **given)  # type: ignore[arg-type]
    made = settle_discrepancies(order_id=own.pk, **given)  # type: ignore[arg-type]
    assert made.order == own
    with pytest.raises(DiscrepancyNotOpen):
        settle_discrepancies(order_id=own.pk, **given)  # type: ignore[arg-type]


def test_nobody_works_on_what_they_do_not_see(book: Book, tmp_path: Path) -> None:
    export = agreed()
    _price(export, book)
    run(book, tmp_path, export)
    found = Discrepancy.objects.get()
    stranger = book.manager("bob", region="AMER").user
    assert stranger is not None
    assert not Discrepancy.objects.visible_to(stranger).exists()
    with pytest.raises(DiscrepancyNotOpen):
        own_discrepancies(ids=[found.pk], staff_id=stranger.staff.pk, by=stranger, on=ON)
    given = {"ids": [found.pk], "staff_id": stranger.staff.pk, "by": book.head, "on": ON}
    assert own_discrepancies(**given) == 1
    assert own_discrepancies(**given) == 0


def test_a_later_export_takes_the_place_and_an_earlier_one_is_refused(
    book: Book, tmp_path: Path
) -> None:
    first = agreed().load(tmp_path, by=book.head, on=ON)
    second = agreed().load(tmp_path, by=book.head, on=ON)
    assert StatementContract.objects.filter(statement=first).count() == 0
    assert StatementContract.objects.filter(statement=second).count() == second.contracts == 2
    with pytest.raises(StatementRefused, match="older"):
        agreed().load(tmp_path, by=book.head, on=ON, as_of=ON - timedelta(days=1))
    with pytest.raises(InvalidInput, match="still to come"):
        agreed().load(tmp_path, by=book.head, on=ON, as_of=ON + timedelta(days=1))
