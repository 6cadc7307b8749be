"""Lock what lies before a day: nothing there changes any more. `tenure period close` does so
with a checklist and figures, and can be reopened with a reason.

tenure lock --before 2027-01-01        closes the books of 2026
"""

from __future__ import annotations

import argparse

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the day."""
    parser.add_argument(
        "--before", type=session.parse_day, required=True, metavar="DATE",
        help="the first day that stays open",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Lock the periods."""
    actor = session.set_up()
    from tenure.book.commands.periods import lock_periods

    lock = lock_periods(before=arguments.before, by=actor, on=session.today())
    if arguments.json:
        session.print_json({"locked_before": lock.before, "locked_on": lock.locked_on})
    else:
        print(f"locked: what lies before {lock.before} does not change any more")
    return 0
