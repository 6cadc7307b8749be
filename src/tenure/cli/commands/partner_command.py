"""Show a partner with its tiers, or put it into a tier from a day on.

tenure partner P-1                                  who it is, and its tiers
tenure partner P-1 --tier gold                      from today
tenure partner P-1 --tier gold --from 2027-01-01    from another day
tenure partner P-1 --tier none                      in no tier any more
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.directory.models import Partner
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the partner and the tier."""
    parser.add_argument("partner", metavar="PARTNER", help="the partner's key")
    parser.add_argument("--tier", help="registered, silver, gold, platinum or none")
    parser.add_argument(
        "--from", dest="start", type=session.parse_day, metavar="DATE",
        help="the tier's first day (default: today, UTC)",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Set the tier if one is given, and print the partner."""
    actor = session.set_up()
    from tenure.directory.queries import partner_named
    from tenure.kernel.errors import InvalidInput

    partner = partner_named(arguments.partner, user=actor)
    if partner is None:
        raise InvalidInput(f"There is no partner {arguments.partner}.")
    if arguments.tier is not None:
        _set(partner, arguments.tier, arguments.start or session.today(), actor)
    _print(partner, actor, as_json=arguments.json)
    return 0


def _set(partner: Partner, tier: str, start: date, actor: User) -> None:
    from tenure.directory.commands.partners import set_partner_tier

    named = "" if tier == "none" else tier
    set_partner_tier(
        partner_id=partner.pk, tier=named, start_on=start, by=actor, on=session.today()
    )


def _print(partner: Partner, actor: User, *, as_json: bool) -> None:
    from tenure.directory.queries import tiers_of

    tiers = [(row.start_on, row.tier or "none") for row in tiers_of(partner.pk, user=actor)]
    if as_json:
        told = [{"tier": tier, "from": start} for start, tier in tiers]
        session.print_json(
            {"partner": partner.key, "name": partner.name, "kind": partner.kind, "tiers": told}
        )
        return
    print(f"{partner.key}  {partner.name}  {partner.get_kind_display()}")
    for start, tier in tiers:
        print(f"  {start}  {tier}")
    if not tiers:
        print("  in no tier")
