"""Escalations: what is escalated, work on one, the rules, the ladder, the Head's morning.

tenure escalations list                         open ones, the most severe first
tenure escalations list --late --region EMEA
tenure escalations show 17
tenure escalations acknowledge 17
tenure escalations plan 17 --by 2027-01-20 --note "Call with their CFO"
tenure escalations resolve 17 --reason "Quote sent"
tenure escalations reopen 17 --reason "They did not sign"
tenure escalations contest 42 --why "Wants last year's price"     42: the renewal's number
tenure escalations rules --on 2027-01-01        in force, before and after
tenure escalations defaults                     publish the starting rules, if there are none
tenure escalations publish silent-10 silent_customer medium --days 10 --from 2027-02-01
tenure escalations withdraw silent-10 --reason "Too soon"
tenure escalations evaluate                     now, besides the daily run
tenure escalations tell                         climb, write and send the mails that are due
tenure escalations head                         what is new, late, changed, worth
"""

from __future__ import annotations

import argparse
from typing import Any

from tenure.cli import session
from tenure.cli.escalations import ruling, working


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    working.configure(does)
    ruling.configure(does)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told: dict[str, Any] = given.told(given, actor)
    if given.json:
        session.print_json(told)
    return 0
