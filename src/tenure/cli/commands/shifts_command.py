"""Shifts of the regions: who is on duty, the rota, swaps, absences, and where nobody is.

tenure shifts now --at 2027-01-15T16:30            every region at an instant (UTC)
tenure shifts repeat alice@example.com EMEA --days mon,tue,wed,thu,fri
tenure shifts plan --from 2027-02-01 --days 28     make the shifts of these days
tenure shifts gaps --from 2027-03-22 --days 10     where nobody is at the quarter's end
tenure shifts ask 17 22 --by alice                 swap 17 of alice's for 22
tenure shifts answer 3 accept --by bob
tenure shifts away alice@example.com --from 2027-02-08 --until 2027-02-12 --cover bob@example.com
tenure shifts answers EMEA --at 2027-01-15T16:30   after the cut-off, who answers from when
tenure shifts hours EMEA --from 2027-04-01 --opens 08:00 --closes 17:00
"""

from __future__ import annotations

import argparse

from tenure.cli import session
from tenure.cli.shifts import changing, showing


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is asked or done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    showing.configure(does)
    changing.configure(does)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = given.told(given, actor)
    if given.json:
        session.print_json(told)
    return 0
