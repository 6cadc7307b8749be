"""See what waits for approval and decide on it; rules, seats of approvers, and holiday cover.

tenure approval waiting                     all that waits; --of sam: for one person
tenure approval show Q-2027-000042          who is asked, why, and what was said
tenure approval request Q-2027-000042       ask for what the quote needs
tenure approval decide Q-2027-000042 director approve --by sam
tenure approval decide Q-2027-000042 director reject --by sam --note "Not without a second year."
tenure approval terms Q-2027-000042 --payment-days 45 --by alice
tenure approval remind                      send what approvers have to be told now
tenure approval rules --on 2027-01-01       the rules in force on a day, and their history
tenure approval defaults                    publish the starting rules, if there are none
tenure approval publish pay-2027 payment_days --over 45 --role finance --from 2027-01-01
tenure approval publish big-2027 value --over 300000 --tiers 1 --currency EUR --from 2027-01-01
tenure approval seats                       who sits where; leave 12 --from DAY frees a seat
tenure approval seat director sam --region EMEA --from 2027-01-01
tenure approval cover                       who stands in for whom; back 7 ends it
tenure approval delegate sam hana --from 2027-02-01 --until 2027-02-14
"""

from __future__ import annotations

import argparse

from tenure.cli import session
from tenure.cli.approvals import deciding, people, ruling


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    for part in (deciding, ruling, people):
        part.configure(does)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    facts = given.told(given, actor)
    if given.json:
        session.print_json(facts)
    return 0
