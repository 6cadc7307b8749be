"""The team's load, and one thing done to many renewals; each is done, or refused with its reason.

tenure worklist team                     who carries how much, late, waiting, away
tenure worklist team --team emea
tenure worklist owner C-1001 42 --to bob@example.com --preview
tenure worklist snooze C-1001 C-1004 --until 2027-02-01 --why "Budget in February"
tenure worklist wake C-1001
tenure worklist step C-1001 C-1004 --words "Call Dana" --by 2027-01-20
tenure worklist waiting C-1001 --on legal --until 2027-01-20 --note "Redlines"
tenure worklist risk C-1001 --category will_churn_actionable --why "New CFO"
tenure worklist quotes C-1001 C-1004     make them; a stale one again
tenure worklist group C-1001 C-1002      of one customer and day

A renewal is named by its number, or by its contract's key. --preview says what would change, and
changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import Conflict
from tenure.renewals.rules.priority import RISKS
from tenure.renewals.rules.waiting import WAITS_ON

if TYPE_CHECKING:
    from tenure.desk.rules.bulk import Asked
    from tenure.foundation.models import User

KNOWN = "known"  # what is known decides on whom it waits


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is asked or done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    team = does.add_parser("team", help="who carries how much, and what nobody looks after")
    team.add_argument("--team", default="", metavar="CODE", help="only the people of this team")
    owner = _many(does, "owner", "give them an owner")
    owner.add_argument("--to", dest="person", required=True, metavar="CODE")
    step = _many(does, "step", "set the next step")
    step.add_argument("--words", required=True, help="what is done next")
    step.add_argument("--by", dest="day", required=True, type=session.parse_day, metavar="DAY")
    step.add_argument("--who", dest="person", metavar="CODE", help="the owner without it")
    snooze = _many(does, "snooze", "let them sleep until a day")
    snooze.add_argument("--until", dest="day", required=True, type=session.parse_day, metavar="DAY")
    snooze.add_argument("--why", dest="words", required=True)
    _many(does, "wake", "wake them")
    waiting = _many(does, "waiting", "say on whom they wait")
    waiting.add_argument("--on", dest="code", required=True, choices=[*WAITS_ON, KNOWN])
    waiting.add_argument("--until", dest="day", type=session.parse_day, metavar="DAY")
    waiting.add_argument("--note", dest="words", default="")
    risk = _many(does, "risk", "give them a risk category")
    risk.add_argument("--category", dest="code", required=True, choices=RISKS)
    risk.add_argument("--why", dest="words", required=True)
    _many(does, "quotes", "make their quotes")
    _many(does, "group", "handle them together")


def _many(
    does: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str
) -> argparse.ArgumentParser:
    parser = does.add_parser(name, help=words)
    parser.add_argument("renewals", nargs="+", metavar="RENEWAL", help="number, or contract's key")
    parser.add_argument("--preview", action="store_true", help="say what would change")
    return parser


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = _team(given, actor) if given.does == "team" else _act(given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _act(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.bulk import do_to_many
    from tenure.desk.queries.bulk import renewals_named

    ids, asked = renewals_named(actor, given.renewals), _asked(given)
    if given.preview:
        return _preview(given, actor, ids, asked)
    done = do_to_many(renewal_ids=ids, asked=asked, by=actor, on=session.today(), at=session.now())
    if done.refused and not done.done and not done.already:
        raise Conflict("\n".join(done.refused))
    if not given.json:
        print(f"{done.done} done, {done.already} were so already")
        for reason in done.refused:
            print(reason, file=sys.stderr)
    return asdict(done)


def _preview(
    given: argparse.Namespace, actor: User, ids: list[int], asked: Asked
) -> dict[str, Any]:
    from tenure.desk.queries.bulk import bulk_preview

    page = bulk_preview(actor, asked, renewal_ids=ids, on=session.today())
    if not given.json:
        for row in page.rows:
            does = row.refused or (f"{row.before} -> {row.after}" if row.changes else "stays")
            print(f"{row.contract}  {row.customer}: {'REFUSED ' if row.refused else ''}{does}")
        print(f"{page.changing} would change, {page.staying} stay, {page.refused} refused")
    return {
        "changing": page.changing, "staying": page.staying, "refused": page.refused,
        "missing": page.missing,
        "renewals": [
            {"renewal": row.renewal_id, "contract": row.contract, "customer": row.customer,
             "before": row.before, "after": row.after, "changes": row.changes,
             "refused": row.refused}
            for row in page.rows
        ],
    }  # fmt: skip


def _asked(given: argparse.Namespace) -> Asked:
    from tenure.cli.shifts.showing import staff_named
    from tenure.desk.rules.bulk import Asked

    person, code = getattr(given, "person", None), getattr(given, "code", "")
    return Asked(
        action=given.does, person=staff_named(person) if person else None,
        day=getattr(given, "day", None), words=getattr(given, "words", ""),
        code="" if code == KNOWN else code,
    )  # fmt: skip


def _team(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.team import team_page

    page = team_page(actor, on=session.today(), at=session.now(), team=given.team)
    if not given.json:
        for one in page.people:
            counted = ", ".join(f"{count} {name}" for name, count in one.counts.items())
            away = f"  AWAY, back {one.away_until}" if one.away_until else ""
            print(f"{one.code}  {one.load_in_words}{'  ABOVE' if one.is_above else ''}{away}")
            print(f"    {counted}; tasks: {one.tasks_late} late, {one.tasks_today} today")
        alarms = page.alarms
        print(
            f"{len(page.people)} people; {alarms.ownerless} without an owner,"
            f" {alarms.untouched} untouched, {alarms.step_passed} with a passed next step,"
            f" {alarms.no_step} with nothing planned"
        )
    return {
        "people": [asdict(one) for one in page.people],
        "total": asdict(page.total),
        "alarms": asdict(page.alarms),
    }
