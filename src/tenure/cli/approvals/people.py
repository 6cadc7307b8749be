"""Seats of approvers and holiday cover on the command line."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.foundation.models import User

Subparsers = Any  # argparse gives its class no public name
_PARTS = ("deal_desk", "finance", "legal", "manager", "director", "cro", "cfo", "ceo")


def configure(does: Subparsers) -> None:
    """Declare seats, seat, leave, cover, delegate, back."""
    does.add_parser("seats", help="who sits where").set_defaults(told=_seats)
    seat = does.add_parser("seat", help="let somebody approve in a part, from a day on")
    seat.add_argument("role", choices=_PARTS, metavar="PART", help=", ".join(_PARTS))
    seat.add_argument("user", metavar="USER")
    seat.add_argument("--region", default="", choices=["", "APAC", "EMEA", "AMER"])
    seat.add_argument("--from", dest="start_on", type=session.parse_day, metavar="DATE")
    seat.set_defaults(told=_seat)
    leave = does.add_parser("leave", help="let nobody sit on a seat from a day on")
    leave.add_argument("seat", type=int, metavar="NUMBER")
    leave.add_argument("--from", dest="end_on", type=session.parse_day, metavar="DATE")
    leave.set_defaults(told=_leave)
    does.add_parser("cover", help="who stands in for whom").set_defaults(told=_cover)
    delegate = does.add_parser("delegate", help="let one person decide for another")
    delegate.add_argument("given_by", metavar="AWAY")
    delegate.add_argument("given_to", metavar="STANDS-IN")
    delegate.add_argument(
        "--from", dest="start_on", type=session.parse_day, required=True, metavar="DATE"
    )
    delegate.add_argument(
        "--until", dest="last_on", type=session.parse_day, required=True, metavar="DATE",
        help="the last day",
    )  # fmt: skip
    delegate.set_defaults(told=_delegate)
    back = does.add_parser("back", help="let nobody stand in any more")
    back.add_argument("cover", type=int, metavar="NUMBER")
    back.set_defaults(told=_back)


def colleague(username: str, actor: User) -> User:
    """Return a colleague by user name. Raise InvalidInput for none."""
    from tenure.quotes.queries.approvers import find_colleague

    found = find_colleague(username, actor)
    if found is None:
        raise InvalidInput(f"There is no colleague {username!r} who signs in.")
    return found


def _seats(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.queries.approvers import seats

    rows = [
        {
            "seat": one.row.pk,
            "part": one.row.role,
            "region": one.row.region or None,
            "user": one.row.user.username,
            "start_on": one.row.start_on,
            "last_day": one.row.end_on - timedelta(days=1) if one.row.end_on else None,
            "is_held": one.is_held,
        }
        for one in seats(actor, on=session.today())
    ]
    if not given.json:
        for row in rows:
            until = f" to {row['last_day']}" if row["last_day"] else ""
            where = row["region"] or "all"
            print(f"{row['seat']:>6}  {row['part']:<9}  {where:<4}  {row['user']:<16}  "
                  f"from {row['start_on']}{until}")  # fmt: skip
        print(f"{len(rows)} seats")
    return {"seats": rows}


def _seat(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvers import seat_approver
    from tenure.quotes.rules.approvals import Approver

    made = seat_approver(
        role=Approver(given.role), region=given.region, user=colleague(given.user, actor),
        start_on=given.start_on or session.today(), by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"seat {made.pk}: {made} from {made.start_on}")
    return {"seat": made.pk, "start_on": made.start_on}


def _leave(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvers import leave_seat

    end_on = given.end_on or session.today()
    left = leave_seat(seat_id=given.seat, end_on=end_on, by=actor, on=session.today())
    if not given.json:
        print(f"seat {left.pk}: free from {end_on}")
    return {"seat": left.pk, "end_on": end_on}


def _cover(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.queries.approvers import covers

    rows = [
        {
            "cover": one.pk,
            "away": one.given_by.username,
            "stands_in": one.given_to.username,
            "start_on": one.start_on,
            "last_day": one.end_on - timedelta(days=1),
        }
        for one in covers(actor, on=session.today())
    ]
    if not given.json:
        for row in rows:
            days = f"{row['start_on']} to {row['last_day']}"
            print(f"{row['cover']:>6}  {row['stands_in']} for {row['away']}, {days}")
        print(f"{len(rows)} now or later")
    return {"cover": rows}


def _delegate(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvers import delegate_approvals

    made = delegate_approvals(
        given_by=colleague(given.given_by, actor), given_to=colleague(given.given_to, actor),
        start_on=given.start_on, end_on=given.last_on + timedelta(days=1), by=actor,
        on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"cover {made.pk}: {made}, {made.start_on} to {given.last_on}")
    return {"cover": made.pk, "last_day": given.last_on}


def _back(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvers import end_delegation

    end_delegation(delegation_id=given.cover, by=actor, on=session.today())
    if not given.json:
        print(f"cover {given.cover}: over")
    return {"cover": given.cover}
