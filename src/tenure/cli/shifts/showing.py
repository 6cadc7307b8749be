"""Who is on duty, the rota, where nobody is, hours of regions, and which region answers."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User

Subparsers = Any  # argparse gives its class no public name
REGIONS = ("APAC", "EMEA", "AMER")


def configure(does: Subparsers) -> None:
    """Declare now, rota, gaps, answers, swaps, absences."""
    now = does.add_parser("now", help="every region at an instant, and who is on duty")
    now.add_argument("--at", type=parse_instant, metavar="INSTANT", help="UTC; (now)")
    now.set_defaults(told=_now)
    for name, words, told in (
        ("rota", "the shifts of some days", _rota),
        ("gaps", "where nobody is on duty, and days without what customers need", _gaps),
    ):
        days = does.add_parser(name, help=words)
        days.add_argument("--from", dest="since", type=session.parse_day, metavar="DATE")
        days.add_argument("--days", type=int, default=14, metavar="N", help="(14)")
        days.set_defaults(told=told)
    answers = does.add_parser("answers", help="which region answers what is asked of one")
    answers.add_argument("region", choices=REGIONS)
    answers.add_argument("--at", type=parse_instant, metavar="INSTANT", help="UTC; (now)")
    answers.set_defaults(told=_answers)
    does.add_parser("swaps", help="swaps that wait for an answer").set_defaults(told=_swaps)
    away = does.add_parser("absences", help="who is away, and who stands in")
    away.set_defaults(told=_absences)


def parse_instant(text: str) -> datetime:
    """Read an instant of the command line, UTC unless it says otherwise."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no instant like 2027-01-15T16:30") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def staff_named(code: str) -> int:
    """Return the id of a colleague by code or e-mail address. Raise InvalidInput for none."""
    from tenure.directory.queries import staff_id_named
    from tenure.kernel.errors import InvalidInput

    found = staff_id_named(code)
    if found is None:
        raise InvalidInput(f"There is no colleague {code}.")
    return found


def _now(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.rota import regions_at

    at = given.at or session.now()
    found = regions_at(actor, at=at)
    if not given.json:
        for one in found:
            people = ", ".join(
                person.name + (f" for {person.stands_in_for}" if person.stands_in_for else "")
                for person in one.people
            )
            state = "works until" if one.is_open else "opens"
            print(f"{one.code}  {state} {one.changes_at:%Y-%m-%d %H:%M} UTC  {people or 'nobody'}")
    return {
        "at": at.isoformat(),
        "regions": [
            {
                "region": one.code, "open": one.is_open, "changes_at": one.changes_at.isoformat(),
                "on_duty": [
                    {"code": person.code, "until": person.until_at.isoformat(),
                     "stands_in_for": person.stands_in_for}
                    for person in one.people
                ],
            }
            for one in found
        ],
    }  # fmt: skip


def _days(given: argparse.Namespace) -> tuple[date, date]:
    since = given.since or session.today()
    return since, since + timedelta(days=given.days)


def _rota(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.rota import rota

    since, until = _days(given)
    found = rota(actor, since=since, until=until)
    if not given.json:
        for one in found:
            hours = f"{one.from_at:%H:%M} to {one.until_at:%H:%M} UTC"
            print(f"{one.pk:>8}  {one.day}  {one.region}  {hours}  {one.staff}")
        print(f"{len(found)} shifts")
    return {
        "shifts": [
            {"shift": one.pk, "day": one.day, "region": one.region, "staff": one.staff.code,
             "from": one.from_at.isoformat(), "until": one.until_at.isoformat()}
            for one in found
        ]
    }  # fmt: skip


def _gaps(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.rota_gaps import gaps

    since, until = _days(given)
    found = gaps(actor, since=since, until=until)
    if not given.json:
        for gap in found:
            hours = f"{gap.from_at:%H:%M} to {gap.until_at:%H:%M} UTC"
            ending = "  QUARTER END" if gap.is_quarter_end else ""
            print(f"{gap.day}  {gap.region}  {hours}  {gap.missing}{ending}")
        print(f"{len(found)} gaps")
    return {
        "gaps": [
            {"region": gap.region, "day": gap.day, "from": gap.from_at.isoformat(),
             "until": gap.until_at.isoformat(), "missing": gap.missing,
             "quarter_end": gap.is_quarter_end}
            for gap in found
        ]
    }  # fmt: skip


def _answers(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.rota import answers

    found = answers(given.region, at=given.at or session.now())
    if not given.json:
        print(f"{found.region} from {found.from_at:%Y-%m-%d %H:%M} UTC: {found.why}")
    return {"region": found.region, "from": found.from_at.isoformat(), "why": found.why}


def _swaps(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.rota import open_swaps

    found = list(open_swaps(actor, at=session.now()))
    if not given.json:
        for one in found:
            print(f"{one.pk:>8}  {one.given} for {one.wanted}")
        print(f"{len(found)} swaps wait")
    return {
        "swaps": [
            {"swap": one.pk, "given": one.given_id, "wanted": one.wanted_id,
             "asked_by": one.asked_by.code, "asked_of": one.asked_of.code}
            for one in found
        ]
    }  # fmt: skip


def _absences(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.absences import absences_from

    found = list(absences_from(actor, at=session.now()))
    if not given.json:
        for one in found:
            cover = one.cover or "nobody"
            print(f"{one.pk:>8}  {one.staff}  {one.start_on} until {one.end_on}  cover: {cover}")
        print(f"{len(found)} absences")
    return {
        "absences": [
            {"absence": one.pk, "staff": one.staff.code, "start_on": one.start_on,
             "end_on": one.end_on, "kind": one.kind,
             "cover": one.cover.code if one.cover else None}
            for one in found
        ]
    }  # fmt: skip
