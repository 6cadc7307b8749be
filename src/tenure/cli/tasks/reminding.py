"""How a colleague is reminded of tasks, and the secret address of the calendar."""

from __future__ import annotations

import argparse
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.directory.models import StaffMember
    from tenure.foundation.models import User


def configure(does: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare what a colleague may have set."""
    remind = does.add_parser("remind", help="set how a colleague is reminded")
    remind.add_argument("colleague", metavar="CODE")
    remind.add_argument("--by", required=True, choices=("mail", "webhook"), dest="channel")
    remind.add_argument("--days", type=int, nargs="*", default=[], help="before the due day")
    remind.add_argument("--quiet", default="", metavar="22:00-07:00")
    remind.add_argument(
        "--address-in", type=Path, metavar="FILE", help="the webhook's address, which is a secret"
    )
    remind.add_argument("--off", action="store_true", help="remind on this channel no more")
    calendar = does.add_parser("calendar", help="make the secret address of a calendar")
    calendar.add_argument("colleague", metavar="CODE")
    calendar.add_argument("--end", action="store_true", help="end it, and make no other")


def _remind(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.reminder_settings import remove_channel, set_channel

    staff = _colleague(given.colleague)
    if given.off:
        remove_channel(kind=given.channel, by=actor, on=session.today(), staff=staff)
    else:
        set_channel(
            kind=given.channel, days_before=tuple(given.days), quiet=_quiet(given.quiet),
            address=_address(given.address_in), by=actor, on=session.today(), staff=staff,
        )  # fmt: skip
    words = "off" if given.off else "on"
    if not given.json:
        print(f"{staff.code}: {given.channel} is {words}")
    return {"colleague": staff.code, "channel": given.channel, "state": words}


def _calendar(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.reminder_settings import end_calendar, make_calendar
    from tenure.desk.queries.task_calendar import calendar_address

    staff = _colleague(given.colleague)
    address = ""
    if given.end:
        end_calendar(by=actor, on=session.today(), staff=staff)
    else:
        address = calendar_address(make_calendar(by=actor, on=session.today(), staff=staff)[1])
    if not given.json:
        print(address or "no address works any more")
    return {"colleague": staff.code, "address": address}


def _colleague(name: str) -> StaffMember:
    from tenure.desk.queries.reminders import staff_named

    staff = staff_named(name)
    if staff is None:
        raise InvalidInput(f"There is no colleague {name}.")
    return staff


def _quiet(text: str) -> tuple[time, time] | None:
    if not text:
        return None
    begins, _, ends = text.partition("-")
    try:
        return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        raise InvalidInput(f"'{text}' are no quiet hours like 22:00-07:00.") from None


def _address(file: Path | None) -> str:
    try:
        return file.read_text().strip() if file else ""
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.") from error


DOES = {"remind": _remind, "calendar": _calendar}
