"""Hours of regions, repeating shifts, the rota, shifts by hand, swaps and absences."""

from __future__ import annotations

import argparse
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.approvals.people import colleague
from tenure.cli.shifts.showing import REGIONS, Subparsers, parse_instant, staff_named

if TYPE_CHECKING:
    from tenure.foundation.models import User

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def configure(does: Subparsers) -> None:
    """Declare hours, repeat, plan, set, ask, answer, away, back."""
    day, instant = session.parse_day, parse_instant
    hours = does.add_parser("hours", help="let a region have other hours from a day on")
    hours.add_argument("region", choices=REGIONS)
    hours.add_argument("--from", dest="start_on", type=day, required=True, metavar="DATE")
    hours.add_argument("--zone", metavar="ZONE", help="as Europe/London")
    hours.add_argument("--country", metavar="CODE", help="whose holidays; none: ''")
    hours.add_argument("--opens", type=_time, metavar="HH:MM", help="local, on every day of --days")
    hours.add_argument("--closes", type=_time, metavar="HH:MM")
    hours.add_argument("--cutoff", type=_time, metavar="HH:MM")
    hours.add_argument("--days", type=_weekdays, metavar="DAYS", help="as mon,tue,wed")
    hours.set_defaults(told=_hours)
    repeat = does.add_parser("repeat", help="let somebody work for a region on days of the week")
    repeat.add_argument("staff", metavar="CODE")
    repeat.add_argument("region", choices=REGIONS)
    repeat.add_argument("--days", type=_weekdays, default=[0, 1, 2, 3, 4], metavar="DAYS")
    repeat.add_argument("--from", dest="start_on", type=day, metavar="DATE")
    repeat.add_argument("--until", dest="last_on", type=day, metavar="DATE", help="the last day")
    repeat.set_defaults(told=_repeat)
    plan = does.add_parser("plan", help="make the shifts of some days from what repeats")
    plan.add_argument("--from", dest="since", type=day, metavar="DATE")
    plan.add_argument("--days", type=int, default=28, metavar="N", help="(28)")
    plan.set_defaults(told=_plan)
    one = does.add_parser("set", help="put somebody on duty by hand")
    one.add_argument("staff", metavar="CODE")
    one.add_argument("region", choices=REGIONS)
    one.add_argument("from_at", type=instant, metavar="FROM", help="UTC")
    one.add_argument("until_at", type=instant, metavar="UNTIL")
    one.set_defaults(told=_set)
    ask = does.add_parser("ask", help="ask a colleague to swap two shifts")
    ask.add_argument("given", type=int, metavar="MINE")
    ask.add_argument("wanted", type=int, metavar="THEIRS")
    ask.add_argument("--by", required=True, metavar="USER", help="whose shift is given")
    ask.set_defaults(told=_ask)
    answer = does.add_parser("answer", help="accept or decline a swap")
    answer.add_argument("swap", type=int, metavar="NUMBER")
    answer.add_argument("answer", choices=["accept", "decline"])
    answer.add_argument("--by", required=True, metavar="USER", help="who was asked")
    answer.set_defaults(told=_answer)
    away = does.add_parser("away", help="record that somebody is away, and who stands in")
    away.add_argument("staff", metavar="CODE")
    away.add_argument("--from", dest="start_on", type=day, required=True, metavar="DATE")
    away.add_argument(
        "--until", dest="last_on", type=day, required=True, metavar="DATE", help="the last day"
    )
    away.add_argument("--cover", default="", metavar="CODE")
    away.add_argument(
        "--kind", default="holiday", choices=["holiday", "illness", "training", "other"]
    )
    away.set_defaults(told=_away)
    back = does.add_parser("back", help="let somebody be back earlier")
    back.add_argument("absence", type=int, metavar="NUMBER")
    back.add_argument("--on", dest="end_on", type=day, metavar="DATE", help="the first day back")
    back.set_defaults(told=_back)


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no time like 08:30") from None


def _weekdays(text: str) -> list[int]:
    try:
        return sorted({_DAYS.index(one.strip().lower()[:3]) for one in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' are no days like mon,tue") from None


def _hours(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.rota import set_region_hours
    from tenure.desk.queries.rota import region_clock
    from tenure.desk.rules.shifts import Hours

    usual = region_clock(given.region).hours_on(given.start_on)
    days = given.days or [day for day in range(7) if usual.opens[day]]
    opens, closes = list(usual.opens), list(usual.closes)
    for day in range(7):
        works = day in days
        opens[day] = (given.opens or opens[day] or usual.opens[0]) if works else None
        closes[day] = (given.closes or closes[day] or usual.closes[0]) if works else None
    hours = Hours(
        zone=given.zone or usual.zone,
        country=usual.country if given.country is None else given.country,
        opens=tuple(opens), closes=tuple(closes), cutoff=given.cutoff or usual.cutoff,
    )  # fmt: skip
    set_region_hours(
        region=given.region, hours=hours, start_on=given.start_on, by=actor, on=session.today()
    )
    if not given.json:
        print(f"{given.region} has these hours from {given.start_on} on")
    return {"region": given.region, "start_on": given.start_on, "zone": hours.zone}


def _repeat(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.rota import repeat_shift

    start_on = given.start_on or session.today()
    made = repeat_shift(
        staff_id=staff_named(given.staff), region=given.region, weekdays=given.days,
        start_on=start_on, end_on=given.last_on + timedelta(days=1) if given.last_on else None,
        by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(made)
    return {"pattern": made.pk, "weekdays": made.weekdays, "start_on": start_on}


def _plan(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.rota import plan_rota

    since = given.since or session.today()
    until = since + timedelta(days=given.days)
    made = plan_rota(since=since, until=until, by=actor, on=session.today())
    if not given.json:
        print(f"{made} shifts are new")
    return {"since": since, "until": until, "new": made}


def _set(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.rota import set_shift

    made = set_shift(
        staff_id=staff_named(given.staff), region=given.region, from_at=given.from_at,
        until_at=given.until_at, by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"shift {made.pk}: {made}")
    return {"shift": made.pk, "day": made.day}


def _ask(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.rota import ask_swap

    made = ask_swap(
        given_id=given.given, wanted_id=given.wanted, by=colleague(given.by, actor),
        on=session.today(), at=session.now(),
    )  # fmt: skip
    if not given.json:
        print(f"swap {made.pk}: {made}")
    return {"swap": made.pk}


def _answer(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.rota import answer_swap

    made = answer_swap(
        swap_id=given.swap, accept=given.answer == "accept", by=colleague(given.by, actor),
        on=session.today(), at=session.now(),
    )  # fmt: skip
    if not given.json:
        print(f"swap {given.swap}: {made.kind}")
    return {"swap": given.swap, "answer": made.kind}


def _away(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.absences import record_absence

    made = record_absence(
        staff_id=staff_named(given.staff), start_on=given.start_on,
        end_on=given.last_on + timedelta(days=1), kind=given.kind,
        cover_id=staff_named(given.cover) if given.cover else None, by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"absence {made.pk}: {made}")
    return {"absence": made.pk, "start_on": made.start_on, "end_on": made.end_on}


def _back(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.absences import end_absence

    end_on = given.end_on or session.today()
    end_absence(absence_id=given.absence, end_on=end_on, by=actor, on=session.today())
    if not given.json:
        print(f"absence {given.absence}: back on {end_on}")
    return {"absence": given.absence, "end_on": end_on}
