"""Lock what lies before a day: nothing there changes any more. `tenure period close` does so
with a checklist and figures, and can be reopened with a reason.

tenure lock --before 2027-01-01        closes the books of 2026
tenure lock --reopen --because "..."   lets the latest such lock hold no more
"""

from __future__ import annotations

import argparse

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the day."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--before", type=session.parse_day, metavar="DATE", help="the first day that stays open"
    )
    which.add_argument("--reopen", action="store_true", help="let the latest lock hold no more")
    parser.add_argument("--because", default="", metavar="REASON", help="why it is reopened")


def run(arguments: argparse.Namespace) -> int:
    """Lock the periods, or reopen the latest."""
    actor = session.set_up()
    if arguments.reopen:
        from tenure.closing.commands.periods import reopen_lock

        before = reopen_lock(reason=arguments.because, by=actor, on=session.today())
        if arguments.json:
            session.print_json({"reopened_before": before})
        else:
            print(f"reopened: what was locked before {before}, as far as no earlier lock holds it")
        return 0
    from tenure.book.commands.periods import lock_periods

    lock = lock_periods(before=arguments.before, by=actor, on=session.today())
    if arguments.json:
        session.print_json({"locked_before": lock.before, "locked_on": lock.locked_on})
    else:
        print(f"locked: what lies before {lock.before} does not change any more")
    return 0
