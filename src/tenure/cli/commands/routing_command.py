"""Who gets the renewals that nobody owns: to whom they suit best, not by turn.

tenure routing preview                          who would get what and why, and the loads
tenure routing apply                            give it to them; again it changes nothing
tenure routing staff                            what everybody knows and carries
tenure routing capacity alice@example.com 150   how many open renewals she can own
tenure routing skill alice@example.com language fr,de --from 2027-02-01
tenure routing skill alice@example.com partner P-1,P-2
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.shifts.showing import staff_named

if TYPE_CHECKING:
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is asked or done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    does.add_parser("preview", help="who would get what and why; changes nothing")
    does.add_parser("apply", help="give every renewal that nobody owns an owner")
    does.add_parser("staff", help="what everybody knows and carries")
    capacity = does.add_parser("capacity", help="how many open renewals somebody can own")
    capacity.add_argument("staff", metavar="CODE")
    capacity.add_argument("renewals", type=int, metavar="N")
    skill = does.add_parser("skill", help="what somebody knows of one kind, from a day on")
    skill.add_argument("staff", metavar="CODE")
    skill.add_argument("kind", choices=["language", "segment", "channel", "partner"])
    skill.add_argument("codes", metavar="CODES", help="comma-separated; '' for none")
    for one in (capacity, skill):
        one.add_argument("--from", dest="start_on", type=session.parse_day, metavar="DATE")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    does = {
        "preview": _preview, "apply": _apply, "staff": _staff, "capacity": _capacity,
        "skill": _skill,
    }  # fmt: skip
    told = does[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _preview(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.routing import routing_preview

    found = routing_preview(actor, on=session.today())
    if not given.json:
        for row in found.rows:
            print(f"{row.contract}  {row.customer}: {row.owner}, {row.why}")
        for load in found.loads:
            above = "  ABOVE" if load.is_above else ""
            said = f"{load.person.load} to {load.after} of {load.person.capacity}"
            print(f"{load.person.name}: {said}{above}")
        print(f"{found.routed} renewals in {found.classes} classes, {found.left} left")
    return {
        "routed": found.routed, "left": found.left, "classes": found.classes,
        "points": found.points, "set_up": found.is_set_up,
        "renewals": [
            {"renewal": row.renewal_id, "contract": row.contract, "customer": row.customer,
             "owner": row.owner, "why": row.why}
            for row in found.rows
        ],
        "loads": [
            {"staff": load.person.code, "capacity": load.person.capacity,
             "before": load.person.load, "after": load.after}
            for load in found.loads
        ],
    }  # fmt: skip


def _apply(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.routing import apply_routing

    done = apply_routing(by=actor, on=session.today(), at=session.now())
    if not given.json:
        print(f"{done.routed} renewals routed, {done.by_rule} by turn")
    return {"routed": done.routed, "by_rule": done.by_rule}


def _staff(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.routing import skills_of

    found = [person for person, _ in skills_of(actor, on=session.today())]
    told = [
        {
            "staff": one.code, "region": one.region, "capacity": one.capacity, "load": one.load,
            "languages": sorted(one.languages), "segments": sorted(one.segments),
            "channels": sorted(one.channels), "partners": sorted(one.partners),
        }
        for one in found
    ]  # fmt: skip
    if not given.json:
        for one in found:
            skills = [*one.languages, *one.segments, *one.channels, *one.partners]
            print(f"{one.code}  {one.region}  {one.load} of {one.capacity}  {', '.join(skills)}")
        print(f"{len(found)} people can take renewals")
    return {"staff": told}


def _capacity(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.routing import set_capacity

    start_on = given.start_on or session.today()
    made = set_capacity(
        staff_id=staff_named(given.staff), renewals=given.renewals, start_on=start_on, by=actor,
        on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(made)
    return {"staff": given.staff, "renewals": made.renewals, "start_on": start_on}


def _skill(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.routing import set_skills

    start_on = given.start_on or session.today()
    codes = set_skills(
        staff_id=staff_named(given.staff), kind=given.kind, codes=given.codes.split(","),
        start_on=start_on, by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"{given.staff}: {given.kind} {', '.join(codes) or 'none'} from {start_on} on")
    return {"staff": given.staff, "kind": given.kind, "codes": codes, "start_on": start_on}
