"""Record what was used of a lot above the contract; it is owed for with the renewal of the term.

tenure overage C-1001                                     what is recorded in the present term
tenure overage C-1001 1 2.5 --from 2026-06-01 --until 2026-12-31
tenure overage C-1001 1 2.5 --from 2026-06-01 --until 2026-12-31 --true-forward
                                                          and renewed as well, from now on
tenure overage C-1001 1 0 --from 2026-06-01 --until 2026-12-31     nothing after all

A later record of a lot takes the place of the one before. Many at once come as a file: the sheet
`overages` of tenure import.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.book.models import Contract, Overage
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the contract, the lot, how much more of it was used, and when."""
    parser.add_argument("contract", metavar="CONTRACT", help="the contract's key")
    parser.add_argument("lot", nargs="?", type=int, metavar="LOT", help="the lot's number")
    parser.add_argument("quantity", nargs="?", metavar="QUANTITY", help="above the contract")
    parser.add_argument(
        "--from", dest="start", type=session.parse_day, metavar="DATE", help="its first day"
    )
    parser.add_argument("--until", type=session.parse_day, metavar="DATE", help="its last day")
    parser.add_argument("--true-forward", action="store_true", help="renew it as well")
    parser.add_argument("--note", default="")


def run(given: argparse.Namespace) -> int:
    """Record the overage if one is given, and print what counts."""
    actor = session.set_up()
    from tenure.book.queries.contracts import contract_keyed
    from tenure.book.queries.overages import overages_of
    from tenure.kernel.errors import InvalidInput

    contract = contract_keyed(given.contract, user=actor)
    if contract is None:
        raise InvalidInput(f"There is no contract {given.contract}.")
    if given.lot is not None:
        _record(given, contract, actor)
    found = overages_of(contract, user=actor)
    if given.json:
        session.print_json({"contract": contract.key, "overages": [_json(one) for one in found]})
        return 0
    for one in found:
        last = one.end_on - timedelta(days=1)
        forward = ", renewed as well" if one.true_forward else ""
        print(f"{one}, {one.start_on} to {last}{forward}")
    if not found:
        print("nothing was used above the contract in the present term")
    return 0


def _record(given: argparse.Namespace, contract: Contract, actor: User) -> None:
    from tenure.book.commands.overages import record_overage
    from tenure.kernel.errors import InvalidInput
    from tenure.kernel.money import quantity_e4
    from tenure.kernel.period import Period

    if given.quantity is None or given.start is None or given.until is None:
        raise InvalidInput("Say how much more was used, --from which day and --until which.")
    record_overage(
        contract_id=contract.pk, lot=given.lot, quantity_e4=quantity_e4(given.quantity),
        measured=Period.from_last_day(given.start, given.until), note=given.note,
        true_forward=given.true_forward, by=actor, on=session.today(),
    )  # fmt: skip


def _json(one: Overage) -> dict[str, Any]:
    return {
        "lot": one.lot,
        "quantity": f"{one.quantity.normalize():f}",
        "start_on": one.start_on,
        "last_day": one.end_on - timedelta(days=1),
        "true_forward": one.true_forward,
    }
