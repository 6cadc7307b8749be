"""Show a contract on a day, as it was known on another: facts, lines, orders, ARR and ATR.

tenure contract C-1001                                     today
tenure contract C-1001 --on 2026-12-31                     at the end of the year
tenure contract C-1001 --on 2026-12-31 --known-on 2026-10-01   as it was known in October
"""

from __future__ import annotations

import argparse
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.book.queries.effects import AsOf


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the contract and the two days."""
    parser.add_argument("contract", metavar="CONTRACT", help="the contract's key")
    parser.add_argument("--on", type=session.parse_day, metavar="DATE", help="default: today (UTC)")
    parser.add_argument(
        "--known-on", type=session.parse_day, metavar="DATE",
        help="leave out what was booked after this day (default: nothing is left out)",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Print the contract."""
    actor = session.set_up()
    from tenure.book.queries.contracts import contract_keyed
    from tenure.book.queries.effects import contract_as_of
    from tenure.kernel.errors import InvalidInput

    contract = contract_keyed(arguments.contract, user=actor)
    on, known = arguments.on or session.today(), arguments.known_on or date.max
    found = contract and contract_as_of(contract.pk, day=on, known=known, user=actor)
    if not found:
        raise InvalidInput(f"There is no contract {arguments.contract}.")
    if arguments.json:
        session.print_json(_as_json(found, arguments.known_on))
    else:
        _print(found, arguments.known_on)
    return 0


def _as_json(found: AsOf, known_on: date | None) -> dict[str, Any]:
    from tenure.book.rules.ledger import steps
    from tenure.cli.changes.showing import movements_json, segment_json

    return {
        "contract": found.contract.key,
        "customer": found.contract.customer.key,
        "currency": found.contract.currency,
        "on": found.day,
        "known_on": known_on,
        "revision": found.state.revision,
        "facts": found.terms,
        "arr_minor": found.arr_minor,
        "atr_minor": found.atr_minor,
        "lines": [
            segment_json(segment)
            for _, segments in sorted(found.state.lots.items())
            for segment in segments
        ],
        "orders": [
            {
                "number": order.number,
                "kind": order.kind,
                "effective_on": order.effective_on,
                "booked_on": order.booked_on,
                "actions": len(order.actions),
            }
            for order in found.orders
        ],
        "movements": movements_json(_by_day(steps(found.state))),
    }


def _by_day(steps: list[Any]) -> list[Any]:
    return sorted(steps, key=lambda step: (step.effective_on, step.lot))


def _print(found: AsOf, known_on: date | None) -> None:
    from tenure.book.rules.ledger import steps
    from tenure.cli.changes.showing import movement_line, segment_line
    from tenure.kernel.money import Money

    contract = found.contract
    known = f", as known on {known_on}" if known_on else ""
    print(f"{contract.key} of {contract.customer} on {found.day}{known}")
    for name, value in found.terms.items():
        if value not in (None, ""):
            print(f"  {name:<22}{value}")
    print("lines (* in force)")
    for _, segments in sorted(found.state.lots.items()):
        for segment in segments:
            mark = "*" if segment.period.contains(found.day) else " "
            print(f"{mark} {segment_line(segment)}")
    print("orders")
    for order in found.orders:
        print(
            f"  {order.number:>3}  {order.kind:<12} effective {order.effective_on}, "
            f"booked {order.booked_on}, {len(order.actions)} actions"
        )
    print("movements of ARR, with what it came to")
    moved = _by_day(steps(found.state))
    for step, minor in zip(moved, accumulate(step.amount_minor for step in moved), strict=True):
        print(f"  {movement_line(step, contract.currency)}{Money(minor, contract.currency)!s:>20}")
    arr, atr = (Money(minor, contract.currency) for minor in (found.arr_minor, found.atr_minor))
    print(f"ARR {arr}, available to renew at the term's end {atr}")
