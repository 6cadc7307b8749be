"""Escalations on the command line: lists, one, what is done with it, the Head's morning."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.desk.queries.escalations import EscalationRow
    from tenure.desk.queries.head import Worth
    from tenure.foundation.models import User

Subparsers = Any  # argparse gives its class no public name
_STANDINGS = ("untaken", "planned", "late", "ended")
_MOST = 10_000


def configure(does: Subparsers) -> None:
    """Declare list, show, acknowledge, plan, resolve, reopen, contest, evaluate, tell, head."""
    listed = does.add_parser("list", help="escalations, the most severe first")
    which = listed.add_mutually_exclusive_group()
    for standing in _STANDINGS:
        which.add_argument(f"--{standing}", dest="standing", action="store_const", const=standing)
    listed.add_argument("--severity", default="", choices=["low", "medium", "high", "critical"])
    listed.add_argument("--cause", default="", metavar="CODE")
    listed.add_argument("--region", default="", metavar="REGION")
    listed.add_argument("--limit", type=int, default=100, metavar="N", help="(100)")
    listed.set_defaults(told=_list, standing="open")
    _one(does, "show", "one, with everything that happened to it").set_defaults(told=_show)
    acknowledge = _one(does, "acknowledge", "take it up")
    acknowledge.add_argument("--note", default="")
    acknowledge.set_defaults(told=_acknowledge)
    plan = _one(does, "plan", "say by when and how; until then it does not climb")
    plan.add_argument("--by", dest="plan_on", required=True, type=session.parse_day, metavar="DATE")
    plan.add_argument("--note", required=True)
    plan.set_defaults(told=_plan)
    for name, told, words in (
        ("resolve", _resolve, "end it with a reason"),
        ("reopen", _reopen, "open one again that ended"),
    ):
        one = _one(does, name, words)
        one.add_argument("--reason", required=True)
        one.set_defaults(told=told)
    contest = does.add_parser("contest", help="say that the price of a renewal is contested")
    contest.add_argument("renewal", type=int, metavar="RENEWAL")
    contest.add_argument("--why", required=True)
    contest.set_defaults(told=_contest)
    for name, told, words in (
        ("evaluate", _evaluate, "raise what has a cause, now"),
        ("tell", _tell, "climb, write and send what is due"),
        ("head", _head, "what is new, late, changed, worth"),
    ):
        does.add_parser(name, help=words).set_defaults(told=told)


def _one(does: Subparsers, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = does.add_parser(name, help=words)
    parser.add_argument("escalation", type=int, metavar="NUMBER")
    return parser


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.escalations import Asked, escalation_list

    asked = Asked(given.standing, given.severity, given.cause, given.region)
    size = max(1, min(given.limit, _MOST))
    page = escalation_list(actor, asked, on=session.today(), size=size)
    if not given.json:
        for row in page.rows:
            _print(row)
        more = "+" if page.count_is_capped else ""
        print(f"{len(page.rows)} of {page.count}{more} escalations")
    return {"count": page.count, "escalations": [asdict(row) for row in page.rows]}


def _print(row: EscalationRow) -> None:
    late = "  LATE" if row.is_late else ""
    ended = f"  {row.ended} {row.ended_on}" if row.ended else f"  on {row.rung}"
    print(f"{row.id:>8}  {row.severity:<8}  {row.contract}  {row.cause}{ended}{late}")
    print(f"{'':>8}  {row.says} {_amount(row.at_stake_minor, row.currency)} at stake")


def _amount(minor: int, currency: str) -> str:
    from tenure.kernel.money import Money

    return Money(minor, currency).format()


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.escalations import escalation_page
    from tenure.kernel.errors import InvalidInput

    page = escalation_page(given.escalation, user=actor, on=session.today())
    if page is None:
        raise InvalidInput(f"There is no escalation {given.escalation}.")
    events = [
        {"kind": event.kind, "on": event.on, "at": event.at, "by": str(event.by),
         "note": event.note, "rung": event.get_rung_display(), "plan_on": event.plan_on}
        for event in page.events
    ]  # fmt: skip
    if not given.json:
        _print(page.row)
        for event in events:
            note = f": {event['note']}" if event["note"] else ""
            print(f"{event['on']}  {event['kind']}, {event['rung']}, {event['by']}{note}")
    return {
        **asdict(page.row), "rule": page.rule, "threshold": page.threshold, "hours": page.hours,
        "events": events, "told": [notice.recipient for notice in page.told],
    }  # fmt: skip


def _acknowledge(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalations import acknowledge_escalation

    acknowledge_escalation(
        escalation_id=given.escalation, note=given.note, by=actor, on=session.today(),
        at=session.now(),
    )  # fmt: skip
    return _show(given, actor)


def _plan(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalations import plan_escalation

    plan_escalation(
        escalation_id=given.escalation, plan_on=given.plan_on, note=given.note, by=actor,
        on=session.today(), at=session.now(),
    )  # fmt: skip
    return _show(given, actor)


def _resolve(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalations import resolve_escalation

    resolve_escalation(
        escalation_id=given.escalation, reason=given.reason, by=actor, on=session.today(),
        at=session.now(),
    )  # fmt: skip
    return _show(given, actor)


def _reopen(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalations import reopen_escalation

    reopen_escalation(
        escalation_id=given.escalation, reason=given.reason, by=actor, on=session.today(),
        at=session.now(),
    )  # fmt: skip
    return _show(given, actor)


def _contest(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalations import mark_contested

    made = mark_contested(renewal_id=given.renewal, why=given.why, by=actor, on=session.today())
    if not given.json:
        print(f"renewal {given.renewal} is contested; the next run escalates it")
    return {"renewal": given.renewal, "why": made.why, "on": made.marked_on}


def _evaluate(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalating import raise_escalations

    done = asdict(raise_escalations(by=actor, on=session.today(), at=session.now()))
    if not given.json:
        print(", ".join(f"{count} {name}" for name, count in done.items()))
    return done


def _tell(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalating import climb_ladder
    from tenure.desk.commands.escalation_mails import send_escalation_mails, write_weekly_digests

    on, at = session.today(), session.now()
    climbed = climb_ladder(by=actor, on=on, at=at)
    weekly = write_weekly_digests(by=actor, on=on, at=at)
    done = {"climbed": climbed, "weekly": weekly, **send_escalation_mails(by=actor, on=on, at=at)}
    if not given.json:
        print(", ".join(f"{count} {name}" for name, count in done.items()))
    return done


def _head(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.head import head_page

    page = head_page(actor, on=session.today())
    if not given.json:
        print(f"{page.open} open, {page.new} new, {page.late} late, {page.untaken} not taken up")
        for worth in (*page.by_severity, *page.by_region, page.total):
            amounts = ", ".join(_amount(minor, currency) for minor, currency in worth.amounts)
            print(f"{worth.label:<12} {worth.count:>6}  {amounts}")
        for row in page.late_rows:
            _print(row)
    return {
        "open": page.open, "new": page.new, "late": page.late, "untaken": page.untaken,
        "changed": dict(page.changed), "new_rows": [asdict(row) for row in page.new_rows],
        "late_rows": [asdict(row) for row in page.late_rows],
        "by_severity": [_worth(one) for one in page.by_severity],
        "by_region": [_worth(one) for one in page.by_region], "total": _worth(page.total),
    }  # fmt: skip


def _worth(worth: Worth) -> dict[str, Any]:
    amounts = [{"minor": minor, "currency": currency} for minor, currency in worth.amounts]
    return {"label": worth.label, "count": worth.count, "amounts": amounts}
