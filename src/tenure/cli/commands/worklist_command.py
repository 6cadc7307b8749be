"""The team's load.

tenure worklist team                     who carries how much, late, waiting, away
tenure worklist team --team emea
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is asked or done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    team = does.add_parser("team", help="who carries how much, and what nobody looks after")
    team.add_argument("--team", default="", metavar="CODE", help="only the people of this team")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = {"team": _team}[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _team(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.team import team_page

    page = team_page(actor, on=session.today(), at=session.now(), team=given.team)
    if not given.json:
        for one in page.people:
            counted = ", ".join(f"{count} {name}" for name, count in one.counts.items())
            away = f"  AWAY, back {one.away_until}" if one.away_until else ""
            print(f"{one.code}  {one.load_in_words}{'  ABOVE' if one.is_above else ''}{away}")
            print(f"    {counted}; tasks: {one.tasks_late} late, {one.tasks_today} today")
        told = ", ".join(f"{count} {name}" for name, count in asdict(page.alarms).items())
        print(f"{len(page.people)} people; {told}")
    return {
        "people": [asdict(one) for one in page.people],
        "total": asdict(page.total),
        "alarms": asdict(page.alarms),
    }
