"""List renewals in the order in which they want work, with the next action and the reason.

tenure renewals                      the first 50 of the worklist
tenure renewals --window 120         what renews within 120 days
tenure renewals --owner alice@example.com --limit 0
tenure renewals --waits-on customer  what waits for an answer; 'turn' what does not
tenure renewals --risk will_churn_actionable
tenure renewals --untouched          what nobody has done anything about for long
tenure renewals --no-step            what wants work and has neither a step that is set nor a task
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import timedelta
from itertools import islice

from tenure.cli import session
from tenure.renewals.rules.priority import RISKS
from tenure.renewals.rules.waiting import WAITS_ON

TURNS = ("turn", "others", "snoozed", *(whom for whom in WAITS_ON if whom != "me"))


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the filters."""
    parser.add_argument("--window", type=int, metavar="N", help="renewing within N days")
    parser.add_argument("--owner", metavar="WHO", help="of this colleague (code, e-mail); 'none'")
    parser.add_argument(
        "--risk", choices=RISKS, metavar="CATEGORY", help=f"one of: {', '.join(RISKS)}"
    )
    parser.add_argument(
        "--waits-on", choices=TURNS, default="", metavar="WHOM", help=f"one of: {', '.join(TURNS)}"
    )
    parser.add_argument(
        "--untouched", action="store_true", help="has wanted work for long, and nobody did any"
    )
    parser.add_argument(
        "--no-step", action="store_true", help="wants work; no step is set and no task open"
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="0: all (default 50)")


def run(arguments: argparse.Namespace) -> int:
    """Print the renewals."""
    actor = session.set_up()
    from tenure.desk.queries.worklist import WorklistFilter, untouched_since, worklist_rows
    from tenure.directory.queries import staff_id_named
    from tenure.kernel.errors import InvalidInput

    on = session.today()
    nobody = arguments.owner == "none"
    owner = staff_id_named(arguments.owner) if arguments.owner and not nobody else None
    if arguments.owner and not nobody and owner is None:
        raise InvalidInput(f"there is no colleague '{arguments.owner}'")
    asked = WorklistFilter(
        owner=owner,
        nobody=nobody,
        risk=arguments.risk or "",
        waiting=arguments.waits_on,
        untouched_since=untouched_since(on) if arguments.untouched else None,
        no_step_on=on if arguments.no_step else None,
        due_to=on + timedelta(days=arguments.window - 1) if arguments.window else None,
    )
    rows = worklist_rows(actor, asked)
    found = list(islice(rows, arguments.limit) if arguments.limit > 0 else rows)
    if arguments.json:
        session.print_json(
            {"on": on, "renewals": [{**asdict(row), "why": row.why(on)} for row in found]}
        )
        return 0
    for row in found:
        print(
            f"{row.work_on}  {row.action_label:<28.28}  {row.contract:<16.16}"
            f"  {row.customer:<28.28}  due {row.due_on}  {row.owner or 'nobody'}\n"
            f"            {row.why(on)}"
        )
    if not found:
        print("no renewals; 'tenure run' opens them")
    return 0
