"""Show the book's recurring revenue: ARR and what changed it, by currency.

tenure ledger                                          ARR today, and what is committed
tenure ledger --from 2026-12-31 --to 2027-03-31        the first quarter's roll-forward
tenure ledger --from 2026-12-31 --to 2027-03-31 --known-on 2027-01-15
tenure ledger --check                                  rebuild it from the orders and compare

A roll-forward begins with ARR on the first day and adds what takes effect after it, up to and with
the last. With --check the exit code is 1 when the ledger is not what the orders make of it.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.book.queries import ledger


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the days."""
    for name, what in (
        ("--from", "ARR on this day is where it begins"),
        ("--to", "the last day (default: today, UTC)"),
        ("--known-on", "leave out what was booked after this day"),
    ):
        dest = {"--from": "start", "--to": "end", "--known-on": "known_on"}[name]
        parser.add_argument(name, dest=dest, type=session.parse_day, metavar="DATE", help=what)
    parser.add_argument("--check", action="store_true", help="compare the ledger with the orders")


def run(arguments: argparse.Namespace) -> int:
    """Print ARR, a roll-forward, or the differences."""
    actor = session.set_up()
    from tenure.book.queries import ledger
    from tenure.kernel.errors import InvalidInput

    if arguments.check:
        return _check(arguments.json)
    end, known_on = arguments.end or session.today(), arguments.known_on
    if arguments.start is None:
        found = ledger.arr_by_currency(actor, on=end, known_on=known_on)
        if arguments.json:
            rows = [asdict(arr) for arr in found]
            session.print_json({"on": end, "known_on": known_on, "currencies": rows})
        else:
            _print_arr(found)
        return 0
    if arguments.start > end:
        raise InvalidInput(f"--from {arguments.start} is after --to {end}.")
    rolled = ledger.roll_forward(actor, start=arguments.start, end=end, known_on=known_on)
    if arguments.json:
        days = {"from": arguments.start, "to": end, "known_on": known_on}
        session.print_json({**days, "currencies": [asdict(roll) for roll in rolled]})
    else:
        _print_rolls(rolled)
    return 0


def _print_arr(found: list[ledger.Arr]) -> None:
    from tenure.kernel.money import Money

    for arr in found:
        minors = (arr.arr_minor, arr.committed_minor)
        now, committed = (Money(minor, arr.currency).format() for minor in minors)
        print(f"ARR {now:>24}   committed {committed:>24}")
    if not found:
        print("the ledger is empty")


def _print_rolls(rolled: list[ledger.RollForward]) -> None:
    from tenure.kernel.money import Money

    for roll in rolled:
        rows = {"begin": roll.begin_minor, **roll.movements, "end": roll.end_minor}
        for name, minor in rows.items():
            print(f"{name.replace('_', ' '):<15}{Money(minor, roll.currency).format():>26}")
        print()
    if not rolled:
        print("the ledger is empty")


def _check(as_json: bool) -> int:
    from tenure.book.queries.ledger import ledger_differences

    found = ledger_differences()
    if as_json:
        rows = [asdict(each) for each in found]
        session.print_json({"balances": not found, "differences": rows})
    else:
        for each in found:
            print(
                f"{each.contract}  lot {each.lot}  {each.effective_on}  {each.kind}: posted "
                f"{each.posted_minor}, by the orders {each.rebuilt_minor} (minor units)"
            )
        print(f"{len(found)} differences" if found else "the ledger is what the orders make of it")
    return 1 if found else 0
